package io.panoptoupload.worker.it;

import io.panoptoupload.worker.job.FrozenJournal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes a journal down as it is to be frozen. */
record FrozenFiles(List<JournalTrail.Entry> journal) {
    /** Of these, all that was ever recorded is kept, as before the broker compacts. */
    private static final Set<String> UNCOMPACTED = Set.of("completed", "failed", "retried");

    void write(Path into, Captures captures) throws IOException {
        Files.createDirectories(into);
        List<String> lines = new ArrayList<>();
        for (JournalTrail.Entry each : compacted(cut())) {
            lines.add(
                    new FrozenJournal.Entry(
                                    each.partition(), each.offset(), each.key(), each.value())
                            .line());
        }
        Files.write(into.resolve("journal.jsonl"), lines);
        Files.writeString(
                into.resolve("captures.json"), captures.described().toPrettyString() + "\n");
    }

    /** As the journal would be if the worker had died a moment earlier. */
    private List<JournalTrail.Entry> cut() {
        long cancelled = offsetOf("cancel:many-parts");
        return journal.stream()
                .filter(each -> !(each.isStateOf("manifested") && phase(each).equals("ARMED")))
                .filter(each -> !(isOf(each, "many-parts") && each.offset() > cancelled))
                .sorted(
                        Comparator.comparingInt(JournalTrail.Entry::partition)
                                .thenComparingLong(JournalTrail.Entry::offset))
                .toList();
    }

    private static List<JournalTrail.Entry> compacted(List<JournalTrail.Entry> entries) {
        Map<String, JournalTrail.Entry> latest = new HashMap<>();
        entries.forEach(each -> latest.put(each.partition() + each.key(), each));
        return entries.stream()
                .filter(each ->
                        each.equals(latest.get(each.partition() + each.key()))
                                || UNCOMPACTED.stream().anyMatch(job -> isOf(each, job)))
                .toList();
    }

    private long offsetOf(String key) {
        return journal.stream()
                .filter(each -> each.key().equals(key) && each.value().isPresent())
                .mapToLong(JournalTrail.Entry::offset)
                .max()
                .orElseThrow();
    }

    private static boolean isOf(JournalTrail.Entry entry, String job) {
        return entry.key().endsWith(":" + job);
    }

    private static String phase(JournalTrail.Entry entry) {
        return entry.value().orElseThrow().get("phase").asString();
    }
}
