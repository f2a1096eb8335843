package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

/**
 * The checksum that a source must have; the upload fails when it has another.
 *
 * @param algorithm required
 * @param value required; hex digits, 8 for the CRCs, 32, 40 and 64 for the others, in either case
 */
@Message
public record Checksum(@Nullable ChecksumAlgorithm algorithm, String value) {
    public Checksum {
        value = Absent.text(value);
    }
}
