package io.panoptoupload.simulator;

/** A fault wants the connection gone, without a response. */
final class ConnectionDropped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConnectionDropped() {
        super("dropped by a fault rule", null, false, false);
    }
}
