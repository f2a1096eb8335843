package io.panoptoupload.worker.job;

import static org.slf4j.event.Level.INFO;
import static org.slf4j.event.Level.WARN;

import io.panoptoupload.messages.Stage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines and meters of a transition, from the one value that says what happened. */
final class JobObserver {
    private static final Logger log = LoggerFactory.getLogger(JobObserver.class);

    private final JobMeters meters;

    JobObserver(JobMeters meters) {
        this.meters = meters;
    }

    /** A job has made a transition. */
    void observe(UploadJob before, Transition transition) {
        count(before, transition);
        log(before, transition);
    }

    private void count(UploadJob before, Transition transition) {
        UploadJob after = transition.job();
        before.phase()
                .stage()
                .filter(stage -> leaves(before, after, stage))
                .ifPresent(stage -> meters.leftStage(stage, before.since(after.phaseAt())));
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

    private static boolean leaves(UploadJob before, UploadJob after, Stage stage) {
        return after.phase() != before.phase()
                && after.phase().stage().filter(stage::equals).isEmpty();
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
