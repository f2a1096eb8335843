package io.panoptoupload.worker.panopto;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Backoff;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The access token: fetched once, shared, and renewed ahead of its end, by one request at a time.
 * It lives an hour, so it ends in the middle of long uploads.
 *
 * <p>The request runs on a thread of its own that nobody interrupts: an answer may hold the only
 * valid refresh token, and would be lost with the job that happened to ask. Who waits for it may be
 * interrupted.
 */
public final class AccessTokens implements AutoCloseable {
    private static final Duration AHEAD = Duration.ofMinutes(2);

    /** A wrong password that is tried again and again locks the account. */
    private static final Backoff HOLD = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(15));

    /** At the end a token that is on its way is waited for; the worker has 20 s to stop. */
    private static final Duration LAST_ANSWER = Duration.ofSeconds(5);

    private record Held(String token, Instant renewAt, Instant endsAt) {}

    private record Refused(PermanentFault fault, int times, Instant until) {}

    /**
     * Panopto gives no token to these credentials.
     *
     * @param message which of user, client type or client id and secret it refuses, and the remedy
     * @param until it is not asked again before
     */
    public record Refusal(String message, Instant until) {}

    private final TokenEndpoint endpoint;
    private final InstantSource clock;
    private final Counter successes;
    private final Counter failures;
    private volatile @Nullable Held held;
    private volatile @Nullable Refused refused;
    private @Nullable CompletableFuture<String> underway;

    public AccessTokens(
            PanoptoSettings settings, PanoptoHttp http, MeterRegistry meters, InstantSource clock) {
        this.endpoint = new TokenEndpoint(settings, http, clock);
        this.clock = clock;
        this.successes = refreshes(meters, "success");
        this.failures = refreshes(meters, "failure");
    }

    /**
     * A token that is good for a while.
     *
     * @throws TransientFault PANOPTO_UNAVAILABLE; or AUTHENTICATION_FAILED and {@code notAttempted}
     *     when Panopto refuses the worker's credentials: that is no fault of any upload
     */
    public String current() {
        Held now = held;
        if (now == null) {
            return renewed(null);
        }
        if (clock.instant().isBefore(now.renewAt)) {
            return now.token;
        }
        try {
            return renewed(now.token);
        } catch (TransientFault e) {
            if (clock.instant().isBefore(now.endsAt)) {
                return now.token;
            }
            throw e;
        }
    }

    /**
     * Another token than the one that was refused; many callers with the same one renew it once.
     *
     * @throws TransientFault as {@link #current} does
     */
    public String insteadOf(String refusedToken) {
        try {
            return renewed(refusedToken);
        } catch (TransientFault e) {
            if (e.notAttempted()) {
                forget(refusedToken);
            }
            throw e;
        }
    }

    /** Why Panopto gives no token, if it refuses the credentials; ends with the next token. */
    public Optional<Refusal> refusal() {
        Refused now = refused;
        return now == null
                ? Optional.empty()
                : Optional.of(new Refusal(now.fault.getMessage(), now.until));
    }

    private String renewed(@Nullable String old) {
        CompletableFuture<String> asked = asked(old);
        try {
            return asked.get();
        } catch (InterruptedException e) {
            throw Interrupted.during("waiting for an access token");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransientFault fault) {
                throw fault;
            }
            throw new IllegalStateException("no token could be asked for", e.getCause());
        }
    }

    private synchronized CompletableFuture<String> asked(@Nullable String old) {
        Held now = held;
        if (now != null && !now.token.equals(old) && clock.instant().isBefore(now.renewAt)) {
            return CompletableFuture.completedFuture(now.token);
        }
        Refused last = refused;
        if (last != null && clock.instant().isBefore(last.until)) {
            return CompletableFuture.failedFuture(notAttempted(last));
        }
        if (underway != null) {
            return underway;
        }
        CompletableFuture<String> asked = new CompletableFuture<>();
        underway = asked;
        Thread.ofVirtual().name("access-token").start(() -> ask(asked));
        return asked;
    }

    private void ask(CompletableFuture<String> asked) {
        try {
            Instant began = clock.instant();
            TokenEndpoint.Issued issued = endpoint.token();
            ended(held(issued, began), null);
            successes.increment();
            asked.complete(issued.accessToken());
        } catch (PermanentFault e) {
            failures.increment();
            Refused now = refusedAgain(e);
            ended(held, now);
            asked.completeExceptionally(notAttempted(now));
        } catch (Fault e) {
            failures.increment();
            ended(held, refused);
            asked.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            ended(held, refused);
            asked.completeExceptionally(e);
        }
    }

    private synchronized void ended(@Nullable Held token, @Nullable Refused refusal) {
        held = token;
        refused = refusal;
        underway = null;
    }

    private synchronized void forget(String refusedToken) {
        Held now = held;
        if (now != null && now.token.equals(refusedToken)) {
            held = null;
        }
    }

    private static Held held(TokenEndpoint.Issued issued, Instant asked) {
        Duration life = issued.life();
        Duration ahead = life.dividedBy(5);
        return new Held(
                issued.accessToken(),
                asked.plus(life).minus(ahead.compareTo(AHEAD) < 0 ? ahead : AHEAD),
                asked.plus(life));
    }

    private Refused refusedAgain(PermanentFault fault) {
        Refused before = refused;
        int times = before == null ? 1 : before.times + 1;
        return new Refused(fault, times, clock.instant().plus(HOLD.after(times)));
    }

    private TransientFault notAttempted(Refused now) {
        return TransientFault.notAttempted(
                ErrorCode.AUTHENTICATION_FAILED,
                now.fault.getMessage(),
                now.fault.panoptoMessage(),
                Duration.between(clock.instant(), now.until));
    }

    private static Counter refreshes(MeterRegistry meters, String result) {
        return Counter.builder("panopto.upload.token.refreshes")
                .description("Access tokens asked for")
                .tag("result", result)
                .register(meters);
    }

    /** Waits a few seconds for a token that is on its way, so that a rotated one is saved. */
    @Override
    public void close() {
        CompletableFuture<String> last;
        synchronized (this) {
            last = underway;
        }
        if (last == null) {
            return;
        }
        try {
            // Success or not: what matters is that the answer has been dealt with.
            var _ =
                    last.handle((token, fault) -> true)
                            .get(LAST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Panopto's token endpoint did not answer in time", e);
        }
    }
}
