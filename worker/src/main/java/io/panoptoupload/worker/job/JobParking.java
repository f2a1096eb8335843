package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** How a job is put off after a fault that may pass, and when it is given up. */
public final class JobParking {
    private static final Logger log = LoggerFactory.getLogger(JobParking.class);

    private final JobEndings endings;
    private final RetryPolicy retry;
    private final InstantSource clock;
    private final JobMeters meters;

    public JobParking(
            JobEndings endings, RetryPolicy retry, InstantSource clock, JobMeters meters) {
        this.endings = endings;
        this.retry = retry;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Puts the job off; fails it when its faults have stood in a row for too long, and keeps the
     * upload for the retry that goes on with it. Returns false: it cannot go on at once.
     */
    boolean park(OpenJob open, JobRun run, TransientFault fault) {
        return park(open, run, run.job(), fault);
    }

    /**
     * Panopto took the PUT that publishes and shows the upload open nevertheless: it is sent again,
     * less and less often. An upload that this worker has never finalised is left alone.
     */
    boolean notFinalised(OpenJob open, JobRun run) throws InterruptedException {
        UploadJob job = run.job();
        String id = run.upload().id();
        if (!run.upload().finalised()) {
            return endings.fail(
                    run,
                    PermanentFault.uploadStands(
                            "Panopto shows upload %s open again, which it had shown as finalised by"
                                            .formatted(id)
                                    + " somebody else; look at it in Panopto before a retry."));
        }
        return park(
                open,
                run,
                job.moveTo(Phase.ARMED, clock.instant()),
                new TransientFault(
                        ErrorCode.PANOPTO_UNAVAILABLE,
                        "Panopto confirmed that upload %s is complete, but still shows it open; it is"
                                        .formatted(id)
                                + " told again.",
                        null));
    }

    private boolean park(OpenJob open, JobRun run, UploadJob job, TransientFault fault) {
        Instant now = clock.instant();
        UploadJob.@Nullable Parked before = job.parked();
        int times = before == null ? 0 : before.times();
        Instant until = now.plus(retry.park(times, fault.retryAfter()));
        if (fault.untried()) {
            // Nothing was asked of Panopto, so nothing counts and nothing is told.
            open.postpone(until);
            return false;
        }
        if (until.isAfter(UploadJob.Parked.since(before, now).plus(retry.giveUpAfter()))) {
            PermanentFault givenUp =
                    new PermanentFault(
                            fault.code(),
                            "Given up after %s of faults without progress; a retry command goes on"
                                            .formatted(retry.giveUpAfter())
                                    + " from here. The last fault: "
                                    + fault.getMessage(),
                            fault.panoptoMessage(),
                            fault);
            return endings.fail(run, givenUp, run.job().phase());
        }
        UploadError error = Errors.of(fault, true);
        run.record(
                job.waiting(until, UploadJob.Parked.again(before, now, error)),
                List.of(h -> new OutcomeEvent.RetryScheduled(h, error, until)));
        meters.parked(job.phase().stage().orElseThrow());
        log.warn("stage {} is tried again at {}: {}", job.phase(), until, error.message());
        return false;
    }
}
