package io.panoptoupload.worker.job;

import io.panoptoupload.worker.fault.Causes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Jobs that could not be run, because their records could be neither read nor written: one line in
 * the log for each reason, and a sentence for readiness once that has lasted.
 */
final class RunFaults {
    private static final Logger log = LoggerFactory.getLogger(RunFaults.class);

    /** Consecutive failures that readiness does not report: a broker's restart causes a few. */
    private static final int MAX_UNREPORTED = 2;

    private record Failing(int times, String reason) {
        boolean isOf(String other) {
            return Causes.withoutNumbers(reason).equals(Causes.withoutNumbers(other));
        }
    }

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Map<OpenJob, Failing> failing = new ConcurrentHashMap<>();

    RunFaults(InstantSource clock) {
        this.clock = clock;
    }

    /** The job rests before it is tried again. */
    void failed(OpenJob job, Throwable fault) {
        job.rest(clock.instant().plus(PAUSE));
        String reason = Causes.root(fault).toString();
        boolean known = failing.values().stream().anyMatch(each -> each.isOf(reason));
        failing.merge(
                job,
                new Failing(1, reason),
                (before, now) -> new Failing(before.times() + 1, now.reason()));
        if (known) {
            log.debug("job {} could not be run: {}", job.id(), reason);
        } else {
            log.error("job {} could not be run; retried in 10 s", job.id(), fault);
        }
    }

    /** It was run, or is another worker's. */
    void ended(OpenJob job) {
        failing.remove(job);
    }

    /** A sentence on jobs that stand still, if that has lasted. */
    Optional<String> lastError() {
        Optional<Failing> lasting =
                failing.values().stream().filter(each -> each.times() > MAX_UNREPORTED).findAny();
        return lasting.map(each ->
                "%d job(s) could not be run, and are tried again every few seconds; the last reason: %s"
                        .formatted(failing.size(), each.reason()));
    }
}
