package io.panoptoupload.worker.job;

import com.fasterxml.jackson.annotation.JsonFormat;

import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Up to {@value #PARTS} confirmed parts of a file as the journal keeps them. A full chunk is never
 * written again, so that a long transfer costs the journal little.
 *
 * @param multipartId the multipart upload that the parts belong to
 * @param partSize in bytes
 * @param pin what the source was; earlier versions drop the parts of another one
 */
record PartsChunk(String multipartId, long partSize, String pin, List<Part> parts) {
    static final int PARTS = 500;

    /** One part, written as {@code [number, etag, crc32]}. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    record Part(int number, String etag, int crc32) {}

    static PartsChunk of(ConfirmedParts confirmed, int chunk, UploadFile file) {
        List<Part> parts = new ArrayList<>();
        int first = chunk * PARTS + 1;
        for (int number = first; number < first + PARTS; number++) {
            if (confirmed.contains(number)) {
                parts.add(new Part(number, confirmed.etag(number), confirmed.crc32(number)));
            }
        }
        String multipartId = Objects.requireNonNull(file.multipartId(), "multipartId");
        return new PartsChunk(multipartId, file.partSize(), file.pin(), parts);
    }

    /**
     * Adds the parts if they belong to the file as it is being transferred now. Its source may be
     * marked otherwise by now: then they are compared before anything is added to them.
     */
    void addTo(ConfirmedParts confirmed, UploadFile file) {
        if (multipartId.equals(file.multipartId()) && partSize == file.partSize()) {
            parts.forEach(part -> confirmed.restore(part.number(), part.etag(), part.crc32()));
        }
    }
}
