package io.panoptoupload.worker.transfer;

import org.jspecify.annotations.Nullable;

/**
 * What the requester says of a file's bytes; what is not said is not checked.
 *
 * @param checksum hexadecimal, of the algorithm's length
 */
public record ExpectedBytes(
        @Nullable Long sizeBytes, @Nullable Algorithm algorithm, @Nullable String checksum) {
    public static final ExpectedBytes UNKNOWN = new ExpectedBytes(null, null, null);

    /** The checksums that a requester may give. */
    public enum Algorithm {
        CRC32,
        CRC32C,
        MD5,
        SHA1,
        SHA256
    }
}
