package io.panoptoupload.worker.oauth;

import io.panoptoupload.worker.fault.Backoff;
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
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * An access token: fetched when it is needed, shared, and renewed ahead of its end, by one request
 * at a time. It lives an hour, so it ends in the middle of long transfers.
 *
 * <p>The request runs on a thread of its own that nobody interrupts: a response may hold the only
 * valid refresh token, and would be lost with the job that happened to ask. Those who wait for it
 * may be interrupted.
 */
public final class SharedToken implements AutoCloseable {
    private static final Duration AHEAD = Duration.ofMinutes(2);

    /** A wrong password that is tried again and again locks the account. */
    private static final Backoff HOLD = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(15));

    /** How long a stop waits for a token that was requested; the worker has 20 s to stop. */
    private static final Duration LAST_RESPONSE = Duration.ofSeconds(5);

    /** Where tokens come from. */
    public interface Server {
        /**
         * Asks once.
         *
         * @throws PermanentFault if it refuses the credentials
         * @throws TransientFault if it gives no token for another reason
         */
        TokenResponse.Issued token();
    }

    /**
     * The server gives no token to these credentials.
     *
     * @param fault what it said
     * @param until when it is not asked again
     */
    public record Refusal(PermanentFault fault, Instant until) {}

    private record Held(String token, Instant renewAt, Instant endsAt) {}

    private record Refused(Refusal refusal, int times) {}

    private final Server server;
    private final Function<Refusal, TransientFault> refusal;
    private final InstantSource clock;
    private final ThreadFactory threads;
    private volatile @Nullable Held held;
    private volatile @Nullable Refused refused;
    private @Nullable CompletableFuture<String> underway;

    /**
     * Asks for nothing yet.
     *
     * @param refusal what callers are given while the server refuses the credentials
     */
    public SharedToken(
            Server server, Function<Refusal, TransientFault> refusal, InstantSource clock) {
        this(server, refusal, clock, Thread.ofVirtual().name("access-token").factory());
    }

    /** The same, with other threads to ask on. */
    SharedToken(
            Server server,
            Function<Refusal, TransientFault> refusal,
            InstantSource clock,
            ThreadFactory threads) {
        this.server = server;
        this.refusal = refusal;
        this.clock = clock;
        this.threads = threads;
    }

    /**
     * A token that is good for a while.
     *
     * @throws TransientFault the server's, or the one for its refusal
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
            if (isRefused()) {
                forget(refusedToken);
            }
            throw e;
        }
    }

    /** What the server said if it refuses the credentials; ends with the next token. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refused).map(Refused::refusal);
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
        if (last != null && clock.instant().isBefore(last.refusal.until())) {
            return CompletableFuture.failedFuture(refusal.apply(last.refusal));
        }
        if (underway != null) {
            return underway;
        }
        CompletableFuture<String> asked = new CompletableFuture<>();
        // If it cannot be started, nothing is under way; it ends no earlier than this method.
        threads.newThread(() -> ask(asked)).start();
        underway = asked;
        return asked;
    }

    private void ask(CompletableFuture<String> asked) {
        try {
            Instant began = clock.instant();
            TokenResponse.Issued issued = server.token();
            ended(held(issued, began), null);
            asked.complete(issued.accessToken());
        } catch (PermanentFault e) {
            Refused now = refusedAgain(e);
            ended(held, now);
            asked.completeExceptionally(refusal.apply(now.refusal));
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

    private boolean isRefused() {
        Refused now = refused;
        return now != null && clock.instant().isBefore(now.refusal.until());
    }

    private synchronized void forget(String refusedToken) {
        Held now = held;
        if (now != null && now.token.equals(refusedToken)) {
            held = null;
        }
    }

    private static Held held(TokenResponse.Issued issued, Instant asked) {
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
        return new Refused(new Refusal(fault, clock.instant().plus(HOLD.after(times))), times);
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
            // Success or not: what matters is that the response has been dealt with.
            var _ =
                    last.handle((token, fault) -> true)
                            .get(LAST_RESPONSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the token server did not respond in time", e);
        }
    }
}
