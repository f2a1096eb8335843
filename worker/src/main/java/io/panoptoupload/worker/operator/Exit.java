package io.panoptoupload.worker.operator;

/** What the process ends with; scripts rely on it. */
final class Exit {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int REJECTED = 3;
    static final int NO_KAFKA = 4;

    private Exit() {}
}
