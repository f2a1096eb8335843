package io.panoptoupload.worker.job;

import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Begins attempts: the records that do so, and the open job once they are committed. */
final class AttemptStarter {
    private static final Logger log = LoggerFactory.getLogger(AttemptStarter.class);

    private final JobStore store;
    private final JobAdmission.Engine engine;

    AttemptStarter(JobStore store, JobAdmission.Engine engine) {
        this.store = store;
        this.engine = engine;
    }

    /**
     * @param cancel to be obeyed by this attempt; without one, a cancel of the attempt before must
     *     not end this one
     */
    AdmissionResult begin(
            UploadJob job,
            Optional<UploadRequest> request,
            Optional<Cancel> cancel,
            JobPartition partition) {
        ProducerRecord<byte[], byte[]> last =
                store.put(partition.number(), job.id(), cancel.orElse(null));
        List<ProducerRecord<byte[], byte[]>> records = records(job, request, partition);
        int place = records.size();
        records.add(last);
        records.add(store.lastEvent(job));
        return new AdmissionResult(
                records,
                offsets ->
                        began(
                                job,
                                request,
                                cancel.map(
                                        c -> new PendingCancel(c.receivedAt(), offsets.get(place))),
                                offsets,
                                partition));
    }

    /** The first attempt at a request whose cancel came before it, and stands in the journal. */
    AdmissionResult beginCancelled(
            UploadJob job, UploadRequest request, PendingCancel cancel, JobPartition partition) {
        List<ProducerRecord<byte[], byte[]>> records =
                records(job, Optional.of(request), partition);
        records.add(store.lastEvent(job));
        return new AdmissionResult(
                records,
                offsets ->
                        began(job, Optional.of(request), Optional.of(cancel), offsets, partition));
    }

    private List<ProducerRecord<byte[], byte[]>> records(
            UploadJob job, Optional<UploadRequest> request, JobPartition partition) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(store.put(partition.number(), job));
        request.ifPresent(content -> records.add(store.put(partition.number(), content)));
        return records;
    }

    private void began(
            UploadJob job,
            Optional<UploadRequest> request,
            Optional<PendingCancel> cancel,
            List<Long> offsets,
            JobPartition partition) {
        JobOffsets since =
                request.isPresent()
                        ? JobOffsets.UNKNOWN.withRequest(offsets.get(1))
                        : JobOffsets.UNKNOWN;
        OpenJob open = new OpenJob(partition, JobSummary.of(job), offsets.getFirst(), since);
        cancel.ifPresent(command -> open.cancel(command));
        partition.jobs().opened(open);
        try (var _ = LogContext.of(open.id(), Optional.ofNullable(job.identity().traceparent()))) {
            log.info("accepted (attempt {})", open.attempt());
        }
        engine.add(List.of(open));
    }
}
