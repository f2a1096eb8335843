/**
 * A stand-in for Panopto: the token endpoint, the REST API and the S3 endpoint on one port, as
 * strict as the real service and with faults on demand. {@link
 * io.panoptoupload.simulator.Simulator} starts it inside another program, {@link
 * io.panoptoupload.simulator.SimulatorMain} on its own; everything else is private. It knows
 * nothing of the worker: what it understands is plain HTTP.
 */
@NullMarked
package io.panoptoupload.simulator;

import org.jspecify.annotations.NullMarked;
