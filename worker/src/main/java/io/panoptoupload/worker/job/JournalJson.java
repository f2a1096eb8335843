package io.panoptoupload.worker.job;

import io.panoptoupload.messages.UploadRequest;

import tools.jackson.databind.json.JsonMapper;

/**
 * The journal's values as JSON. Unknown fields are ignored: during a rolling update old workers
 * read what new ones wrote.
 */
public final class JournalJson {
    private final JsonMapper json;

    public JournalJson(JsonMapper json) {
        this.json = json;
    }

    private record Position(long next) {}

    public byte[] ofPosition(long next) {
        return json.writeValueAsBytes(new Position(next));
    }

    long position(byte[] value) {
        return json.readValue(value, Position.class).next();
    }

    byte[] of(UploadJob job) {
        return json.writeValueAsBytes(job);
    }

    UploadJob job(byte[] value) {
        return json.readValue(value, UploadJob.class);
    }

    byte[] of(UploadRequest request) {
        return json.writeValueAsBytes(request);
    }

    UploadRequest request(byte[] value) {
        return json.readValue(value, UploadRequest.class);
    }

    byte[] of(Cancel cancel) {
        return json.writeValueAsBytes(cancel);
    }

    Cancel cancel(byte[] value) {
        return json.readValue(value, Cancel.class);
    }

    byte[] of(PartsChunk chunk) {
        return json.writeValueAsBytes(chunk);
    }

    PartsChunk chunk(byte[] value) {
        return json.readValue(value, PartsChunk.class);
    }
}
