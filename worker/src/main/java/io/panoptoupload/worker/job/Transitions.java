package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.job.Transition.Kind;
import io.panoptoupload.worker.stage.News;
import io.panoptoupload.worker.stage.Next;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what becomes of a job: a request, a stage's result, a fault, a deadline or a cancel
 * command in, a {@link Transition} out. It reads no clock, does no I/O, and measures and logs
 * nothing. An upload that may still be published is never abandoned here; it is kept with the job,
 * and a retry resolves it first.
 */
public final class Transitions {
    /** Panopto reaps uploads after hours; more often than this, something else is wrong. */
    private static final int MAX_UPLOADS = 10;

    private final String worker;
    private final Duration firstPoll;
    private final RetryPolicy retry;

    /**
     * @param worker the instance's name, in every event
     * @param firstPoll after this time Panopto is asked first whether it has processed an upload
     */
    public Transitions(String worker, Duration firstPoll, RetryPolicy retry) {
        this.worker = worker;
        this.firstPoll = firstPoll;
        this.retry = retry;
    }

    /** The first attempt at a request. */
    Transition accept(ReceivedRequest received, Instant instant) {
        UploadRequest request = received.request();
        // Events and records carry milliseconds, and the events' ids are made of them.
        Instant now = instant.truncatedTo(ChronoUnit.MILLIS);
        EventHeader header =
                new EventHeader(request.requestId(), now, 1L, now, worker, 1, request.extensions());
        OutcomeEvent accepted = new OutcomeEvent.Accepted(header, Attempts.bytesTotal(request));
        UploadJob job = Attempts.first(received, accepted);
        return new Transition(
                Kind.ACCEPTED,
                job,
                List.of(accepted),
                Optional.empty(),
                "accepted (attempt 1)",
                Optional.empty());
    }

    /**
     * Another attempt after an end.
     *
     * @param content the content from here on: the command's, if it brings any, else the known one
     */
    Transition retry(ReceivedRequest command, UploadJob ended, UploadRequest content, Instant now) {
        UploadJob job = Attempts.another(command, ended, now);
        @Nullable Long bytes = Attempts.bytesTotal(content);
        return transition(
                Kind.ACCEPTED,
                new Situation(ended, content, false, false, null),
                job,
                now,
                "accepted (attempt %d)".formatted(job.attempt().number()),
                header -> new OutcomeEvent.Accepted(header, bytes));
    }

    /**
     * Ends a job for its cancel command, or begins to: an armed upload must be confirmed dead
     * first.
     */
    Transition cancel(Situation of, Instant now) {
        UploadJob job = of.job();
        if (job.phase().mayPublish()) {
            return transition(Kind.WITHDRAWING, of, job.moveTo(Phase.WITHDRAWING, now), now, "");
        }
        return cancelled(of, job, now).discarding(job.currentUpload());
    }

    /** What follows from a stage's result. */
    Transition onResult(Situation of, Next result, Instant now) {
        UploadJob job = of.job();
        return switch (result) {
            case Next.Done(Upload upload, List<News> news) ->
                    transition(
                            Kind.ADVANCED,
                            of,
                            advanced(job.with(upload), now),
                            now,
                            "",
                            news.toArray(News[]::new));
            case Next.PollAgain(Upload upload, Duration after, List<News> news) ->
                    checked(of, upload, now.plus(after), news, now);
            case Next.StartOver(String reason) -> startedOver(of, reason, now);
            case Next.NotFinalised _ -> notFinalised(of, now);
            case Next.Published published -> published(of, published, now);
            case Next.Dead(PermanentFault fault) -> dead(of, fault, now);
            case Next.Withdrawn _ ->
                    of.cancel() == null
                            ? transition(
                                    Kind.STARTED_OVER,
                                    of,
                                    job.moveTo(Phase.ACCEPTED, now).with((Upload) null),
                                    now,
                                    "the former upload is withdrawn; a new one is created")
                            : cancelled(of, job, now);
        };
    }

    /** What follows from a fault of a stage. */
    Transition onFault(Situation of, Fault fault, Instant now) {
        return switch (fault) {
            case PermanentFault permanent -> failed(of, permanent, now);
            case TransientFault passing -> parked(of, of.job(), passing, now);
        };
    }

    /** The request's deadline has passed, and the job is not complete. */
    Transition onDeadline(Situation of, Instant now) {
        return failed(of, missed(Objects.requireNonNull(of.job().identity().deadline())), now);
    }

    static PermanentFault missed(Instant deadline) {
        return new PermanentFault(
                ErrorCode.DEADLINE_EXCEEDED,
                "The upload was not complete by its deadline %s; send a retry command with a later one if it is still wanted."
                        .formatted(deadline));
    }

    /**
     * Part of a stage is done.
     *
     * @param progress whether it ends a series of failures
     */
    Transition checkpoint(
            Situation of, Upload upload, boolean progress, List<News> news, Instant now) {
        UploadJob job = of.job();
        return transition(
                Kind.CHECKPOINT,
                of,
                job.with(upload).waiting(job.dueAt(), progress ? null : job.parked()),
                now,
                "",
                news.toArray(News[]::new));
    }

    /** The PUT that publishes is about to be sent. */
    Transition arm(Situation of, Instant now) {
        UploadJob job = of.job();
        return transition(
                Kind.CHECKPOINT,
                of,
                job.phase() == Phase.ARMED ? job : job.moveTo(Phase.ARMED, now),
                now,
                "");
    }

    private UploadJob advanced(UploadJob job, Instant now) {
        UploadJob moved =
                job.moveTo(
                        switch (job.phase()) {
                            case ACCEPTED -> Phase.CREATED;
                            case CREATED -> Phase.TRANSFERRED;
                            case TRANSFERRED -> Phase.MANIFESTED;
                            case ARMED -> Phase.PROCESSING;
                            case MANIFESTED,
                                    PROCESSING,
                                    WITHDRAWING,
                                    COMPLETED,
                                    FAILED,
                                    CANCELLED ->
                                    throw new IllegalStateException(
                                            job.phase() + " has no stage that is merely done");
                        },
                        now);
        return switch (moved.phase()) {
            case CREATED -> moved.with(job.attempt().withOneMoreUpload());
            case PROCESSING -> moved.waiting(now.plus(firstPoll), moved.parked());
            default -> moved;
        };
    }

    private Transition checked(
            Situation of, Upload upload, Instant until, List<News> news, Instant now) {
        Transition checked =
                transition(
                        Kind.CHECKED,
                        of,
                        of.job().with(upload).waiting(until, null),
                        now,
                        "",
                        news.toArray(News[]::new));
        return checked.events().stream()
                .flatMap(event ->
                        event instanceof OutcomeEvent.RetryScheduled retry
                                ? Stream.of(retry.error())
                                : Stream.empty())
                .findFirst()
                .map(checked::because)
                .orElse(checked);
    }

    private Transition startedOver(Situation of, String reason, Instant now) {
        UploadJob job = of.job();
        if (job.attempt().uploads() >= MAX_UPLOADS) {
            return failed(
                    of,
                    new PermanentFault(
                            ErrorCode.UPLOAD_EXPIRED,
                            "Panopto dropped %d uploads of this recording (the last: %s); ask Panopto's support why, then send a retry command."
                                    .formatted(MAX_UPLOADS, reason)),
                    now);
        }
        return transition(
                Kind.STARTED_OVER,
                of,
                job.with((Upload) null).moveTo(Phase.ACCEPTED, now),
                now,
                "the upload is gone at Panopto (%s); a new one is created".formatted(reason));
    }

    /**
     * Panopto confirmed the PUT that publishes, and still shows the upload open: it is sent again
     * at growing intervals. An upload that this worker never finalised is left alone.
     */
    private Transition notFinalised(Situation of, Instant now) {
        UploadJob job = of.job();
        Upload upload = job.currentUpload().orElseThrow();
        if (!upload.finalised()) {
            return failed(
                    of,
                    PermanentFault.finalisedElsewhere(
                            "Panopto shows upload %s open again, which it had shown as finalised by another client; check it in Panopto before a retry."
                                    .formatted(upload.id())),
                    now);
        }
        TransientFault unconfirmed =
                new TransientFault(
                        ErrorCode.PANOPTO_UNAVAILABLE,
                        "Panopto confirmed that upload %s is complete, but still shows it open; it is finalised again."
                                .formatted(upload.id()),
                        null);
        return parked(of, job.moveTo(Phase.ARMED, now), unconfirmed, now);
    }

    /** Completes the job, or goes on with the next stream that is to be added to the session. */
    private Transition published(Situation of, Next.Published published, Instant now) {
        String sessionId = published.sessionId();
        UploadJob job = of.job();
        Upload upload = job.currentUpload().orElseThrow();
        if (!upload.addsStream()) {
            return completed(of, job, transferred(upload), published, now);
        }
        boolean withdrawing = job.phase() == Phase.WITHDRAWING;
        if (withdrawing && job.attempt().withdrawsFormerContent()) {
            return dead(of, addedBeforeOtherContent(sessionId), now);
        }
        TransferredFile stream = transferred(upload.file(0).orElseThrow());
        UploadJob added = job.with(job.attempt().withAdded(stream));
        List<TransferredFile> all = added.attempt().streamsAdded();
        if (!of.hasMoreStreams()) {
            return completed(of, added, all, published, now);
        }
        if (withdrawing && of.cancel() != null) {
            return cancelled(of, added, now);
        }
        return transition(
                Kind.STREAM_ADDED,
                of,
                added.moveTo(Phase.ACCEPTED, now).with((Upload) null).waiting(now, null),
                now,
                "stream %d is in session %s".formatted(all.size(), sessionId));
    }

    /** Of the retry's own content nothing is in the session yet; of the former a stream is. */
    private static PermanentFault addedBeforeOtherContent(String sessionId) {
        return new PermanentFault(
                ErrorCode.PANOPTO_REJECTED,
                "A stream of the content before this retry was added to session %s meanwhile; remove it there, or keep it and send a retry command with what is still missing."
                        .formatted(sessionId));
    }

    private Transition completed(
            Situation of,
            UploadJob job,
            List<TransferredFile> files,
            Next.Published published,
            Instant now) {
        UploadJob done = job.moveTo(Phase.COMPLETED, now);
        long bytes = files.stream().mapToLong(TransferredFile::sizeBytes).sum();
        Map<Stage, Duration> durations = done.durations();
        return transition(
                Kind.COMPLETED,
                of,
                done,
                now,
                "completed: session %s, %d bytes".formatted(published.sessionId(), bytes),
                header ->
                        new OutcomeEvent.Completed(
                                header,
                                published.sessionId(),
                                published.viewerUrl(),
                                published.details().embedUrl(),
                                published.details().seconds(),
                                files,
                                bytes,
                                durations));
    }

    /** Ends an attempt whose upload Panopto has ended, or starts over where that can help. */
    private Transition dead(Situation of, PermanentFault fault, Instant now) {
        if (!of.hasOptionalSlides()) {
            return failed(of, fault, null, now);
        }
        UploadJob job = of.job();
        UploadError error =
                new UploadError(
                        fault.code(),
                        "Panopto could not process the upload; it is made once more, without the optional presentation.",
                        true,
                        fault.panoptoMessage());
        return transition(
                        Kind.STARTED_OVER,
                        of,
                        job.moveTo(Phase.ACCEPTED, now)
                                .with((Upload) null)
                                .with(job.attempt().withoutSlides()),
                        now,
                        error.message() + " " + fault.getMessage(),
                        header -> new OutcomeEvent.RetryScheduled(header, error, now))
                .because(error);
    }

    /**
     * Ends the attempt for good. An upload that is still open at Panopto and can never be published
     * is taken back; one that may be published is kept, and a retry resolves it first.
     */
    private Transition failed(Situation of, PermanentFault fault, Instant now) {
        UploadJob job = of.job();
        if (fault.finalisedElsewhere()) {
            return failed(of, fault, Phase.PROCESSING, now);
        }
        if (job.phase().mayPublish()) {
            return failed(of, fault, job.phase(), now);
        }
        return failed(of, fault, null, now).discarding(job.currentUpload());
    }

    /**
     * @param resumeAt the phase from which a retry goes on with the upload; null to forget it
     */
    private Transition failed(
            Situation of, PermanentFault fault, @Nullable Phase resumeAt, Instant now) {
        UploadJob job = of.job();
        Stage stage = job.phase().stage().orElseThrow();
        UploadJob ended =
                job.moveTo(Phase.FAILED, now)
                        .with(resumeAt == null ? null : job.upload())
                        .with(
                                job.attempt()
                                        .resumableAt(
                                                Objects.requireNonNullElse(
                                                        resumeAt, Phase.ACCEPTED)));
        UploadError error = Errors.withAdded(Errors.ofEnd(fault, resumeAt != null), job);
        return transition(
                        Kind.FAILED,
                        of,
                        ended,
                        now,
                        "failed in stage %s: %s %s".formatted(stage, error.code(), error.message()),
                        header -> new OutcomeEvent.Failed(header, error, stage))
                .because(error);
    }

    private Transition cancelled(Situation of, UploadJob job, Instant now) {
        Stage stage = job.phase().stage().orElseThrow();
        UploadJob ended =
                job.moveTo(Phase.CANCELLED, now)
                        .with((Upload) null)
                        .with(job.attempt().resumableAt(Phase.ACCEPTED));
        UploadError error = Errors.withAdded(Errors.ofCancel(of.cancel()), job);
        return transition(
                Kind.CANCELLED,
                of,
                ended,
                now,
                "cancelled",
                header -> new OutcomeEvent.Cancelled(header, error, stage));
    }

    /**
     * Schedules the job again; fails it when it has failed for too long without progress, and keeps
     * the upload for a retry to resume.
     */
    private Transition parked(Situation of, UploadJob job, TransientFault fault, Instant now) {
        UploadJob.@Nullable Parked before = job.parked();
        int times = before == null ? 0 : before.times();
        Instant until = now.plus(retry.park(times, fault.retryAfter()));
        if (fault.notAttempted()) {
            return transition(Kind.DEFERRED, of, of.job().waiting(until, before), now, "");
        }
        if (until.isAfter(UploadJob.Parked.since(before, now).plus(retry.giveUpAfter()))) {
            PermanentFault givenUp =
                    new PermanentFault(
                            fault.code(),
                            "Given up after %s of faults without progress; a retry command goes on from here. The last fault: %s"
                                    .formatted(retry.giveUpAfter(), fault.getMessage()),
                            fault.panoptoMessage(),
                            fault);
            return failed(of, givenUp, of.job().phase(), now);
        }
        UploadError error = Errors.of(fault, true);
        return transition(
                        Kind.PARKED,
                        of,
                        job.waiting(until, UploadJob.Parked.again(before, now, error)),
                        now,
                        "stage %s is tried again at %s: %s"
                                .formatted(job.phase(), until, error.message()),
                        header -> new OutcomeEvent.RetryScheduled(header, error, until))
                .because(error);
    }

    /** With the events that report it, numbered on from the job's last one. */
    private Transition transition(
            Kind kind, Situation of, UploadJob job, Instant now, String summary, News... news) {
        UploadJob next = job;
        List<OutcomeEvent> events = new ArrayList<>();
        for (News each : news) {
            OutcomeEvent event =
                    each.event(
                            new EventHeader(
                                    next.id(),
                                    next.identity().acceptedAt(),
                                    next.sequence() + 1,
                                    now,
                                    worker,
                                    next.attempt().number(),
                                    of.request().extensions()));
            events.add(event);
            next = next.withLastEvent(event);
        }
        return new Transition(kind, next, events, Optional.empty(), summary, Optional.empty());
    }

    private static List<TransferredFile> transferred(Upload upload) {
        return upload.files().stream()
                .filter(UploadFile::isTransferred)
                .map(Transitions::transferred)
                .toList();
    }

    private static TransferredFile transferred(UploadFile file) {
        return new TransferredFile(
                file.objectName(), file.size(), Objects.requireNonNull(file.crc32(), "crc32"));
    }
}
