package io.panoptoupload.worker.job;

import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;

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

    /**
     * How far a partition's requests are taken in.
     *
     * @param partitions of the journal when this was written; null in records of old
     */
    record Position(long next, @Nullable Integer partitions) {}

    /**
     * The record that tells how far a partition's requests are taken in.
     *
     * @param partitions of the journal
     */
    public byte[] ofPosition(long next, int partitions) {
        return json.writeValueAsBytes(new Position(next, partitions));
    }

    Position position(byte[] value) {
        return json.readValue(value, Position.class);
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
