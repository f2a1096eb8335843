package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * How requests and outcome events name themselves as CloudEvents 1.0: the Kafka headers of the
 * binary mode, the types, and the ids by which readers recognise a repeated event.
 */
public final class CloudEvents {
    public static final String SPECVERSION_HEADER = "ce_specversion";
    public static final String ID_HEADER = "ce_id";
    public static final String TYPE_HEADER = "ce_type";
    public static final String SOURCE_HEADER = "ce_source";
    public static final String SUBJECT_HEADER = "ce_subject";
    public static final String TIME_HEADER = "ce_time";
    public static final String CONTENT_TYPE_HEADER = "content-type";
    public static final String TRACEPARENT_HEADER = "traceparent";

    public static final String SPECVERSION = "1.0";

    /** Content type of a value in binary mode, and of a plain one. */
    public static final String JSON = "application/json";

    /** Content type of a value in structured mode, which holds the attributes as well. */
    public static final String STRUCTURED_JSON = "application/cloudevents+json";

    public static final String UPLOAD_REQUESTED = "panopto.upload.requested.v1";
    public static final String CANCEL_REQUESTED = "panopto.upload.cancel-requested.v1";
    public static final String RETRY_REQUESTED = "panopto.upload.retry-requested.v1";

    private CloudEvents() {}

    /** The {@code ce_type} of a request with this command. */
    public static String type(Command command) {
        return switch (command) {
            case UPLOAD -> UPLOAD_REQUESTED;
            case CANCEL -> CANCEL_REQUESTED;
            case RETRY -> RETRY_REQUESTED;
        };
    }

    /** The command that a request of this {@code ce_type} carries; null if it is no request. */
    public static @Nullable Command command(String type) {
        return switch (type) {
            case UPLOAD_REQUESTED -> Command.UPLOAD;
            case CANCEL_REQUESTED -> Command.CANCEL;
            case RETRY_REQUESTED -> Command.RETRY;
            default -> null;
        };
    }

    /** The {@code ce_type} of an event, for example {@code panopto.upload.completed.v1}. */
    public static String type(OutcomeEvent event) {
        return "panopto.upload." + event.type() + ".v1";
    }

    /**
     * The {@code ce_id} of an event of an accepted job: the same however often it is published.
     *
     * @throws IllegalArgumentException for a {@code rejected} event, see {@link #idOfRejected}
     */
    public static String id(OutcomeEvent event) {
        if (event instanceof OutcomeEvent.Rejected) {
            throw new IllegalArgumentException(
                    "A rejected event is identified by the place of the refused record");
        }
        EventHeader header = event.header();
        return header.requestId()
                + "/"
                + Objects.requireNonNull(header.acceptedAt(), "acceptedAt").toEpochMilli()
                + "/"
                + Objects.requireNonNull(header.sequence(), "sequence");
    }

    /**
     * The {@code ce_id} of a {@code rejected} event.
     *
     * @param partition of the request topic, where the refused record stands
     * @param offset of the refused record
     */
    public static String idOfRejected(String requestId, int partition, long offset) {
        return requestId + "/rejected/" + partition + "-" + offset;
    }
}
