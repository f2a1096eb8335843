package io.panoptoupload.messages;

/** The topics' names, unless the worker is configured with others. */
public final class Topics {
    /** {@link UploadRequest}s, written by producers; key {@code requestId}. */
    public static final String REQUESTS = "panopto.upload.requests";

    /** {@link OutcomeEvent}s, written by the worker; key {@code requestId}. */
    public static final String OUTCOMES = "panopto.upload.outcomes";

    /** The worker's own state; not for others to read. */
    public static final String JOURNAL = "panopto.upload.journal";

    /**
     * Records of the request topic that were refused, untouched but for {@link
     * #DEAD_LETTER_REASON_HEADER}.
     */
    public static final String DEAD_LETTER = "panopto.upload.requests-dlt";

    /** Header of a dead-lettered record that says why it was refused. */
    public static final String DEAD_LETTER_REASON_HEADER = "reason";

    private Topics() {}
}
