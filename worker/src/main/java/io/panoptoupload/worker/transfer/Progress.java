package io.panoptoupload.worker.transfer;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The parts of one object that Panopto has confirmed. At most about 1 MiB for 10,000 parts. Not
 * thread-safe.
 */
public final class Progress {
    private final @Nullable String multipartId;
    private @Nullable String[] etags = {};
    private int[] crcs = {};
    private int confirmed;

    private Progress(@Nullable String multipartId) {
        this.multipartId = multipartId;
    }

    /** Nothing was sent yet. */
    public static Progress none() {
        return new Progress(null);
    }

    /** A multipart upload that was begun; add what was confirmed. */
    public static Progress of(String multipartId) {
        return new Progress(multipartId);
    }

    /** Part numbers count from 1. */
    public Progress confirmed(int part, String etag, int crc32) {
        if (part > etags.length) {
            int room = Math.max(part, Math.min(PartPlan.MAX_PARTS, etags.length * 2));
            etags = Arrays.copyOf(etags, room);
            crcs = Arrays.copyOf(crcs, room);
        }
        if (etags[part - 1] == null) {
            confirmed++;
        }
        etags[part - 1] = etag;
        crcs[part - 1] = crc32;
        return this;
    }

    public @Nullable String multipartId() {
        return multipartId;
    }

    public boolean has(int part) {
        return part <= etags.length && etags[part - 1] != null;
    }

    /** How many parts are confirmed. */
    public int parts() {
        return confirmed;
    }

    Progress copy() {
        Progress copy = new Progress(multipartId);
        copy.etags = etags.clone();
        copy.crcs = crcs.clone();
        copy.confirmed = confirmed;
        return copy;
    }

    String etag(int part) {
        String etag = has(part) ? etags[part - 1] : null;
        if (etag == null) {
            throw new IllegalStateException("part " + part + " is not confirmed");
        }
        return etag;
    }

    int crc32(int part) {
        return crcs[part - 1];
    }
}
