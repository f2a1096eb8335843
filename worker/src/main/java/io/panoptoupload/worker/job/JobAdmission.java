package io.panoptoupload.worker.job;

import static io.panoptoupload.messages.Command.UPLOAD;

import io.panoptoupload.messages.OneLine;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.InstantSource;
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

    private final JobStore store;
    private final Engine engine;
    private final InstantSource clock;
    private final Transitions transitions;
    private final Duration deduplicationWindow;
    private final AttemptStarter starts;

    public JobAdmission(
            JobStore store,
            Engine engine,
            Transitions transitions,
            InstantSource clock,
            Duration deduplicationWindow) {
        this.store = store;
        this.engine = engine;
        this.transitions = transitions;
        this.clock = clock;
        this.deduplicationWindow = deduplicationWindow;
        this.starts = new AttemptStarter(store, engine);
    }

    /** What carries accepted jobs forward; a {@code JobEngine} does. */
    public interface Engine {
        /** Takes on jobs. */
        void add(Collection<OpenJob> jobs);

        /** Ends a job for a cancel command, wherever it stands. */
        void cancel(OpenJob job, PendingCancel command);
    }

    /** Taken or refused. */
    public sealed interface Decision {
        record Accepted(AdmissionResult admitted) implements Decision {}

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
                .filter(sent -> sent.isBefore(clock.instant().minus(deduplicationWindow)))
                .map(Refusals::mayBeDone);
    }

    public Decision admit(ReceivedRequest command, JobPartition partition)
            throws InterruptedException {
        if (partition.jobs().isUnreadable(command.request().requestId())) {
            return new Decision.Refused(Refusals.unreadable());
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
            return open.get().hasDigest(digest)
                    ? again(open.get())
                    : new Decision.Refused(Refusals.conflict());
        }
        Optional<FinishedJob> finished = partition.jobs().finished(request.requestId());
        if (finished.isPresent()) {
            return finished.get().hasDigest(digest)
                    ? again(finished.get(), partition)
                    : new Decision.Refused(Refusals.conflict());
        }
        return new Decision.Accepted(accept(command, partition));
    }

    private AdmissionResult accept(ReceivedRequest command, JobPartition partition) {
        UploadRequest request = command.request();
        UploadJob job = transitions.accept(command, clock.instant()).job();
        return partition
                .jobs()
                .earlyCancel(request.requestId())
                .map(cancel -> starts.beginCancelled(job, request, cancel, partition))
                .orElseGet(
                        () -> starts.begin(job, Optional.of(request), Optional.empty(), partition));
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
        if (open.isPresent() && isObeyed(command, open.get())) {
            return again(open.get());
        }
        if (open.isEmpty()) {
            if (partition.jobs().earlyCancel(id).isPresent()) {
                return new Decision.Accepted(AdmissionResult.recordsOnly(List.of()));
            }
            if (partition.jobs().hasAllEarlyCancels()) {
                return new Decision.Refused(Refusals.tooManyEarlyCancels());
            }
        }
        ProducerRecord<byte[], byte[]> record = store.put(partition.number(), id, cancel);
        return new Decision.Accepted(
                new AdmissionResult(
                        List.of(record),
                        offsets -> {
                            PendingCancel held =
                                    new PendingCancel(cancel.receivedAt(), offsets.getFirst());
                            open.ifPresentOrElse(
                                    job -> engine.cancel(job, held),
                                    () -> partition.jobs().cancelledEarly(id, held));
                        }));
    }

    /** Whether the job is being cancelled already, or the cancel was for an earlier attempt. */
    private boolean isObeyed(ReceivedRequest cancel, OpenJob job) throws InterruptedException {
        return job.cancel().isPresent()
                || (cancel.rereadSince().isPresent()
                        && cancel.isMeantBefore(store.job(job).attempt()));
    }

    /** It stands in the journal and in an event. */
    private static @Nullable String shortened(@Nullable String reason) {
        return reason == null ? null : OneLine.shortened(reason, MAX_REASON);
    }

    /** A failed job may have kept an upload: it is withdrawn in an attempt of its own. */
    private Decision cancelEnded(
            ReceivedRequest command, FinishedJob finished, Cancel cancel, JobPartition partition)
            throws InterruptedException {
        if (finished.phase() == Phase.FAILED) {
            UploadJob ended = store.job(partition.number(), finished.offset());
            if (ended.currentUpload().isPresent() && !command.isMeantBefore(ended.attempt())) {
                UploadRequest content = JobContent.whole(ended, partition.number(), store);
                UploadJob job = transitions.retry(command, ended, content, clock.instant()).job();
                return new Decision.Accepted(
                        starts.begin(job, Optional.empty(), Optional.of(cancel), partition));
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
            return new Decision.Refused(Refusals.nothingToRetry());
        }
        FinishedJob ended = finished.get();
        if (ended.phase() == Phase.COMPLETED
                || !Objects.equals(request.afterAttempt(), ended.attempt())) {
            return again(ended, partition);
        }
        UploadJob job = store.job(partition.number(), ended.offset());
        return new Decision.Accepted(anotherAttempt(command, job, partition));
    }

    private AdmissionResult anotherAttempt(
            ReceivedRequest command, UploadJob ended, JobPartition partition)
            throws InterruptedException {
        if (command.digest().isPresent()) {
            UploadRequest request = command.request();
            UploadJob job = transitions.retry(command, ended, request, clock.instant()).job();
            return starts.begin(job, Optional.of(request), Optional.empty(), partition);
        }
        UploadRequest known = store.request(partition.number(), ended.id(), ended.offsets());
        UploadJob job = transitions.retry(command, ended, known, clock.instant()).job();
        return starts.begin(job, Optional.empty(), Optional.empty(), partition);
    }

    private Decision again(OpenJob job) throws InterruptedException {
        return again(store.job(job));
    }

    private Decision again(FinishedJob job, JobPartition partition) throws InterruptedException {
        return again(store.job(partition.number(), job.offset()));
    }

    /** The latest event, as it was published. */
    private Decision again(UploadJob job) {
        return new Decision.Accepted(AdmissionResult.recordsOnly(List.of(store.lastEvent(job))));
    }
}
