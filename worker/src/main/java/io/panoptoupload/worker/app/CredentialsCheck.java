package io.panoptoupload.worker.app;

import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.AccessTokens.Refusal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps the worker supplied with a token: at the start, so that wrong credentials show before a
 * recording needs them, and from then on. While Panopto refuses them, this alone asks again, at
 * growing intervals, and jobs wait; when it takes them, everything goes on.
 */
final class CredentialsCheck {
    private static final Logger log = LoggerFactory.getLogger(CredentialsCheck.class);

    /** Costs nothing while the token is good. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Duration WHILE_PANOPTO_IS_AWAY = Duration.ofMinutes(1);

    private final Supplier<String> token;
    private final Supplier<Optional<Refusal>> refusal;
    private final InstantSource clock;
    private Optional<Refusal> logged = Optional.empty();

    /**
     * @param token throws a {@link TransientFault} if there is none
     * @param refusal of the credentials, if any
     */
    CredentialsCheck(
            Supplier<String> token, Supplier<Optional<Refusal>> refusal, InstantSource clock) {
        this.token = token;
        this.refusal = refusal;
        this.clock = clock;
    }

    /** Why Panopto refuses the credentials, if it does. */
    Optional<String> refusal() {
        return refusal.get().map(Refusal::message);
    }

    /** Logs in, logs what has changed, and returns when to check again. */
    Duration check() {
        Duration again = INTERVAL;
        try {
            String _ = token.get();
        } catch (TransientFault e) {
            again = WHILE_PANOPTO_IS_AWAY;
            if (!e.notAttempted()) {
                log.warn("no token available: {}", e.getMessage());
            }
        }
        Optional<Refusal> now = refusal.get();
        logChange(now);
        return now.map(Refusal::until)
                .map(until -> Duration.between(clock.instant(), until))
                .filter(Duration::isPositive)
                .orElse(again);
    }

    private void logChange(Optional<Refusal> now) {
        if (now.isPresent() && !now.equals(logged)) {
            log.error(
                    "{}. Jobs wait meanwhile and none fails by it; asked again at {}, and the jobs continue"
                            + " by themselves once it is fixed",
                    now.get().message(),
                    now.get().until());
        } else if (now.isEmpty() && logged.isPresent()) {
            log.info("Panopto accepts the worker's credentials again; jobs continue");
        }
        logged = now;
    }
}
