package io.panoptoupload.standalone.demo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the simulator has stored. */
record Ledger(List<Upload> uploads) {
    /**
     * One upload.
     *
     * @param finalised how often a client finalised it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Upload(@Nullable String sessionId, int finalised, List<StoredFile> files) {}

    /** One stored file; its length and CRC-32 are of the bytes as they lie there. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record StoredFile(String name, long sizeBytes, String crc32) {
        boolean isCopyOf(LocalFile local) {
            return sizeBytes == local.sizeBytes()
                    && crc32.toLowerCase(Locale.ROOT).equals(local.crc32());
        }
    }

    /** A file that was sent and how it is stored. */
    record Pair(LocalFile local, StoredFile stored) {}

    static Ledger parse(String json) {
        return new Ledger(List.of(new JsonMapper().readValue(json, Upload[].class)));
    }

    /**
     * Finds each file of the session.
     *
     * @throws DemoFailure if one is missing or stored with other bytes, or if the session was
     *     published more than once
     */
    List<Pair> prove(String sessionId, List<LocalFile> files) {
        List<Upload> found =
                uploads.stream().filter(upload -> sessionId.equals(upload.sessionId())).toList();
        if (found.size() != 1 || found.getFirst().finalised() != 1) {
            throw new DemoFailure(
                    "The simulator should know exactly one upload of session "
                            + sessionId
                            + ", finalised once, but it knows "
                            + found
                            + ".");
        }
        List<StoredFile> left = new ArrayList<>(found.getFirst().files());
        List<Pair> pairs = new ArrayList<>();
        for (LocalFile file : files) {
            StoredFile stored =
                    left.stream()
                            .filter(candidate -> candidate.isCopyOf(file))
                            .findFirst()
                            .orElseThrow(() -> new DemoFailure(missing(file, left)));
            left.remove(stored);
            pairs.add(new Pair(file, stored));
        }
        return pairs;
    }

    private static String missing(LocalFile file, List<StoredFile> left) {
        return "%s (%d bytes, CRC-32 %s) was not stored as it was sent; the simulator has %s."
                .formatted(file.name(), file.sizeBytes(), file.crc32(), left);
    }
}
