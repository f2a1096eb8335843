package io.panoptoupload.simulator;

import com.fasterxml.jackson.annotation.JsonValue;

/** What goes wrong when a fault rule fires. */
public enum FaultKind {
    /**
     * The request is read, and the response is {@code status} (default 503); nothing is done. With
     * {@code state}, it is handled, and its response shows that State of the upload, true or not.
     */
    STATUS("status"),
    /** The request is handled {@code delayMs} later than usual. */
    DELAY("delay"),
    /** The connection is reset before anything is read of the body. */
    RESET("reset"),
    /** The connection is reset after {@code afterBytes} of the body; nothing is done. */
    CUT("cut"),
    /** The request is done, then the connection is reset instead of a response. */
    LOST_ANSWER("lost-answer"),
    /**
     * The request is read, and done and responded to when the rule is released, or after {@code
     * delayMs} if that is given.
     */
    HOLD("hold"),
    /**
     * The request is read, the response is {@code status} (default 503), and it is done {@code
     * delayMs} later, or when the rule is released if that comes first or no delay is given.
     */
    LATE_EFFECT("late-effect"),
    /** Every access token ends; with {@code status} the response has it (e.g. 403). */
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
    PROCESSING_ERROR("processing-error"),
    /**
     * Nothing is done; a login page comes back, with {@code status} (default 200) and {@code
     * message} as its text.
     */
    HTML("html"),
    /** Nothing is done; the client is redirected ({@code status}, default 302) to a login page. */
    LOGIN_REDIRECT("login-redirect"),
    /** The request is handled, and the text of the response begins with a byte order mark. */
    BOM("bom"),
    /**
     * State 4 shows no session: {@code SessionId} is null, or {@code message} if given (such as an
     * empty text). On {@code getUpload} that goes for this response; on other operations for the
     * upload that the request names, for good.
     */
    NO_SESSION("no-session");

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
