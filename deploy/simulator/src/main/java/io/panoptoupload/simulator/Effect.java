package io.panoptoupload.simulator;

/**
 * What a received request does once it is let through. Receiving and doing are two steps, so that a
 * fault can hold the doing back, or do it long after the response was sent.
 */
@FunctionalInterface
interface Effect {
    SimulatorResponse apply();
}
