package io.panoptoupload.worker.job;

import static io.panoptoupload.messages.Command.UPLOAD;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a valid request does to the jobs of its home partition: begins one, ends one, begins another
 * attempt, or, delivered again, changes nothing and has the latest event published again. Called on
 * the thread of the partition's writer.
 */
public final class JobAdmission {
    private static final int MAX_REASON = 2000;
    private static final Logger log = LoggerFactory.getLogger(JobAdmission.class);

    private final JobStore store;
    private final Engine engine;
    private final InstantSource clock;
    private final Transitions transitions;
    private final Duration remembered;

    public JobAdmission(
            JobStore store,
            Engine engine,
            Transitions transitions,
            InstantSource clock,
            Duration remembered) {
        this.store = store;
        this.engine = engine;
        this.transitions = transitions;
        this.clock = clock;
        this.remembered = remembered;
    }

    /** What carries accepted jobs forward; a {@code JobEngine} does. */
    public interface Engine {
        /** Takes on jobs. */
        void add(Collection<OpenJob> jobs);

        /** Ends a job for a cancel command, wherever it stands. */
        void cancel(OpenJob job, HeldCancel command);
    }

    /** Taken or refused. */
    public sealed interface Decision {
        record Accepted(Admitted admitted) implements Decision {}

        record Refused(UploadError error) implements Decision {}
    }

    /**
     * Whether it is a request that was accepted before, whatever the configuration allows today.
     */
    public boolean isRedelivery(ReceivedRequest command, JobPartition partition) {
        String id = command.request().requestId();
        PartitionJobs jobs = partition.jobs();
        return command.request().command() == UPLOAD
                && command.digest()
                        .filter(digest ->
                                jobs.open(id).filter(job -> job.hasDigest(digest)).isPresent()
                                        || jobs.finished(id)
                                                .filter(job -> job.hasDigest(digest))
                                                .isPresent())
                        .isPresent();
    }

    /**
     * A request that is read again and is older than the deduplication window may have been carried
     * out or not. A person has to check; the dead letter can be replayed.
     */
    public Optional<UploadError> forgotten(ReceivedRequest command, JobPartition partition) {
        String id = command.request().requestId();
        if (partition.jobs().open(id).isPresent() || partition.jobs().finished(id).isPresent()) {
            return Optional.empty();
        }
        return command.rereadSince()
                .filter(sent -> sent.isBefore(clock.instant().minus(remembered)))
                .map(sent ->
                        new UploadError(
                                ErrorCode.INTERNAL,
                                ("This request was sent at %s and stands in a topic that was created"
                                                + " again, copied or cut off since, so it may have been"
                                                + " carried out before, longer ago than workers"
                                                + " remember. Look for it in Panopto; if it is not"
                                                + " there, send it again.")
                                        .formatted(sent),
                                true,
                                null));
    }

    public Decision admit(ReceivedRequest command, JobPartition partition)
            throws InterruptedException {
        if (partition.jobs().isUnreadable(command.request().requestId())) {
            return unreadable();
        }
        return switch (command.request().command()) {
            case UPLOAD -> upload(command, partition);
            case CANCEL -> cancel(command, partition);
            case RETRY -> retry(command, partition);
        };
    }

    private Decision upload(ReceivedRequest command, JobPartition partition)
            throws InterruptedException {
        UploadRequest request = command.request();
        String digest = command.digest().orElseThrow();
        Optional<OpenJob> open = partition.jobs().open(request.requestId());
        if (open.isPresent()) {
            return open.get().hasDigest(digest) ? again(open.get()) : conflict();
        }
        Optional<FinishedJob> finished = partition.jobs().finished(request.requestId());
        if (finished.isPresent()) {
            return finished.get().hasDigest(digest) ? again(finished.get(), partition) : conflict();
        }
        return new Decision.Accepted(accept(command, partition));
    }

    private Admitted accept(ReceivedRequest command, JobPartition partition) {
        UploadRequest request = command.request();
        UploadJob job = transitions.accept(command, clock.instant()).job();
        return partition
                .jobs()
                .earlyCancel(request.requestId())
                .map(cancel -> beginCancelled(job, request, cancel, partition))
                .orElseGet(() -> begin(job, Optional.of(request), Optional.empty(), partition));
    }

    private Decision cancel(ReceivedRequest command, JobPartition partition)
            throws InterruptedException {
        UploadRequest request = command.request();
        String id = request.requestId();
        Cancel cancel = new Cancel(shortened(request.reason()), clock.instant());
        Optional<FinishedJob> finished = partition.jobs().finished(id);
        if (finished.isPresent()) {
            return cancelEnded(command, finished.get(), cancel, partition);
        }
        Optional<OpenJob> open = partition.jobs().open(id);
        boolean known =
                open.map(job ->
                                job.cancel().isPresent()
                                        || command.isMeantBefore(job.attempt(), job.startedAt()))
                        .orElseGet(() -> partition.jobs().earlyCancel(id).isPresent());
        if (known) {
            return open.isPresent()
                    ? again(open.get())
                    : new Decision.Accepted(Admitted.recordsOnly(List.of()));
        }
        ProducerRecord<byte[], byte[]> record = store.put(partition.number(), id, cancel);
        return new Decision.Accepted(
                new Admitted(
                        List.of(record),
                        offsets -> {
                            HeldCancel held =
                                    new HeldCancel(cancel.receivedAt(), offsets.getFirst());
                            open.ifPresentOrElse(
                                    job -> engine.cancel(job, held),
                                    () -> partition.jobs().cancelledEarly(id, held));
                        }));
    }

    /** It stands in the journal and in an event. */
    private static @Nullable String shortened(@Nullable String reason) {
        return reason == null || reason.length() <= MAX_REASON
                ? reason
                : reason.substring(0, MAX_REASON) + "…";
    }

    /** A failed job may have kept an upload: it is withdrawn in an attempt of its own. */
    private Decision cancelEnded(
            ReceivedRequest command, FinishedJob finished, Cancel cancel, JobPartition partition)
            throws InterruptedException {
        if (finished.phase() == Phase.FAILED) {
            UploadJob ended = store.job(partition.number(), finished.offset());
            UploadJob.Attempt attempt = ended.attempt();
            if (ended.currentUpload().isPresent()
                    && !command.isMeantBefore(attempt.number(), attempt.startedAt())) {
                UploadRequest content =
                        store.request(partition.number(), ended.id(), ended.offsets());
                UploadJob job = transitions.retry(command, ended, content, clock.instant()).job();
                return new Decision.Accepted(
                        begin(job, Optional.empty(), Optional.of(cancel), partition));
            }
        }
        return again(finished, partition);
    }

    private Decision retry(ReceivedRequest command, JobPartition partition)
            throws InterruptedException {
        UploadRequest request = command.request();
        Optional<OpenJob> open = partition.jobs().open(request.requestId());
        if (open.isPresent()) {
            return again(open.get());
        }
        Optional<FinishedJob> finished = partition.jobs().finished(request.requestId());
        if (finished.isEmpty()) {
            return new Decision.Refused(
                    new UploadError(
                            ErrorCode.INVALID_REQUEST,
                            "There is nothing to retry: no upload with this requestId is"
                                    + " remembered; send the request itself.",
                            false,
                            null));
        }
        FinishedJob ended = finished.get();
        if (ended.phase() == Phase.COMPLETED
                || !Objects.equals(request.afterAttempt(), ended.attempt())) {
            return again(ended, partition);
        }
        UploadJob job = store.job(partition.number(), ended.offset());
        return new Decision.Accepted(anotherAttempt(command, job, partition));
    }

    private Admitted anotherAttempt(
            ReceivedRequest command, UploadJob ended, JobPartition partition)
            throws InterruptedException {
        if (command.digest().isPresent()) {
            UploadRequest request = command.request();
            UploadJob job = transitions.retry(command, ended, request, clock.instant()).job();
            return begin(job, Optional.of(request), Optional.empty(), partition);
        }
        UploadRequest known = store.request(partition.number(), ended.id(), ended.offsets());
        UploadJob job = transitions.retry(command, ended, known, clock.instant()).job();
        return begin(job, Optional.empty(), Optional.empty(), partition);
    }

    /**
     * @param cancel to be obeyed by this attempt; without one, a cancel of the attempt before must
     *     not end this one
     */
    private Admitted begin(
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
        return new Admitted(
                records,
                offsets ->
                        began(
                                job,
                                request,
                                cancel.map(c -> new HeldCancel(c.receivedAt(), offsets.get(place))),
                                offsets,
                                partition));
    }

    /** The first attempt at a request whose cancel came before it, and stands in the journal. */
    private Admitted beginCancelled(
            UploadJob job, UploadRequest request, HeldCancel cancel, JobPartition partition) {
        List<ProducerRecord<byte[], byte[]>> records =
                records(job, Optional.of(request), partition);
        records.add(store.lastEvent(job));
        return new Admitted(
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
            Optional<HeldCancel> cancel,
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

    private Decision again(OpenJob job) throws InterruptedException {
        return again(store.job(job));
    }

    private Decision again(FinishedJob job, JobPartition partition) throws InterruptedException {
        return again(store.job(partition.number(), job.offset()));
    }

    /** The latest event, as it was published. */
    private Decision again(UploadJob job) {
        return new Decision.Accepted(Admitted.recordsOnly(List.of(store.lastEvent(job))));
    }

    /** Whatever the command: starting over could publish the recording twice. */
    private static Decision unreadable() {
        return new Decision.Refused(
                new UploadError(
                        ErrorCode.INTERNAL,
                        "An upload with this requestId is known, but this worker cannot read its"
                                + " record in the journal; its log has the details. Publish the"
                                + " request again from the dead-letter topic once that is fixed.",
                        true,
                        null));
    }

    private static Decision conflict() {
        return new Decision.Refused(
                new UploadError(
                        ErrorCode.CONFLICTING_REQUEST,
                        "Another request with this requestId is known, and it asks for something"
                                + " else; use a new requestId, or a retry command with the new"
                                + " content once the first has ended.",
                        false,
                        null));
    }
}
