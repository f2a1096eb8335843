package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.JournalRecords;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.journal.UnreadableJournals;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** One journal partition and the outcome topic, written and read on the caller's thread. */
final class MemoryJournal implements JobPartition.Writer, JournalRecords {
    static final String TOPIC = "journal";

    /** Made once: to make them costs more than to read a journal. */
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final JournalJson JOURNAL_JSON = new JournalJson(JSON);

    private final List<Entry> log = new ArrayList<>();
    private final List<OutcomeEvent> events = new ArrayList<>();
    private final List<String> traces = new ArrayList<>();
    private final Map<String, Phase> phases = new HashMap<>();
    private final Set<RecordedMove> moves = new HashSet<>();
    private @Nullable Runnable beforeNext;
    private boolean taken;
    private int failure;
    private @Nullable RuntimeException refusal;
    private @Nullable String damaged;

    private record Entry(String key, @Nullable String text, long offset) {
        byte @Nullable [] value() {
            return text == null ? null : text.getBytes(UTF_8);
        }
    }

    @Override
    public CompletableFuture<Void> write(PartitionWriter.Entry entry) {
        Runnable first = beforeNext;
        beforeNext = null;
        if (first != null) {
            first.run();
        }
        if (taken) {
            return CompletableFuture.failedFuture(new OwnershipLost("another worker has it", null));
        }
        if (failure > 0) {
            failure--;
            return CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
        }
        try {
            List<Long> offsets = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> record : entry.records()) {
                offsets.add((long) log.size());
                append(record);
            }
            entry.committed(offsets);
            return CompletableFuture.completedFuture(null);
        } catch (RuntimeException | InterruptedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void append(ProducerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), UTF_8);
        boolean outcome = !record.topic().equals(TOPIC);
        String text = record.value() == null ? null : new String(record.value(), UTF_8);
        log.add(new Entry(outcome ? "event" : key, text, log.size()));
        if (outcome) {
            events.add(JSON.readValue(record.value(), OutcomeEvent.class));
            Header trace = record.headers().lastHeader(CloudEvents.TRACEPARENT_HEADER);
            if (trace != null) {
                traces.add(new String(trace.value(), UTF_8));
            }
        } else if (key.startsWith("job:") && record.value() == null) {
            phases.remove(key.substring("job:".length()));
        } else if (key.startsWith("job:")) {
            moved(JOURNAL_JSON.job(record.value()));
        }
    }

    private void moved(UploadJob job) {
        Phase before = phases.put(job.id(), job.phase());
        if (before != null && before != job.phase()) {
            moves.addAll(RecordedMove.between(before, job.phase()));
        }
    }

    @Override
    public byte[] read(int partition, long offset) {
        if (refusal != null) {
            throw refusal;
        }
        if (log.get((int) offset).key().equals(damaged)) {
            throw UnreadableJournals.at(offset);
        }
        byte @Nullable [] value = log.get((int) offset).value();
        if (value == null) {
            throw new IllegalStateException("no journal record at " + offset);
        }
        return value;
    }

    @Override
    public byte[] read(int partition, JournalKey key, long offset) {
        assertThat(log.get((int) offset).key()).isEqualTo(key.text());
        return read(partition, offset);
    }

    /** What a compacted topic still holds, as a new owner reads it. */
    void compactedInto(JobRestore restore) {
        Map<String, Entry> latest = new LinkedHashMap<>();
        log.forEach(entry -> latest.put(entry.key(), entry));
        log.stream()
                .filter(entry -> !entry.key().equals("event"))
                .filter(entry -> Objects.equals(latest.get(entry.key()), entry))
                .forEach(entry ->
                        restore.record(entry.key().getBytes(UTF_8), entry.value(), entry.offset()));
    }

    /** The keys that a compacted topic still has a value for. */
    List<String> keys() {
        Map<String, Entry> latest = new LinkedHashMap<>();
        log.forEach(entry -> latest.put(entry.key(), entry));
        latest.remove("event");
        return latest.values().stream().filter(e -> e.value() != null).map(Entry::key).toList();
    }

    int size() {
        return log.size();
    }

    /** The phase in each record of a job, in order. */
    List<Phase> phases(String id) {
        return log.stream()
                .filter(entry -> entry.key().equals("job:" + id))
                .map(entry -> JOURNAL_JSON.job(Objects.requireNonNull(entry.value())).phase())
                .toList();
    }

    /** Every record of the journal, in order: key and value, null for a tombstone. */
    void forEachRecord(BiConsumer<String, @Nullable String> reader) {
        log.stream()
                .filter(entry -> !entry.key().equals("event"))
                .forEach(entry -> reader.accept(entry.key(), entry.text()));
    }

    /** Of all records of the journal with their keys, whatever became of them. */
    long bytesWritten() {
        AtomicLong bytes = new AtomicLong();
        forEachRecord((key, value) ->
                bytes.addAndGet(key.length() + (value == null ? 0 : value.length())));
        return bytes.get();
    }

    /** The traces that the events belong to, in order. */
    List<String> traces() {
        return traces;
    }

    /** From here on the record of a key cannot be read. */
    void spoil(String key) {
        log.replaceAll(e -> e.key().equals(key) ? new Entry(key, "{spoilt", e.offset()) : e);
    }

    /** Kafka itself cannot give out what stands under that key. */
    void damage(String key) {
        damaged = key;
    }

    List<OutcomeEvent> events() {
        return events;
    }

    Set<RecordedMove> moves() {
        return moves;
    }

    @Nullable Phase phase(String id) {
        return phases.get(id);
    }

    /** Does something just before the next write. */
    void beforeNext(Runnable what) {
        beforeNext = what;
    }

    /** From here on every write is refused, as after the fence fell, until another owner comes. */
    void takenAway() {
        taken = true;
    }

    void takenOver() {
        taken = false;
    }

    /** A record of another version. */
    void append(String key, byte[] value) {
        log.add(new Entry(key, new String(value, UTF_8), log.size()));
    }

    /** From here on every read ends like this; null ends that. */
    void refuseReads(@Nullable RuntimeException with) {
        refusal = with;
    }

    void failNext(int writes) {
        failure = writes;
    }
}
