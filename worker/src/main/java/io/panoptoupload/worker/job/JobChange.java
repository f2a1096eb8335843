package io.panoptoupload.worker.job;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.stage.StageContext.PartsCheckpoint;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A change of a job to be written to the journal: those of its records that differ now. */
final class JobChange implements PartitionWriter.Entry {
    private final JobStore store;
    private final OpenJob open;
    private final UploadJob job;
    private final UploadJob own;
    private final boolean ownRecord;
    private final List<Integer> fileChunks;
    private final JobOffsets obsolete;
    private final Optional<PartsCheckpoint> parts;
    private final List<OutcomeEvent> events;
    private final List<JournalKey.Parts> chunks = new ArrayList<>();
    private JobOffsets known;
    private boolean withheld;

    /**
     * @param before as the journal has it
     * @param events to be published with it, in order
     */
    JobChange(
            JobStore store,
            OpenJob open,
            JobRecords before,
            UploadJob changed,
            Optional<PartsCheckpoint> parts,
            List<OutcomeEvent> events) {
        this.store = store;
        this.open = open;
        this.known = changed.offsets().without(chunk -> isObsolete(chunk, changed));
        this.obsolete = changed.offsets().without(known);
        this.job = changed.with(known);
        this.own = FilesChunk.ownRecord(job);
        this.parts = parts;
        this.events = events;
        this.fileChunks =
                FilesChunk.areUsedFor(job)
                        ? FilesChunk.changed(before.files(), files())
                        : List.of();
        this.ownRecord =
                fileChunks.isEmpty()
                        || parts.isPresent()
                        || !events.isEmpty()
                        || !own.equals(before.own());
    }

    private List<UploadFile> files() {
        return job.currentUpload().map(Upload::files).orElse(List.of());
    }

    /** What is neither of a file on its way nor of the list of an upload in transfer. */
    private static boolean isObsolete(JobOffsets.Chunk chunk, UploadJob job) {
        if (chunk.isOfFileList()) {
            return !FilesChunk.areUsedFor(job);
        }
        return job.currentUpload()
                .flatMap(upload -> upload.file(chunk.file()))
                .filter(file -> !file.isTransferred())
                .isEmpty();
    }

    /** The journal as it is once this is committed. */
    JobRecords after() {
        List<UploadFile> chunked = FilesChunk.areUsedFor(job) ? files() : List.of();
        return new JobRecords(job.with(known), own, chunked);
    }

    /**
     * Whether nothing was written: a cancel was accepted meanwhile, and this end, which keeps the
     * upload, would take it for obeyed.
     */
    boolean isWithheld() {
        return withheld;
    }

    /** Only now is it known that the upload may be published: the cancel is decided without. */
    private boolean hasLearnt() {
        @Nullable Phase resumeAt = job.attempt().resumeAt();
        return !open.phase().mayPublish() && resumeAt != null && resumeAt.mayPublish();
    }

    @Override
    public List<ProducerRecord<byte[], byte[]>> records() {
        withheld =
                open.cancel().isPresent()
                        && open.phase() != Phase.WITHDRAWING
                        && job.phase() == Phase.FAILED
                        && job.upload() != null
                        && !hasLearnt();
        if (withheld) {
            return List.of();
        }
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        if (ownRecord) {
            records.add(put(new JournalKey.Job(job.id()), store.json().of(own)));
        }
        fileChunks.forEach(chunk -> addFiles(chunk, records));
        parts.ifPresent(checkpoint -> addParts(checkpoint, records));
        obsolete.parts()
                .keySet()
                .forEach(key -> records.add(put(JobStore.partsKey(job.id(), key), null)));
        if (job.phase().isFinal()) {
            addTombstones(records);
        }
        records.addAll(store.of(events, job));
        return records;
    }

    @Override
    public void committed(List<Long> offsets) {
        if (withheld) {
            return;
        }
        int first = ownRecord ? 1 : 0;
        for (int i = 0; i < chunks.size(); i++) {
            JournalKey.Parts key = chunks.get(i);
            known = known.withParts(key.file(), key.chunk(), offsets.get(first + i));
        }
        JobOffsets beside = known.without(own.offsets());
        if (!ownRecord) {
            open.recordedOthers(beside);
            return;
        }
        open.recorded(job, offsets.getFirst(), beside);
        if (job.phase().isFinal()) {
            open.partition().jobs().ended(job, offsets.getFirst());
        }
    }

    private void addFiles(int chunk, List<ProducerRecord<byte[], byte[]>> records) {
        add(
                new JournalKey.Parts(job.id(), JournalKey.Parts.FILE_LIST, chunk),
                store.json().of(FilesChunk.of(job.currentUpload().orElseThrow(), chunk)),
                records);
    }

    private void addParts(
            PartsCheckpoint checkpoint, List<ProducerRecord<byte[], byte[]>> records) {
        UploadFile file = job.currentUpload().flatMap(u -> u.file(checkpoint.file())).orElseThrow();
        for (int chunk : checkpoint.parts().takeChanged(PartsChunk.PARTS)) {
            add(
                    new JournalKey.Parts(job.id(), checkpoint.file(), chunk),
                    store.json().of(PartsChunk.of(checkpoint.parts(), chunk, file)),
                    records);
        }
    }

    private void add(
            JournalKey.Parts key, byte[] value, List<ProducerRecord<byte[], byte[]>> records) {
        chunks.add(key);
        records.add(put(key, value));
    }

    /** What is never needed again is deleted at once; the rest after the deduplication window. */
    private void addTombstones(List<ProducerRecord<byte[], byte[]>> records) {
        if (job.phase() == Phase.COMPLETED) {
            records.addAll(store.tombstonesOfRequestAndParts(open.partition().number(), job));
        }
        if (open.cancel().isPresent()) {
            records.add(put(new JournalKey.Cancel(job.id()), null));
        }
    }

    private ProducerRecord<byte[], byte[]> put(JournalKey key, byte @Nullable [] value) {
        return store.put(open.partition().number(), key, value);
    }
}
