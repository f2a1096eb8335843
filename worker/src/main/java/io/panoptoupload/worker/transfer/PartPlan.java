package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;

/**
 * How a file is cut into parts: 1 to 10,000 of them, all of one size but the last. Panopto takes
 * parts of 5 MiB to 25,000,000 bytes, so a file has at most 250,000,000,000 bytes.
 *
 * @param sizeBytes of the file, at least 1
 * @param partSize of every part but the last
 */
public record PartPlan(long sizeBytes, int partSize) {
    public static final int MIN_PART = 5 * 1024 * 1024;
    public static final int MAX_PART = 25_000_000;
    public static final int MAX_PARTS = 10_000;
    public static final int USUAL_PART = 16 * 1024 * 1024;
    public static final long MAX_FILE = (long) MAX_PART * MAX_PARTS;

    public PartPlan {
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("nothing to cut: " + sizeBytes + " bytes");
        }
        if (partSize < 1 || partSize > MAX_PART) {
            throw new IllegalArgumentException(
                    "part size must be 1 … %d bytes, not %d".formatted(MAX_PART, partSize));
        }
        if (Math.ceilDiv(sizeBytes, partSize) > MAX_PARTS) {
            throw new IllegalArgumentException(
                    "%d bytes in parts of %d are more than %d parts"
                            .formatted(sizeBytes, partSize, MAX_PARTS));
        }
    }

    /**
     * The plan with the wanted part size, or with the least larger one that 10,000 parts allow.
     *
     * @param wantedPartSize {@link #MIN_PART} … {@link #MAX_PART} bytes
     * @throws PermanentFault FILE_TOO_LARGE above 250,000,000,000 bytes
     */
    public static PartPlan of(long sizeBytes, int wantedPartSize) {
        if (wantedPartSize < MIN_PART || wantedPartSize > MAX_PART) {
            throw new IllegalArgumentException(
                    "part size must be %d … %d bytes, not %d"
                            .formatted(MIN_PART, MAX_PART, wantedPartSize));
        }
        if (sizeBytes > MAX_FILE) {
            throw new PermanentFault(
                    ErrorCode.FILE_TOO_LARGE,
                    "the file has %d bytes and Panopto takes at most %d; split or re-encode it"
                            .formatted(sizeBytes, MAX_FILE));
        }
        return new PartPlan(
                sizeBytes, (int) Math.max(wantedPartSize, Math.ceilDiv(sizeBytes, MAX_PARTS)));
    }

    /**
     * The plan for a file of unknown size: the largest parts, since only they allow any size that
     * Panopto takes.
     */
    public static PartPlan ofUnknown() {
        return new PartPlan(MAX_FILE, MAX_PART);
    }

    /** Number of parts; they are counted from 1. */
    public int parts() {
        return (int) Math.ceilDiv(sizeBytes, partSize);
    }

    public long offset(int part) {
        if (part < 1 || part > parts()) {
            throw new IllegalArgumentException("part " + part + " is not in 1 … " + parts());
        }
        return (long) (part - 1) * partSize;
    }

    public int length(int part) {
        return (int) Math.min(partSize, sizeBytes - offset(part));
    }
}
