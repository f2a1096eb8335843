package io.panoptoupload.worker.job;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.JournalRecords;
import io.panoptoupload.worker.journal.KafkaFaults;
import io.panoptoupload.worker.journal.UnreadableJournal;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a job from the journal, and records its changes together with the events that report them.
 */
public final class JobStore {
    private static final Logger log = LoggerFactory.getLogger(JobStore.class);

    private final String topic;
    private final JournalRecords journal;
    private final JournalJson json;
    private final OutcomeRecords outcomes;

    public JobStore(
            String topic, JournalRecords journal, JournalJson json, OutcomeRecords outcomes) {
        this.topic = topic;
        this.journal = journal;
        this.json = json;
        this.outcomes = outcomes;
    }

    public UploadJob job(int partition, long offset) throws InterruptedException {
        return json.job(journal.read(partition, offset));
    }

    /**
     * As it was recorded last, with the places of all its records. Of an upload in transfer that
     * has many files, those are not there.
     */
    UploadJob job(OpenJob open) throws InterruptedException {
        UploadJob job = job(open.partition().number(), open.offset());
        return job.with(job.offsets().and(open.beside()));
    }

    /** As it was recorded last, in full. */
    JobRecords records(OpenJob open) throws InterruptedException {
        int partition = open.partition().number();
        UploadJob own = job(partition, open.offset());
        UploadJob job = own.with(own.offsets().and(open.beside()));
        Upload upload = job.upload();
        if (upload == null || !FilesChunk.areUsedFor(job) || !upload.files().isEmpty()) {
            return new JobRecords(job, own, List.of());
        }
        List<FilesChunk> chunks = new ArrayList<>();
        for (Map.Entry<Integer, Long> chunk : job.offsets().fileList().entrySet()) {
            JournalKey key =
                    new JournalKey.Parts(job.id(), JournalKey.Parts.FILE_LIST, chunk.getKey());
            chunks.add(json.files(journal.read(partition, key, chunk.getValue())));
        }
        List<UploadFile> files = FilesChunk.join(chunks, upload);
        return new JobRecords(job.with(upload.withFiles(files)), own, files);
    }

    /**
     * Why a job is to be cancelled; null for no reason, or for one that cannot be read any more.
     */
    @Nullable String reason(int partition, PendingCancel cancel) throws InterruptedException {
        try {
            return json.cancel(journal.read(partition, cancel.offset())).reason();
        } catch (RuntimeException | StackOverflowError e) {
            if (KafkaFaults.isCauseOf(e) && !(e instanceof UnreadableJournal)) {
                throw e;
            }
            log.error("the reason for the cancel cannot be read from the journal", e);
            return null;
        }
    }

    UploadRequest request(int partition, String id, JobOffsets offsets)
            throws InterruptedException {
        JournalKey key = new JournalKey.Request(id);
        return json.request(journal.read(partition, key, offsets.request()));
    }

    /**
     * The confirmed parts of a file that is begun; those of an earlier start of the file do not
     * count.
     */
    ConfirmedParts parts(int partition, String id, JobOffsets offsets, int index, UploadFile file)
            throws InterruptedException {
        ConfirmedParts parts = ConfirmedParts.of(Objects.requireNonNull(file.multipartId()));
        for (Map.Entry<String, Long> chunk : offsets.parts().entrySet()) {
            if (chunk.getKey().startsWith(index + ":")) {
                byte[] value =
                        journal.read(partition, partsKey(id, chunk.getKey()), chunk.getValue());
                json.chunk(value).addTo(parts, file);
            }
        }
        return parts;
    }

    /** Hands the change to the partition's writer; done when it is durable. */
    CompletableFuture<Void> record(OpenJob open, JobChange change) {
        return open.partition().writer().write(change);
    }

    JournalJson json() {
        return json;
    }

    /** Events as they are published with a change of their job. */
    List<ProducerRecord<byte[], byte[]>> of(List<OutcomeEvent> events, UploadJob job) {
        Optional<String> trace = Optional.ofNullable(job.identity().traceparent());
        return events.stream().map(event -> outcomes.of(event, trace)).toList();
    }

    ProducerRecord<byte[], byte[]> put(int partition, UploadJob job) {
        return put(partition, new JournalKey.Job(job.id()), json.of(job));
    }

    ProducerRecord<byte[], byte[]> put(int partition, UploadRequest request) {
        return put(partition, new JournalKey.Request(request.requestId()), json.of(request));
    }

    /**
     * @param cancel null for none any more
     */
    ProducerRecord<byte[], byte[]> put(int partition, String id, @Nullable Cancel cancel) {
        return put(partition, new JournalKey.Cancel(id), cancel == null ? null : json.of(cancel));
    }

    /** The job's last event, as it was published. */
    ProducerRecord<byte[], byte[]> lastEvent(UploadJob job) {
        return outcomes.of(job.lastEvent(), Optional.ofNullable(job.identity().traceparent()));
    }

    ProducerRecord<byte[], byte[]> put(int partition, JournalKey key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, partition, key.bytes(), value);
    }

    /** Tombstones of the job's request and parts. */
    List<ProducerRecord<byte[], byte[]>> tombstonesOfRequestAndParts(
            int partition, UploadJob ended) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(put(partition, new JournalKey.Request(ended.id()), null));
        for (String chunk : ended.offsets().parts().keySet()) {
            records.add(put(partition, partsKey(ended.id(), chunk), null));
        }
        return records;
    }

    /**
     * @param chunk as {@link JobOffsets} names it
     */
    static JournalKey partsKey(String id, String chunk) {
        JobOffsets.Chunk parts = JobOffsets.Chunk.of(chunk);
        return new JournalKey.Parts(id, parts.file(), parts.number());
    }
}
