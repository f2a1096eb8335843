package io.panoptoupload.simulator;

/** Ends the handling of a request with a response that says why it was refused. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SimulatorResponse response;

    Refusal(SimulatorResponse response) {
        super("refused with " + response.status(), null, false, false);
        this.response = response;
    }

    SimulatorResponse response() {
        return response;
    }
}
