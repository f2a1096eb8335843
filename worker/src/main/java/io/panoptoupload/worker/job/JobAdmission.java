package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.stage.RecordingFiles;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a valid request does to the jobs of its home partition: begins one, ends one, begins another
 * attempt, or, delivered again, changes nothing and has the latest event told again. Called on the
 * thread of the partition's writer.
 */
public final class JobAdmission {
    private final JobStore store;
    private final JournalJson json;
    private final OutcomeRecords outcomes;
    private final JobEngine engine;
    private final InstantSource clock;
    private final JobSettings settings;

    public JobAdmission(
            JobStore store,
            JournalJson json,
            OutcomeRecords outcomes,
            JobEngine engine,
            InstantSource clock,
            JobSettings settings) {
        this.store = store;
        this.json = json;
        this.outcomes = outcomes;
        this.engine = engine;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * A valid request.
     *
     * @param digest of its content, if it brings any
     */
    public record Command(
            UploadRequest request, Optional<String> digest, Optional<String> traceparent) {}

    /** Taken or refused. */
    public sealed interface Answer {
        record Taken(Admitted admitted) implements Answer {}

        record Refused(UploadError error) implements Answer {}
    }

    public Answer admit(Command command, JobPartition partition) throws InterruptedException {
        return switch (command.request().command()) {
            case UPLOAD -> upload(command, partition);
            case CANCEL -> cancel(command.request(), partition);
            case RETRY -> retry(command, partition);
        };
    }

    private Answer upload(Command command, JobPartition partition) throws InterruptedException {
        UploadRequest request = command.request();
        String digest = command.digest().orElseThrow();
        Optional<OpenJob> open = partition.jobs().open(request.requestId());
        if (open.isPresent()) {
            return open.get().digest().equals(digest) ? again(open.get()) : conflict();
        }
        Optional<FinishedJob> finished = partition.jobs().finished(request.requestId());
        if (finished.isPresent()) {
            return finished.get().hasDigest(digest) ? again(finished.get(), partition) : conflict();
        }
        return new Answer.Taken(accept(command, digest, partition));
    }

    private Admitted accept(Command command, String digest, JobPartition partition) {
        UploadRequest request = command.request();
        // Events and records carry milliseconds, and the event ids are made of them.
        Instant now = Instant.ofEpochMilli(clock.millis());
        UploadJob.Identity identity =
                identity(request, digest, now, command.traceparent().orElse(null));
        OutcomeEvent accepted =
                new OutcomeEvent.Accepted(header(identity, 1, 1, request), bytesTotal(request));
        Instant dueAt = dueAt(request, now);
        UploadJob job =
                new UploadJob(
                        identity,
                        new UploadJob.Attempt(1, dueAt, 0, null),
                        Phase.ACCEPTED,
                        now,
                        dueAt,
                        null,
                        null,
                        Map.of(),
                        JobOffsets.UNKNOWN,
                        accepted);
        Optional<Cancel> cancel = partition.jobs().earlyCancel(request.requestId());
        return begin(job, Optional.of(request), cancel, partition);
    }

    private Answer cancel(UploadRequest request, JobPartition partition)
            throws InterruptedException {
        String id = request.requestId();
        Optional<FinishedJob> finished = partition.jobs().finished(id);
        if (finished.isPresent()) {
            return again(finished.get(), partition);
        }
        Optional<OpenJob> open = partition.jobs().open(id);
        boolean known =
                open.map(job -> job.cancel().isPresent())
                        .orElseGet(() -> partition.jobs().earlyCancel(id).isPresent());
        if (known) {
            return open.isPresent()
                    ? again(open.get())
                    : new Answer.Taken(Admitted.told(List.of()));
        }
        Cancel cancel = new Cancel(request.reason(), clock.instant());
        ProducerRecord<byte[], byte[]> record =
                store.put(partition.number(), new JournalKey.Cancel(id), json.of(cancel));
        return new Answer.Taken(
                new Admitted(
                        List.of(record),
                        _ ->
                                open.ifPresentOrElse(
                                        job -> engine.cancel(job, cancel),
                                        () -> partition.jobs().cancelledEarly(id, cancel))));
    }

    private Answer retry(Command command, JobPartition partition) throws InterruptedException {
        UploadRequest request = command.request();
        Optional<OpenJob> open = partition.jobs().open(request.requestId());
        if (open.isPresent()) {
            return again(open.get());
        }
        Optional<FinishedJob> finished = partition.jobs().finished(request.requestId());
        if (finished.isEmpty()) {
            return new Answer.Refused(
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
        return new Answer.Taken(anotherAttempt(command, job, partition));
    }

    /** Goes on from what is recorded; with other content, from a new upload. */
    private Admitted anotherAttempt(Command command, UploadJob ended, JobPartition partition)
            throws InterruptedException {
        Instant now = clock.instant();
        Phase resumeAt = Objects.requireNonNullElse(ended.attempt().resumeAt(), Phase.ACCEPTED);
        UploadJob.Identity identity = ended.identity();
        Optional<UploadRequest> replaced =
                command.digest().isPresent() ? Optional.of(command.request()) : Optional.empty();
        UploadRequest request =
                replaced.isPresent()
                        ? replaced.get()
                        : store.request(partition.number(), ended.offsets());
        boolean otherContent =
                !command.digest().orElse(identity.digest()).equals(identity.digest());
        if (otherContent) {
            identity =
                    identity(
                            request,
                            command.digest().orElseThrow(),
                            identity.acceptedAt(),
                            command.traceparent().orElse(identity.traceparent()));
            // An upload that may still publish the old content must be seen dead first.
            resumeAt = resumeAt.mayPublish() ? Phase.WITHDRAWING : Phase.ACCEPTED;
        } else if (!now.isBefore(Objects.requireNonNullElse(identity.deadline(), Instant.MAX))) {
            identity = withoutDeadline(identity);
        }
        Instant dueAt = replaced.isPresent() ? dueAt(request, now) : now;
        UploadJob.Attempt attempt =
                new UploadJob.Attempt(ended.attempt().number() + 1, dueAt, 0, null);
        OutcomeEvent accepted =
                new OutcomeEvent.Accepted(
                        header(identity, ended.sequence() + 1, attempt.number(), request),
                        bytesTotal(request));
        UploadJob job =
                ended.moveTo(resumeAt, now)
                        .waiting(dueAt, null)
                        .with(identity)
                        .with(attempt)
                        .with(resumeAt == Phase.ACCEPTED ? null : ended.upload())
                        .told(accepted);
        return begin(job, replaced, Optional.empty(), partition);
    }

    private Admitted begin(
            UploadJob job,
            Optional<UploadRequest> request,
            Optional<Cancel> cancel,
            JobPartition partition) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(store.put(partition.number(), new JournalKey.Job(job.id()), json.of(job)));
        request.ifPresent(r ->
                records.add(
                        store.put(
                                partition.number(), new JournalKey.Request(job.id()), json.of(r))));
        if (cancel.isEmpty()) {
            // A cancel of the attempt before must not end this one.
            records.add(store.put(partition.number(), new JournalKey.Cancel(job.id()), null));
        }
        records.add(
                outcomes.of(job.lastEvent(), Optional.ofNullable(job.identity().traceparent())));
        return new Admitted(
                records,
                offsets -> {
                    UploadJob known =
                            request.isPresent()
                                    ? job.with(job.offsets().withRequest(offsets.get(1)))
                                    : job;
                    OpenJob open = new OpenJob(partition, known, offsets.getFirst());
                    cancel.ifPresent(command -> open.stop(OpenJob.Stop.CANCEL, command));
                    partition.jobs().opened(open);
                    engine.add(List.of(open));
                });
    }

    private Answer again(OpenJob job) {
        return new Answer.Taken(
                Admitted.told(List.of(outcomes.of(job.lastEvent(), job.traceparent()))));
    }

    private Answer again(FinishedJob job, JobPartition partition) throws InterruptedException {
        UploadJob ended = store.job(partition.number(), job.offset());
        return new Answer.Taken(
                Admitted.told(
                        List.of(
                                outcomes.of(
                                        ended.lastEvent(),
                                        Optional.ofNullable(ended.identity().traceparent())))));
    }

    private static Answer conflict() {
        return new Answer.Refused(
                new UploadError(
                        ErrorCode.CONFLICTING_REQUEST,
                        "Another request with this requestId is known, and it asks for something"
                                + " else; use a new requestId, or a retry command with the new"
                                + " content once the first has ended.",
                        false,
                        null));
    }

    private EventHeader header(
            UploadJob.Identity identity, long sequence, int attempt, UploadRequest request) {
        return new EventHeader(
                identity.id(),
                identity.acceptedAt(),
                sequence,
                clock.instant(),
                settings.worker(),
                attempt,
                request.extensions());
    }

    private static UploadJob.Identity identity(
            UploadRequest request,
            String digest,
            Instant acceptedAt,
            @Nullable String traceparent) {
        return new UploadJob.Identity(
                request.requestId(),
                digest,
                acceptedAt,
                request.options().priority(),
                request.options().deadline(),
                traceparent);
    }

    /** A retry without a new deadline means that the old one no longer matters. */
    private static UploadJob.Identity withoutDeadline(UploadJob.Identity identity) {
        return new UploadJob.Identity(
                identity.id(),
                identity.digest(),
                identity.acceptedAt(),
                identity.priority(),
                null,
                identity.traceparent());
    }

    private static Instant dueAt(UploadRequest request, Instant now) {
        Instant notBefore = request.options().notBefore();
        return notBefore == null || notBefore.isBefore(now) ? now : notBefore;
    }

    private static @Nullable Long bytesTotal(UploadRequest request) {
        long total = 0;
        for (var source : RecordingFiles.of(request).sources()) {
            Long size = source.sizeBytes();
            if (size == null) {
                return null;
            }
            total += size;
        }
        return total;
    }
}
