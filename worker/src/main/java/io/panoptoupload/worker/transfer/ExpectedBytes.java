package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** What the requester says of a file's bytes; what is not said is not checked. */
public record ExpectedBytes(@Nullable Long sizeBytes, @Nullable Checksum checksum) {
    public static final ExpectedBytes UNKNOWN = new ExpectedBytes(null, null);

    /** Throws CHECKSUM_MISMATCH if another size was said. */
    void verifySize(Source source, long found) {
        if (sizeBytes != null && sizeBytes != found) {
            throw mismatch(source, found + " bytes", sizeBytes + " bytes");
        }
    }

    /** Throws CHECKSUM_MISMATCH if a smaller size was said. */
    void verifyAtMost(Source source, long soFar) {
        if (sizeBytes != null && soFar > sizeBytes) {
            throw mismatch(source, "more bytes", sizeBytes + " bytes");
        }
    }

    /** CHECKSUM_MISMATCH. */
    static PermanentFault otherChecksum(Source source, String found, Checksum expected) {
        String name = expected.algorithm().standardName;
        return mismatch(source, name + " " + found, name + " " + expected.hex());
    }

    static PermanentFault mismatch(Source source, String found, String expected) {
        return new PermanentFault(
                ErrorCode.CHECKSUM_MISMATCH,
                "%s has %s, expected was %s; is it the right file, and complete?"
                        .formatted(source.name(), found, expected));
    }

    /** The checksums that a requester may give. */
    public enum Algorithm {
        CRC32("CRC-32", 8),
        CRC32C("CRC-32C", 8),
        MD5("MD5", 32),
        SHA1("SHA-1", 40),
        SHA256("SHA-256", 64);

        /** As {@link java.security.MessageDigest} calls it, where it knows it. */
        final String standardName;

        final int hexDigits;

        Algorithm(String standardName, int hexDigits) {
            this.standardName = standardName;
            this.hexDigits = hexDigits;
        }
    }

    /**
     * A checksum of the whole file.
     *
     * @param hex of the algorithm's length, in either case
     */
    public record Checksum(Algorithm algorithm, String hex) {
        public Checksum {
            hex = hex.toLowerCase(Locale.ROOT);
            if (!hex.matches("[0-9a-f]{" + algorithm.hexDigits + "}")) {
                throw new IllegalArgumentException(
                        "a %s is %d hexadecimal digits"
                                .formatted(algorithm.standardName, algorithm.hexDigits));
            }
        }
    }
}
