package io.panoptoupload.worker.request;

import io.panoptoupload.messages.UploadRequest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a record of the request topic turned out to be. */
public sealed interface Decoded {

    /** A request that is as the published schema wants it. */
    record Request(UploadRequest request) implements Decoded {}

    /**
     * Something else.
     *
     * @param reason one sentence
     * @param requestId if at least that could be read
     * @param extensions of the request, for the event that reports it; empty if they cannot be read
     * @param faults that the reason lists; empty if it could not be read as a request at all
     */
    record Refused(
            String reason,
            Optional<String> requestId,
            Map<String, Object> extensions,
            List<FieldFault> faults)
            implements Decoded {}
}
