package io.panoptoupload.worker.app;

import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.panopto.AccessTokens.Refusal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Holds jobs back while Panopto is down or refuses the worker's credentials, and while this
 * worker's calls to it are used up, so that nothing of this costs a job anything.
 *
 * @param downUntil when the next call to Panopto may pass, if none may now
 * @param refusal of the credentials, if any
 */
record PanoptoGate(Supplier<Optional<Instant>> downUntil, Supplier<Optional<Refusal>> refusal)
        implements JobEngine.Gate {
    /** The credentials check asks first; jobs would only be in its way. */
    private static final Duration AFTER_THE_CHECK = Duration.ofSeconds(15);

    @Override
    public Instant opensAt() {
        Instant up = downUntil.get().orElse(Instant.MIN);
        Instant taken =
                refusal.get()
                        .map(Refusal::until)
                        .map(until -> until.plus(AFTER_THE_CHECK))
                        .orElse(Instant.MIN);
        return up.isAfter(taken) ? up : taken;
    }
}
