package io.panoptoupload.worker.panopto;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.ImmediateRetries;
import io.panoptoupload.worker.fault.Interrupted;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Method;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** How one REST call reaches Panopto: token, rate limit, circuit breaker, repetition. */
final class RestCalls {
    private static final Logger log = LoggerFactory.getLogger(RestCalls.class);

    private static final ContentType JSON = ContentType.create("application/json");

    /** What is merely good to know is not waited for any longer, the rate limit included. */
    private static final Duration OPTIONAL_LIMIT = Duration.ofSeconds(10);

    private final PanoptoSettings settings;
    private final PanoptoHttp http;
    private final AccessTokens tokens;
    private final RateGate rate;
    private final Breaker breaker;
    private final ImmediateRetries retries;
    private final RestFaults faults;
    private final InstantSource clock;

    RestCalls(
            PanoptoSettings settings,
            PanoptoHttp http,
            AccessTokens tokens,
            MeterRegistry meters,
            Consumer<String> retried,
            InstantSource clock) {
        this.settings = settings;
        this.http = http;
        this.tokens = tokens;
        this.rate = new RateGate(settings.rate(), meters);
        this.breaker = new Breaker(settings.breakerCalls(), meters, clock);
        this.retries = new ImmediateRetries(settings.retries(), retried, meters);
        this.faults = new RestFaults(clock);
        this.clock = clock;
    }

    /**
     * One request.
     *
     * @param activity for messages: what it is for
     * @param repeatable whether it may be sent again with another token when it was refused
     */
    record Call(
            Method method,
            String path,
            @Nullable String json,
            String activity,
            boolean repeatable) {
        Call(Method method, String path, @Nullable String json, String activity) {
            this(method, path, json, activity, true);
        }

        static Call get(String path, String activity) {
            return new Call(Method.GET, path, null, activity);
        }

        static Call unrepeated(Method method, String path, String json, String activity) {
            return new Call(method, path, json, activity, false);
        }
    }

    /** Repeats it for some seconds while it fails for the moment. */
    PanoptoResponse repeated(String operation, Call call) {
        return retries.call(operation, () -> once(call));
    }

    PanoptoResponse once(Call call) {
        PanoptoResponse response =
                breaker.call(() -> {
                    rate.pass();
                    PanoptoResponse received = authorised(call);
                    return received.isClientError()
                            ? received
                            : faults.available(received, call.activity);
                });
        return faults.available(response, call.activity);
    }

    /**
     * One try of a call that may fail; empty when it did, after ten seconds at the latest. It does
     * not count for the circuit breaker and fetches no other token when it is refused: an API v1
     * that is walled off must not hold up uploads.
     */
    Optional<PanoptoResponse> optional(Call call) {
        if (breaker.openUntil().isPresent()) {
            return Optional.empty();
        }
        FutureTask<PanoptoResponse> asked =
                new FutureTask<>(() -> {
                    rate.pass();
                    return faults.available(sent(call, tokens.current()), call.activity);
                });
        Thread.ofVirtual().name("optional-call").start(asked);
        try {
            return Optional.of(asked.get(OPTIONAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            asked.cancel(true);
            log.info("no response in {} while {}; done without it", OPTIONAL_LIMIT, call.activity);
            return Optional.empty();
        } catch (InterruptedException e) {
            asked.cancel(true);
            throw Interrupted.during(call.activity);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Fault fault) {
                log.info("{}; done without it", fault.getMessage());
                return Optional.empty();
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** When breaker and rate limit let the next call pass; empty when they do so now. */
    Optional<Instant> unavailableUntil() {
        Optional<Instant> limited =
                Optional.of(rate.closedFor())
                        .filter(Duration::isPositive)
                        .map(closed -> clock.instant().plus(closed));
        return Stream.of(breaker.openUntil(), limited)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    /** One refresh and one more call: where that is refused too, the rights are missing. */
    private PanoptoResponse authorised(Call call) {
        String token = tokens.current();
        PanoptoResponse response = sent(call, token);
        if (!response.refused()) {
            return response;
        }
        String fresh = tokens.insteadOf(token);
        if (!call.repeatable) {
            return response;
        }
        rate.pass();
        return sent(call, fresh);
    }

    private PanoptoResponse sent(Call call, String token) {
        return http.send(
                call.method,
                settings.at(call.path),
                "Bearer " + token,
                call.json == null ? null : JSON,
                call.json == null ? "" : call.json);
    }

    /** An id as a segment of a path. */
    static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
