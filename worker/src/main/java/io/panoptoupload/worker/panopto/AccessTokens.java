package io.panoptoupload.worker.panopto;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The access token: fetched once, shared, and renewed ahead of its end by one thread at a time. It
 * lives an hour, so it ends in the middle of long uploads.
 */
public final class AccessTokens {
    private static final Duration AHEAD = Duration.ofMinutes(2);

    /** Many jobs with one wrong password must not lock the account. */
    private static final Duration REFUSAL_HOLDS = Duration.ofSeconds(30);

    private record Held(String token, Instant renewAt, Instant endsAt) {}

    private record Refusal(PermanentFault fault, Instant until) {}

    private final TokenEndpoint endpoint;
    private final InstantSource clock;
    private final Counter successes;
    private final Counter failures;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable Held held;
    private volatile @Nullable Refusal refusal;

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
     * @throws PermanentFault AUTHENTICATION_FAILED, saying which of user, client type or client id
     *     and secret Panopto refused
     * @throws TransientFault PANOPTO_UNAVAILABLE
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
     */
    public String insteadOf(String refused) {
        return renewed(refused);
    }

    private String renewed(@Nullable String old) {
        try {
            renewing.lockInterruptibly();
        } catch (InterruptedException e) {
            throw Interrupted.during("waiting for an access token");
        }
        try {
            Held now = held;
            if (now != null && !now.token.equals(old) && clock.instant().isBefore(now.renewAt)) {
                return now.token;
            }
            return fetch();
        } finally {
            renewing.unlock();
        }
    }

    private String fetch() {
        Refusal last = refusal;
        if (last != null && clock.instant().isBefore(last.until)) {
            throw again(last.fault);
        }
        Instant asked = clock.instant();
        try {
            TokenEndpoint.Issued issued = endpoint.token();
            Duration life = issued.life();
            Duration ahead = life.dividedBy(5);
            held =
                    new Held(
                            issued.accessToken(),
                            asked.plus(life).minus(ahead.compareTo(AHEAD) < 0 ? ahead : AHEAD),
                            asked.plus(life));
            refusal = null;
            successes.increment();
            return issued.accessToken();
        } catch (Fault e) {
            failures.increment();
            if (e instanceof PermanentFault fault) {
                refusal = new Refusal(fault, clock.instant().plus(REFUSAL_HOLDS));
            }
            throw e;
        }
    }

    private static PermanentFault again(PermanentFault fault) {
        return new PermanentFault(fault.code(), fault.getMessage(), fault.panoptoMessage(), fault);
    }

    private static Counter refreshes(MeterRegistry meters, String result) {
        return Counter.builder("panopto.upload.token.refreshes")
                .description("Access tokens asked for")
                .tag("result", result)
                .register(meters);
    }
}
