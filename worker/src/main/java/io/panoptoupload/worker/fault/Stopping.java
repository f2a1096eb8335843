package io.panoptoupload.worker.fault;

/** What may still finish when the sending thread is interrupted. */
public enum Stopping {
    /** Nothing: every call is cut. */
    CUT,
    /**
     * A Complete whose response is awaited. Where it is cut its outcome is unknown, and the file
     * may have to be sent again under another name.
     */
    AWAIT_COMPLETE,
    /** That, and parts that are in flight; no other part begins. */
    AWAIT_PARTS;

    /** Whether a call of that kind is waited for. */
    public boolean allows(Stopping needed) {
        return compareTo(needed) >= 0;
    }
}
