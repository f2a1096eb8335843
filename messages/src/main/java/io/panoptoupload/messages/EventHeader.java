package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/**
 * What every outcome event says; in JSON these fields stand beside the event's own.
 *
 * @param acceptedAt when the worker accepted the request; absent from {@code rejected}
 * @param sequence 1, 2, 3 … without gaps over all attempts; absent from {@code rejected}
 * @param worker the instance that speaks
 * @param attempt from 1; absent from {@code rejected}
 * @param extensions the request's, unchanged
 */
@Message
public record EventHeader(
        String requestId,
        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant acceptedAt,
        @Nullable Long sequence,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant occurredAt,
        String worker,
        @Nullable Integer attempt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> extensions) {
    public EventHeader {
        extensions = Absent.map(extensions);
    }

    /** The header of a {@code rejected} event, which belongs to no accepted job. */
    public static EventHeader ofRejected(
            String requestId, Instant occurredAt, String worker, Map<String, Object> extensions) {
        return new EventHeader(requestId, null, null, occurredAt, worker, null, extensions);
    }
}
