package io.panoptoupload.worker.stage;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one file of an upload.
 *
 * @param objectName the object's name at Panopto; a new one for each restart of the file, so that a
 *     late write of an earlier try can never mix with these bytes
 * @param restarts how often the file was begun anew
 * @param size in bytes
 * @param pin what the source was when the transfer began
 * @param partSize in bytes; the last part may be smaller
 * @param multipartId of the open multipart upload, once begun
 * @param crc32 of the whole file, 8 hex digits, once it is at Panopto in full
 */
public record UploadFile(
        String objectName,
        int restarts,
        long size,
        String pin,
        long partSize,
        @Nullable String multipartId,
        @Nullable String crc32) {
    public boolean isTransferred() {
        return crc32 != null;
    }

    UploadFile begun(String multipart) {
        return new UploadFile(objectName, restarts, size, pin, partSize, multipart, crc32);
    }

    UploadFile transferred(String crc) {
        return new UploadFile(objectName, restarts, size, pin, partSize, multipartId, crc);
    }
}
