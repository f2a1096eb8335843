package io.panoptoupload.worker.request;

import io.panoptoupload.messages.UploadRequest;

import java.util.Optional;

/** What a record of the request topic turned out to be. */
public sealed interface Decoded {

    /** A request; whether it is a sensible one is another question. */
    record Request(UploadRequest request) implements Decoded {}

    /**
     * Something else.
     *
     * @param reason one sentence
     * @param requestId if at least that could be read
     */
    record Undecodable(String reason, Optional<String> requestId) implements Decoded {}
}
