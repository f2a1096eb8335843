package io.panoptoupload.worker.job;

import static org.slf4j.event.Level.INFO;
import static org.slf4j.event.Level.WARN;

import io.panoptoupload.messages.Stage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/** The log lines and meters of a transition, from the one value that says what happened. */
final class JobObserver {
    private static final Logger log = LoggerFactory.getLogger(JobObserver.class);

    private final JobMeters meters;

    JobObserver(JobMeters meters) {
        this.meters = meters;
    }

    /** A job has made a transition. */
    void observe(OpenJob open, UploadJob before, Transition transition) {
        count(open, before, transition);
        log(before, transition);
    }

    private void count(OpenJob open, UploadJob before, Transition transition) {
        UploadJob after = transition.job();
        if (after.phase() != before.phase()) {
            before.phase().stage().ifPresent(stage -> leftPhase(open, before, after, stage));
        }
        switch (transition.kind()) {
            case COMPLETED, CANCELLED -> meters.ended(after.phase());
            case FAILED -> {
                meters.ended(after.phase());
                meters.failed(transition.error().orElseThrow().code());
            }
            case PARKED -> meters.parked(before.phase().stage().orElseThrow());
            default -> {}
        }
    }

    private void leftPhase(OpenJob open, UploadJob before, UploadJob after, Stage stage) {
        boolean last = after.phase().stage().filter(stage::equals).isEmpty();
        Duration inStage = open.leavesPhase(before.since(after.phaseAt()), last);
        if (last) {
            meters.leftStage(stage, inStage);
        }
    }

    private static void log(UploadJob before, Transition transition) {
        Phase phase = transition.job().phase();
        if (!transition.summary().isEmpty()) {
            log.atLevel(transition.error().isPresent() ? WARN : INFO).log(transition.summary());
        } else if (phase != before.phase()) {
            log.info(
                    "{} → {} (attempt {})",
                    before.phase(),
                    phase,
                    transition.job().attempt().number());
        }
    }
}
