package io.panoptoupload.worker.job;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.stage.ConfirmedParts;
import io.panoptoupload.worker.stage.Task.PartsCheckpoint;
import io.panoptoupload.worker.stage.UploadFile;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a job from the journal, and records its changes together with the events that tell them.
 */
public final class JobStore {
    /** The journal's records by their offset; a {@code JournalReader} knows them. */
    public interface Records {
        /**
         * The value of the record at an offset.
         *
         * @throws IllegalStateException when no value stands there
         */
        byte[] read(int partition, long offset) throws InterruptedException;

        /**
         * The value of a key's record, wherever it stands if not at that offset.
         *
         * @throws IllegalStateException when it has none
         */
        default byte[] read(int partition, JournalKey key, long offset)
                throws InterruptedException {
            return read(partition, offset);
        }
    }

    private final String topic;
    private final Records journal;
    private final JournalJson json;
    private final OutcomeRecords outcomes;

    public JobStore(String topic, Records journal, JournalJson json, OutcomeRecords outcomes) {
        this.topic = topic;
        this.journal = journal;
        this.json = json;
        this.outcomes = outcomes;
    }

    public UploadJob job(int partition, long offset) throws InterruptedException {
        return json.job(journal.read(partition, offset));
    }

    /** As it was recorded last, with the places of all its records. */
    UploadJob job(OpenJob open) throws InterruptedException {
        UploadJob job = job(open.partition().number(), open.offset());
        return job.with(job.offsets().and(open.since()));
    }

    /** The reason that a cancel command gave; null for none. */
    @Nullable String reason(int partition, HeldCancel cancel) throws InterruptedException {
        return json.cancel(journal.read(partition, cancel.offset())).reason();
    }

    UploadRequest request(int partition, String id, JobOffsets offsets)
            throws InterruptedException {
        JournalKey key = new JournalKey.Request(id);
        return json.request(journal.read(partition, key, offsets.request()));
    }

    /** The confirmed parts of a file; those of an earlier start of the file do not count. */
    ConfirmedParts parts(int partition, String id, JobOffsets offsets, int index, UploadFile file)
            throws InterruptedException {
        ConfirmedParts parts = new ConfirmedParts();
        for (Map.Entry<String, Long> chunk : offsets.parts().entrySet()) {
            if (chunk.getKey().startsWith(index + ":")) {
                byte[] value = journal.read(partition, parts(id, chunk.getKey()), chunk.getValue());
                json.chunk(value).addTo(parts, file);
            }
        }
        return parts;
    }

    /**
     * Hands the change to the partition's writer.
     *
     * @param events to be published with it, in order
     * @return done when it is durable
     */
    CompletableFuture<Void> record(
            OpenJob open,
            UploadJob job,
            Optional<PartsCheckpoint> parts,
            List<OutcomeEvent> events) {
        return open.partition().writer().write(new Change(open, job, parts, events));
    }

    private final class Change implements PartitionWriter.Entry {
        private final OpenJob open;
        private final UploadJob job;
        private final Optional<PartsCheckpoint> parts;
        private final List<OutcomeEvent> events;
        private final List<JournalKey.Parts> chunks = new ArrayList<>();

        Change(
                OpenJob open,
                UploadJob job,
                Optional<PartsCheckpoint> parts,
                List<OutcomeEvent> events) {
            this.open = open;
            this.job = job;
            this.parts = parts;
            this.events = events;
        }

        @Override
        public List<ProducerRecord<byte[], byte[]>> records() {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            records.add(put(new JournalKey.Job(job.id()), json.of(job)));
            parts.ifPresent(checkpoint -> addChunks(checkpoint, records));
            if (job.phase().isFinal()) {
                addTombstones(records);
            }
            Optional<String> trace = Optional.ofNullable(job.identity().traceparent());
            events.forEach(event -> records.add(outcomes.of(event, trace)));
            return records;
        }

        @Override
        public void committed(List<Long> offsets) {
            JobOffsets beside = JobOffsets.UNKNOWN;
            for (int i = 0; i < chunks.size(); i++) {
                JournalKey.Parts key = chunks.get(i);
                beside = beside.withParts(key.file(), key.chunk(), offsets.get(1 + i));
            }
            open.recorded(job, offsets.getFirst(), beside);
            if (job.phase().isFinal()) {
                open.partition().jobs().ended(job, offsets.getFirst());
            }
        }

        private void addChunks(
                PartsCheckpoint checkpoint, List<ProducerRecord<byte[], byte[]>> records) {
            UploadFile file =
                    job.currentUpload().flatMap(u -> u.file(checkpoint.file())).orElseThrow();
            for (int chunk : checkpoint.parts().takeChanged(PartsChunk.PARTS)) {
                JournalKey.Parts key = new JournalKey.Parts(job.id(), checkpoint.file(), chunk);
                chunks.add(key);
                records.add(put(key, json.of(PartsChunk.of(checkpoint.parts(), chunk, file))));
            }
        }

        /** What nobody will need again goes at once; the rest after the deduplication window. */
        private void addTombstones(List<ProducerRecord<byte[], byte[]>> records) {
            if (job.phase() == Phase.COMPLETED) {
                records.addAll(tombstonesBeside(job));
            }
            if (open.cancel().isPresent()) {
                records.add(put(new JournalKey.Cancel(job.id()), null));
            }
        }

        private ProducerRecord<byte[], byte[]> put(JournalKey key, byte @Nullable [] value) {
            return JobStore.this.put(open.partition().number(), key, value);
        }

        private List<ProducerRecord<byte[], byte[]>> tombstonesBeside(UploadJob ended) {
            return JobStore.this.tombstonesBeside(open.partition().number(), ended);
        }
    }

    ProducerRecord<byte[], byte[]> put(int partition, JournalKey key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, partition, key.bytes(), value);
    }

    /** Tombstones of the job's request and parts. */
    List<ProducerRecord<byte[], byte[]>> tombstonesBeside(int partition, UploadJob ended) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(put(partition, new JournalKey.Request(ended.id()), null));
        for (String chunk : ended.offsets().parts().keySet()) {
            records.add(put(partition, parts(ended.id(), chunk), null));
        }
        return records;
    }

    /**
     * @param chunk as {@link JobOffsets} names it
     */
    private static JournalKey parts(String id, String chunk) {
        String[] fields = chunk.split(":", 2);
        return new JournalKey.Parts(id, Integer.parseInt(fields[0]), Integer.parseInt(fields[1]));
    }
}
