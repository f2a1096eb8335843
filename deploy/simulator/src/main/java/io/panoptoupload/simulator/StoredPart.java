package io.panoptoupload.simulator;

/**
 * One part, or one whole object, that arrived completely.
 *
 * @param crc32 of its bytes, unsigned
 */
record StoredPart(int number, long size, long crc32, FileStore.Contents contents) {

    /**
     * Made from size and CRC-32, which are known anyway: a real S3 takes the MD5, which would cost
     * more than everything else here together. Clients may not read a meaning into an ETag.
     */
    String etag() {
        return "\"%08x%024x\"".formatted(crc32, size);
    }
}
