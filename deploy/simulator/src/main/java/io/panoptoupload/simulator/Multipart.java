package io.panoptoupload.simulator;

import java.util.List;
import java.util.TreeMap;

/** The parts of one object that arrived so far; the caller holds the upload's lock. */
final class Multipart {
    static final long MIN_PART_BYTES = 5L * 1024 * 1024;

    /** Panopto documents 25 MB, and takes the 25 MiB of a production client. */
    static final long MAX_PART_BYTES = 25L * 1024 * 1024;

    private final String name;
    private final TreeMap<Integer, StoredPart> parts = new TreeMap<>();

    Multipart(String name) {
        this.name = name;
    }

    /** A part as the completing request names it. */
    record Named(int number, String etag) {}

    String name() {
        return name;
    }

    List<StoredPart> parts() {
        return List.copyOf(parts.values());
    }

    /** Puts a part in place; what stood there before is returned. */
    List<StoredPart> put(StoredPart part) {
        StoredPart before = parts.put(part.number(), part);
        return before == null ? List.of() : List.of(before);
    }

    /**
     * Refuses a list that does not name exactly the parts that are here, or parts of bad sizes.
     * Which numbers they have is the client's affair.
     */
    List<StoredPart> complete(List<Named> named, long maxPart) {
        for (int i = 1; i < named.size(); i++) {
            if (named.get(i).number() <= named.get(i - 1).number()) {
                throw bad("InvalidPartOrder", "The parts must be in ascending order.");
            }
        }
        named.forEach(this::check);
        if (named.size() != parts.size()) {
            throw bad("InvalidPart", parts.size() + " parts are here, but not all are named.");
        }
        List<StoredPart> all = parts();
        checkSizes(all, maxPart);
        return all;
    }

    private void check(Named named) {
        StoredPart part = parts.get(named.number());
        if (part == null) {
            throw bad("InvalidPart", "Part " + named.number() + " was never uploaded.");
        }
        if (!unquoted(part.etag()).equals(unquoted(named.etag()))) {
            throw bad("InvalidPart", "The ETag of part " + named.number() + " is another one.");
        }
    }

    private static void checkSizes(List<StoredPart> all, long maxPart) {
        int last = all.getLast().number();
        long first = all.getFirst().size();
        for (StoredPart part : all) {
            if (part.size() > maxPart) {
                throw bad(
                        "EntityTooLarge",
                        "Part %d is above %,d bytes.".formatted(part.number(), maxPart));
            }
            if (part.number() != last && part.size() < MIN_PART_BYTES) {
                throw bad("EntityTooSmall", "Part " + part.number() + " is below 5 MiB.");
            }
            if (part.number() == last ? part.size() > first : part.size() != first) {
                throw bad(
                        "InvalidPart",
                        "Part " + part.number() + " differs from the first one in size.");
            }
        }
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "").trim();
    }

    private static Refusal bad(String code, String message) {
        return S3Errors.refusal(400, code, message);
    }
}
