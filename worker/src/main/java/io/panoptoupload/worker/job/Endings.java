package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.job.Transition.Kind;
import io.panoptoupload.worker.stage.Upload;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Decides how an attempt ends, or is put off after a fault: for {@link Transitions}, and as pure as
 * it.
 */
final class Endings {
    private final TransitionFactory factory;
    private final RetryPolicy retry;

    Endings(TransitionFactory factory, RetryPolicy retry) {
        this.factory = factory;
        this.retry = retry;
    }

    static PermanentFault missed(Instant deadline) {
        return new PermanentFault(
                ErrorCode.DEADLINE_EXCEEDED,
                "The upload was not complete by its deadline %s; send a retry command with a later one if it is still wanted."
                        .formatted(deadline));
    }

    /** Ends an attempt whose upload Panopto has ended, or starts over where that can help. */
    Transition dead(DecisionContext context, PermanentFault fault, Instant now) {
        if (!context.hasOptionalSlides()) {
            return failed(context, fault, null, now);
        }
        UploadJob job = context.job();
        UploadError error =
                new UploadError(
                        fault.code(),
                        "Panopto could not process the upload; it is made once more, without the optional presentation.",
                        true,
                        fault.panoptoMessage());
        return factory.transition(
                        Kind.STARTED_OVER,
                        context,
                        job.moveTo(Phase.ACCEPTED, now)
                                .with((Upload) null)
                                .with(job.attempt().withoutSlides()),
                        now,
                        error.message() + " " + fault.getMessage(),
                        header -> new OutcomeEvent.RetryScheduled(header, error, now))
                .withError(error);
    }

    /**
     * Ends the attempt for good. An upload that is still open at Panopto and can never be published
     * is taken back; one that may be published is kept, and a retry resolves it first.
     */
    Transition failed(DecisionContext context, PermanentFault fault, Instant now) {
        UploadJob job = context.job();
        if (fault.finalisedElsewhere()) {
            return failed(context, fault, Phase.PROCESSING, now);
        }
        if (job.phase().mayPublish()) {
            return failed(context, fault, job.phase(), now);
        }
        if (job.currentUpload().filter(Upload::wasFoundFinalised).isPresent()) {
            return failed(context, fault, Phase.PROCESSING, now);
        }
        return failed(context, fault, null, now).withDiscard(job.currentUpload());
    }

    /**
     * Ends the attempt for good.
     *
     * @param resumeAt the phase from which a retry goes on with the upload; null to forget it
     */
    Transition failed(
            DecisionContext context, PermanentFault fault, @Nullable Phase resumeAt, Instant now) {
        UploadJob job = context.job();
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
        return factory.transition(
                        Kind.FAILED,
                        context,
                        ended,
                        now,
                        "failed in stage %s: %s %s".formatted(stage, error.code(), error.message()),
                        header -> new OutcomeEvent.Failed(header, error, stage))
                .withError(error);
    }

    Transition cancelled(DecisionContext context, UploadJob job, Instant now) {
        Stage stage = job.phase().stage().orElseThrow();
        UploadJob ended =
                job.moveTo(Phase.CANCELLED, now)
                        .with((Upload) null)
                        .with(job.attempt().resumableAt(Phase.ACCEPTED));
        UploadError error = Errors.withAdded(Errors.ofCancel(context.cancel()), job);
        return factory.transition(
                Kind.CANCELLED,
                context,
                ended,
                now,
                "cancelled",
                header -> new OutcomeEvent.Cancelled(header, error, stage));
    }

    /**
     * Schedules the job again, for the last time when it is to be given up; fails it then, or now
     * if a server wants to be left alone for longer, and keeps the upload for a retry to resume.
     */
    Transition parked(DecisionContext context, UploadJob job, TransientFault fault, Instant now) {
        UploadJob.@Nullable Parked before = job.parked();
        int times = before == null ? 0 : before.times();
        if (fault.notAttempted()) {
            Instant until = now.plus(retry.park(times, retry.giveUpAfter(), fault.retryAfter()));
            return factory.transition(
                    Kind.DEFERRED, context, context.job().waiting(until, before), now, "");
        }
        Instant end = UploadJob.Parked.since(before, now).plus(retry.giveUpAfter());
        Instant until = now.plus(retry.park(times, Duration.between(now, end), fault.retryAfter()));
        if (!now.isBefore(end) || until.isAfter(end)) {
            PermanentFault givenUp =
                    new PermanentFault(
                            fault.code(),
                            "Given up after %s of faults without progress; a retry command goes on from here. The last fault: %s"
                                    .formatted(retry.giveUpAfter(), fault.getMessage()),
                            fault.panoptoMessage());
            return failed(context, givenUp, context.job().phase(), now);
        }
        UploadError error = Errors.of(fault, true);
        return factory.transition(
                        Kind.PARKED,
                        context,
                        job.waiting(until, UploadJob.Parked.again(before, now, error)),
                        now,
                        "stage %s is tried again at %s: %s"
                                .formatted(job.phase(), until, error.message()),
                        header -> new OutcomeEvent.RetryScheduled(header, error, until))
                .withError(error);
    }
}
