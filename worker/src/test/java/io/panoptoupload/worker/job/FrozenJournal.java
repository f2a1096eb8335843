package io.panoptoupload.worker.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A journal as an earlier version left it; {@code README.md} beside the files says which. */
public final class FrozenJournal {
    private static final String PLACE = "/io/panoptoupload/worker/frozen-journal/";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JournalJson JOURNAL = new JournalJson(JSON);

    private FrozenJournal() {}

    /** One record; no value is a tombstone. */
    public record Entry(int partition, long offset, String key, Optional<JsonNode> value) {
        /** As one line of the file. */
        public String line() {
            ObjectNode line = JSON.createObjectNode();
            line.put("partition", partition).put("offset", offset).put("key", key);
            line.set("value", value.orElseGet(JSON::nullNode));
            return JSON.writeValueAsString(line);
        }

        private static Entry of(JsonNode line) {
            return new Entry(
                    line.get("partition").asInt(),
                    line.get("offset").asLong(),
                    line.get("key").asString(),
                    Optional.of(line.get("value")).filter(value -> !value.isNull()));
        }

        public byte[] keyBytes() {
            return key.getBytes(UTF_8);
        }

        public byte @Nullable [] valueBytes() {
            return value.map(JSON::writeValueAsBytes).orElse(null);
        }

        /** Of a record that is no tombstone. */
        byte[] bytes() {
            return JSON.writeValueAsBytes(value.orElseThrow());
        }

        /** Where a job stood; empty for a record of another kind. */
        public Optional<UploadJob> job() {
            return value.filter(_ -> key.startsWith("job:"))
                    .map(json -> JOURNAL.job(JSON.writeValueAsBytes(json)));
        }
    }

    /** The file with the records, a line each. */
    public static String text() {
        return read("journal.jsonl");
    }

    public static List<Entry> entries(String text) {
        return text.lines().map(JSON::readTree).map(Entry::of).toList();
    }

    /** Where each job stood last. */
    public static Map<String, UploadJob> jobs(List<Entry> entries) {
        Map<String, UploadJob> jobs = new LinkedHashMap<>();
        for (Entry each : entries) {
            each.job().ifPresent(job -> jobs.put(job.id(), job));
        }
        return jobs;
    }

    /** The last request of each job, also where a tombstone follows it. */
    public static Map<String, UploadRequest> requests(List<Entry> entries) {
        Map<String, UploadRequest> requests = new LinkedHashMap<>();
        for (Entry each : entries) {
            if (each.key().startsWith("request:") && each.value().isPresent()) {
                UploadRequest request = JOURNAL.request(JSON.writeValueAsBytes(each.value().get()));
                requests.put(request.requestId(), request);
            }
        }
        return requests;
    }

    /** The recorded parts of a job's file, each as it stands in its record. */
    public static List<JsonNode> parts(List<Entry> entries, String job, int file) {
        Map<String, JsonNode> chunks = new LinkedHashMap<>();
        for (Entry each : entries) {
            if (each.key().matches("parts:" + file + ":\\d+:" + job)) {
                each.value().ifPresent(chunk -> chunks.put(each.key(), chunk.get("parts")));
            }
        }
        return chunks.values().stream().flatMap(JsonNode::valueStream).toList();
    }

    /** The recordings that the journal's requests name: by file name their sizes and pins. */
    public static JsonNode captures() {
        return JSON.readTree(read("captures.json"));
    }

    private static String read(String name) {
        try (InputStream in =
                Objects.requireNonNull(FrozenJournal.class.getResourceAsStream(PLACE + name))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
