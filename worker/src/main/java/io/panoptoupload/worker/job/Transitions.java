package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.job.Transition.Kind;
import io.panoptoupload.worker.stage.EventDraft;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.Upload;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what becomes of a job: a request, a stage's result, a fault, a deadline or a cancel
 * command in, a {@link Transition} out. It reads no clock, does no I/O, and measures and logs
 * nothing; nor do {@link Endings} and {@link PublishedUpload}, which it stands on. An upload that
 * may still be published is never abandoned here; it is kept with the job, and a retry resolves it
 * first.
 */
public final class Transitions {
    /** Panopto reaps uploads after hours; more often than this, something else is wrong. */
    private static final int MAX_UPLOADS = 10;

    private final String worker;
    private final Duration firstPoll;
    private final TransitionFactory factory;
    private final Endings endings;
    private final PublishedUpload published;

    /**
     * @param worker the instance's name, in every event
     * @param firstPoll after this time Panopto is asked first whether it has processed an upload
     */
    public Transitions(String worker, Duration firstPoll, RetryPolicy retry) {
        this.worker = worker;
        this.firstPoll = firstPoll;
        this.factory = new TransitionFactory(worker);
        this.endings = new Endings(factory, retry);
        this.published = new PublishedUpload(factory, endings);
    }

    /** The first attempt at a request. */
    Transition accept(ReceivedRequest received, Instant instant) {
        UploadRequest request = received.request();
        // Events and records carry milliseconds, and the events' ids are made of them.
        Instant now = instant.truncatedTo(ChronoUnit.MILLIS);
        EventHeader header =
                new EventHeader(request.requestId(), now, 1L, now, worker, 1, request.extensions());
        OutcomeEvent accepted =
                new OutcomeEvent.Accepted(header, AttemptFactory.bytesTotal(request));
        UploadJob job = AttemptFactory.first(received, accepted);
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
        UploadJob job = AttemptFactory.another(command, ended, now);
        @Nullable Long bytes = AttemptFactory.bytesTotal(content);
        return factory.transition(
                Kind.ACCEPTED,
                new DecisionContext(ended, content, false, false, null),
                job,
                now,
                "accepted (attempt %d)".formatted(job.attempt().number()),
                header -> new OutcomeEvent.Accepted(header, bytes));
    }

    /**
     * Ends a job for its cancel command, or begins to: an armed upload must be confirmed dead
     * first. One that somebody else seems to have finalised is kept, for another cancel or a retry.
     */
    Transition cancel(DecisionContext context, Instant now) {
        UploadJob job = context.job();
        if (job.phase().mayPublish()) {
            return factory.transition(
                    Kind.WITHDRAWING, context, job.moveTo(Phase.WITHDRAWING, now), now, "");
        }
        Optional<Upload> upload = job.currentUpload();
        return upload.filter(Upload::wasFoundFinalised)
                .map(found -> endings.failed(context, foundFinalised(found), now))
                .orElseGet(() -> endings.cancelled(context, job, now).withDiscard(upload));
    }

    private static PermanentFault foundFinalised(Upload upload) {
        return PermanentFault.finalisedElsewhere(
                "Panopto has said that upload %s is finalised, although this worker has not finalised it; send the cancel command again, which takes it back, or a retry command, which waits for its session and sends nothing again."
                        .formatted(upload.id()));
    }

    /** What follows from a stage's result. */
    Transition onResult(DecisionContext context, StageResult result, Instant now) {
        UploadJob job = context.job();
        return switch (result) {
            case StageResult.Done(Upload upload, List<EventDraft> drafts) ->
                    factory.transition(
                            Kind.ADVANCED,
                            context,
                            advanced(job.with(upload), now),
                            now,
                            "",
                            drafts.toArray(EventDraft[]::new));
            case StageResult.PollAgain poll -> checked(context, poll, now);
            case StageResult.StartOver(String reason) -> startedOver(context, reason, now);
            case StageResult.NotFinalised _ -> notFinalised(context, now);
            case StageResult.Published at -> published.published(context, at, now);
            case StageResult.Dead(PermanentFault fault) -> endings.dead(context, fault, now);
            case StageResult.Withdrawn _ ->
                    context.cancel() == null
                            ? factory.transition(
                                    Kind.STARTED_OVER,
                                    context,
                                    job.moveTo(Phase.ACCEPTED, now).with((Upload) null),
                                    now,
                                    "the former upload is withdrawn; a new one is created")
                            : endings.cancelled(context, job, now);
        };
    }

    /** What follows from a fault of a stage. */
    Transition onFault(DecisionContext context, Fault fault, Instant now) {
        return switch (fault) {
            case PermanentFault permanent -> endings.failed(context, permanent, now);
            case TransientFault passing -> endings.parked(context, context.job(), passing, now);
        };
    }

    /** The request's deadline has passed, and the job is not complete. */
    Transition onDeadline(DecisionContext context, Instant now) {
        return endings.failed(
                context,
                Endings.missed(Objects.requireNonNull(context.job().identity().deadline())),
                now);
    }

    /**
     * Part of a stage is done.
     *
     * @param progress whether it ends a series of failures
     */
    Transition checkpoint(
            DecisionContext context,
            Upload upload,
            boolean progress,
            List<EventDraft> drafts,
            Instant now) {
        UploadJob job = context.job();
        return factory.transition(
                Kind.CHECKPOINT,
                context,
                job.with(upload).waiting(job.dueAt(), progress ? null : job.parked()),
                now,
                "",
                drafts.toArray(EventDraft[]::new));
    }

    /** The PUT that publishes is about to be sent. */
    Transition arm(DecisionContext context, Instant now) {
        UploadJob job = context.job();
        return factory.transition(
                Kind.CHECKPOINT,
                context,
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

    private Transition checked(DecisionContext context, StageResult.PollAgain poll, Instant now) {
        Instant until = now.plus(poll.after());
        UploadJob job = context.job().with(poll.upload()).waiting(until, null);
        List<EventDraft> drafts = new ArrayList<>(poll.drafts());
        @Nullable UploadError doubt = poll.doubt();
        if (doubt != null) {
            drafts.add(header -> new OutcomeEvent.RetryScheduled(header, doubt, until));
        }
        Transition checked =
                factory.transition(
                        Kind.CHECKED, context, job, now, "", drafts.toArray(EventDraft[]::new));
        return doubt == null ? checked : checked.withError(doubt);
    }

    private Transition startedOver(DecisionContext context, String reason, Instant now) {
        UploadJob job = context.job();
        if (job.attempt().uploads() >= MAX_UPLOADS) {
            return endings.failed(
                    context,
                    new PermanentFault(
                            ErrorCode.UPLOAD_EXPIRED,
                            "Panopto dropped %d uploads of this recording (the last: %s); ask Panopto's support why, then send a retry command."
                                    .formatted(MAX_UPLOADS, reason)),
                    now);
        }
        return factory.transition(
                Kind.STARTED_OVER,
                context,
                job.with((Upload) null).moveTo(Phase.ACCEPTED, now),
                now,
                "the upload is gone at Panopto (%s); a new one is created".formatted(reason));
    }

    /**
     * Panopto confirmed the PUT that publishes, and still shows the upload open: it is sent again
     * at growing intervals. An upload that this worker never finalised is left alone.
     */
    private Transition notFinalised(DecisionContext context, Instant now) {
        UploadJob job = context.job();
        Upload upload = job.currentUpload().orElseThrow();
        if (!upload.finalised()) {
            return endings.failed(
                    context,
                    PermanentFault.finalisedElsewhere(
                            "Panopto shows upload %s open again, which it had shown as finalised by another client; check it in Panopto. If it has no session, a cancel command takes the upload back, and a retry command after that makes another one."
                                    .formatted(upload.id())),
                    now);
        }
        TransientFault unconfirmed =
                new TransientFault(
                        ErrorCode.PANOPTO_UNAVAILABLE,
                        "Panopto confirmed that upload %s is complete, but still shows it open; it is finalised again."
                                .formatted(upload.id()));
        return endings.parked(context, job.moveTo(Phase.ARMED, now), unconfirmed, now);
    }
}
