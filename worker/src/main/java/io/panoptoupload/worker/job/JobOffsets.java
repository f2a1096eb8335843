package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.JournalKey;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Where a job's other records stand in its journal partition; by these they are read when the job
 * runs, and given tombstones in the end.
 *
 * @param request of the request; -1 until it is known
 * @param parts of the confirmed parts, by {@code file:chunk}, and of the list of files, by {@link
 *     JournalKey.Parts#FILE_LIST} and its chunk
 */
public record JobOffsets(long request, Map<String, Long> parts) {
    static final JobOffsets UNKNOWN = new JobOffsets(-1, Map.of());

    public JobOffsets {
        parts = Map.copyOf(parts);
    }

    JobOffsets withRequest(long offset) {
        return new JobOffsets(offset, parts);
    }

    JobOffsets withParts(int file, int chunk, long offset) {
        Map<String, Long> more = new TreeMap<>(parts);
        more.put(file + ":" + chunk, offset);
        return new JobOffsets(request, more);
    }

    /** The chunks of the list of files. */
    SortedMap<Integer, Long> fileList() {
        SortedMap<Integer, Long> chunks = new TreeMap<>();
        parts.forEach((key, offset) -> {
            Chunk chunk = Chunk.of(key);
            if (chunk.isOfFileList()) {
                chunks.put(chunk.number(), offset);
            }
        });
        return chunks;
    }

    /** Without the confirmed parts, and chunks of the list of files, that are asked for. */
    JobOffsets without(Predicate<Chunk> unwanted) {
        Map<String, Long> rest = new TreeMap<>(parts);
        return rest.keySet().removeIf(key -> unwanted.test(Chunk.of(key)))
                ? new JobOffsets(request, rest)
                : this;
    }

    /** The name of one record. */
    record Chunk(int file, int number) {
        static Chunk of(String key) {
            int colon = key.indexOf(':');
            return new Chunk(
                    Integer.parseInt(key, 0, colon, 10),
                    Integer.parseInt(key, colon + 1, key.length(), 10));
        }

        boolean isOfFileList() {
            return file == JournalKey.Parts.FILE_LIST;
        }
    }

    /** The union of both; the other is the newer. */
    JobOffsets and(JobOffsets other) {
        Map<String, Long> both = new TreeMap<>(parts);
        both.putAll(other.parts);
        return new JobOffsets(other.request >= 0 ? other.request : request, both);
    }

    /**
     * What the other does not have. In a journal that was copied to another topic all offsets are
     * others than those that its records name.
     */
    JobOffsets without(JobOffsets other) {
        Map<String, Long> rest = new TreeMap<>(parts);
        rest.entrySet().removeAll(other.parts.entrySet());
        return new JobOffsets(request == other.request ? -1 : request, rest);
    }
}
