package io.panoptoupload.worker.panopto;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Stops calling a Panopto that is down, and lets one call try after a while. Only no response and
 * 5xx count as failures; a refusal is a response.
 */
final class Breaker {
    private static final int WINDOW = 20;
    private static final Duration OPEN_FOR = Duration.ofSeconds(30);

    /** resilience4j waits until strictly after that time. */
    private static final Duration OPEN_AT_MOST = OPEN_FOR.plusMillis(1);

    private static final Duration UNTIL_PROBED = Duration.ofSeconds(5);

    private final CircuitBreaker breaker;
    private final InstantSource clock;
    private volatile Instant openUntil = Instant.EPOCH;

    /**
     * @param minimumCalls before it judges
     */
    Breaker(int minimumCalls, MeterRegistry meters, InstantSource clock) {
        this.clock = clock;
        CircuitBreakerRegistry registry =
                CircuitBreakerRegistry.of(
                        CircuitBreakerConfig.custom()
                                .clock(clock.withZone(ZoneOffset.UTC))
                                .slidingWindowSize(Math.max(WINDOW, minimumCalls))
                                .minimumNumberOfCalls(minimumCalls)
                                .failureRateThreshold(50)
                                .waitDurationInOpenState(OPEN_FOR)
                                // With two it would stay half open until a second one is made.
                                .permittedNumberOfCallsInHalfOpenState(1)
                                .recordException(Breaker::isOutage)
                                .ignoreException(Breaker::isIgnored)
                                .build());
        breaker = registry.circuitBreaker("panopto-rest");
        breaker.getEventPublisher()
                .onStateTransition(change -> {
                    if (change.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                        openUntil = clock.instant().plus(OPEN_AT_MOST);
                    }
                });
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry).bindTo(meters);
    }

    <T> T call(Supplier<T> call) {
        try {
            return breaker.executeSupplier(() -> toAnEnd(call));
        } catch (CallNotPermittedException e) {
            throw TransientFault.notAttempted(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto has been failing; calls to it are held back and tried again shortly",
                    null,
                    openFor().orElse(UNTIL_PROBED));
        }
    }

    /** Of an error resilience4j learns nothing, and would wait for that call's end for ever. */
    private <T> T toAnEnd(Supplier<T> call) {
        try {
            return call.get();
        } catch (Error e) {
            breaker.releasePermission();
            throw e;
        }
    }

    Optional<Instant> openUntil() {
        return openFor().map(left -> openUntil);
    }

    /** A clock that is set back does not keep it open for longer: then calls may try at once. */
    private synchronized Optional<Duration> openFor() {
        // Read before the clock is, or just opened it would seem to be open for too long.
        Instant until = openUntil;
        Duration left = Duration.between(clock.instant(), until);
        if (breaker.getState() != CircuitBreaker.State.OPEN || !left.isPositive()) {
            return Optional.empty();
        }
        if (left.compareTo(OPEN_AT_MOST) > 0) {
            breaker.transitionToHalfOpenState();
            return Optional.empty();
        }
        return Optional.of(left);
    }

    private static boolean isOutage(Throwable thrown) {
        return thrown instanceof TransientFault fault && !fault.notAttempted();
    }

    private static boolean isIgnored(Throwable thrown) {
        return thrown instanceof Interrupted
                || (thrown instanceof TransientFault fault && fault.notAttempted());
    }
}
