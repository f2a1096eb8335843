package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.UploadRequest;

import tools.jackson.databind.json.JsonMapper;

/**
 * A request that intake will take on, as it is going to be published.
 *
 * @param json the record's value
 */
record PreparedRequest(String requestId, String json) {
    /** One that was made here, and so needs no validation. */
    static PreparedRequest of(UploadRequest made, JsonMapper json) {
        return new PreparedRequest(made.requestId(), json.writeValueAsString(made));
    }
}
