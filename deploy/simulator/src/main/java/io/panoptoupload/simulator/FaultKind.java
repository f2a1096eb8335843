package io.panoptoupload.simulator;

import com.fasterxml.jackson.annotation.JsonValue;

/** What goes wrong when a fault rule fires. */
public enum FaultKind {
    /** The request is read and answered with {@code status} (default 503); nothing is done. */
    STATUS("status"),
    /** The request is handled {@code delayMs} later than usual. */
    DELAY("delay"),
    /** The connection is reset before anything is read of the body. */
    RESET("reset"),
    /** The connection is reset after {@code afterBytes} of the body; nothing is done. */
    CUT("cut"),
    /** The request is done, then the connection is reset instead of an answer. */
    LOST_ANSWER("lost-answer"),
    /**
     * The request is read, and done and answered when the rule is released, or after {@code
     * delayMs} if that is given.
     */
    HOLD("hold"),
    /**
     * The request is read and answered with {@code status} (default 503), and done {@code delayMs}
     * later, or when the rule is released if that comes first or no delay is given.
     */
    LATE_EFFECT("late-effect"),
    /** Every access token ends; with {@code status} the request is answered with it (e.g. 403). */
    EXPIRE_TOKEN("expire-token"),
    /**
     * The upload that the request names is reaped (State 6, then 7; with {@code message} 8), then
     * the request is handled.
     */
    EXPIRE_UPLOAD("expire-upload"),
    /**
     * The upload that the request names will end in State 5 with {@code message}, leaving a broken
     * session behind; the request itself is handled.
     */
    PROCESSING_ERROR("processing-error");

    private final String text;

    FaultKind(String text) {
        this.text = text;
    }

    @JsonValue
    public String text() {
        return text;
    }

    /** Whether the request is read before anything waits, so that the client is done sending. */
    boolean waitsAfterReading() {
        return this == HOLD || this == LATE_EFFECT;
    }

    @Override
    public String toString() {
        return text;
    }
}
