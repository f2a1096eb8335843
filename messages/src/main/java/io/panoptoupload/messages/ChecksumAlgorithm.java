package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a source's checksum was computed; {@code crc32} is zlib's, {@code crc32c} Castagnoli's. */
public enum ChecksumAlgorithm {
    CRC32("crc32"),
    CRC32C("crc32c"),
    MD5("md5"),
    SHA1("sha1"),
    SHA256("sha256");

    private final String wireName;

    ChecksumAlgorithm(String wireName) {
        this.wireName = wireName;
    }

    /** The value as it stands in JSON. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The constant of this wire name.
     *
     * @throws IllegalArgumentException when there is none; the message lists those that there are
     */
    @JsonCreator
    public static ChecksumAlgorithm of(String wireName) {
        return WireNames.find(values(), ChecksumAlgorithm::wireName, wireName);
    }
}
