package io.panoptoupload.worker.panopto;

import io.github.resilience4j.micrometer.tagged.TaggedRateLimiterMetrics;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Holds every REST call back until this worker's share of Panopto's budget allows it. */
final class RateGate {
    /** Who would wait longer is sent away untried, and holds no thread meanwhile. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final List<RateLimiter> limiters;
    private final Counter waited;

    RateGate(RateBudget budget, MeterRegistry meters) {
        RateLimiterRegistry registry = RateLimiterRegistry.ofDefaults();
        // The longest first: a call that it sends away takes no permit of the others.
        limiters =
                List.of(
                        limiter(registry, "hour", budget.perHour(), budget.workers(), 3600),
                        limiter(registry, "minute", budget.perMinute(), budget.workers(), 60),
                        limiter(registry, "second", budget.perSecond(), budget.workers(), 1));
        TaggedRateLimiterMetrics.ofRateLimiterRegistry(registry).bindTo(meters);
        waited =
                Counter.builder("panopto.upload.rate.limited")
                        .baseUnit("seconds")
                        .description("Time that REST calls waited for the rate limit")
                        .register(meters);
    }

    void pass() {
        for (RateLimiter limiter : limiters) {
            long nanos = limiter.reservePermission();
            if (nanos < 0) {
                throw TransientFault.notAttempted(
                        ErrorCode.PANOPTO_UNAVAILABLE,
                        "this worker has used up its calls to Panopto per %s; it waits"
                                .formatted(limiter.getName().substring("panopto-".length())),
                        null,
                        MAX_WAIT);
            }
            await(nanos);
        }
    }

    private void await(long nanos) {
        if (nanos == 0) {
            return;
        }
        waited.increment(nanos / 1e9);
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            throw Interrupted.during("waiting for the rate limit");
        }
    }

    /** A share of less than one call per period becomes one call per several periods. */
    private static RateLimiter limiter(
            RateLimiterRegistry registry, String name, int calls, int workers, int seconds) {
        int share = Math.max(1, calls / workers);
        double periods = Math.max(1.0, (double) workers / calls);
        return registry.rateLimiter(
                "panopto-" + name,
                RateLimiterConfig.custom()
                        .limitForPeriod(share)
                        .limitRefreshPeriod(Duration.ofMillis((long) (seconds * 1000 * periods)))
                        .timeoutDuration(MAX_WAIT)
                        .build());
    }
}
