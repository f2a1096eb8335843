package io.panoptoupload.worker.panopto;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Holds every REST call back until this worker's share of Panopto's budget allows it. */
final class RateGate {
    /** A call that would wait longer fails without being attempted, so that it holds no thread. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final IntSupplier workers;
    private final List<Limit> limits;
    private final Counter waited;

    private record Limit(String period, CallWindow window) {
        static Limit of(String period, int calls, Duration length) {
            return new Limit(period, new CallWindow(calls, length.toNanos(), System::nanoTime));
        }
    }

    RateGate(RateBudget budget, MeterRegistry meters) {
        workers = budget.workers();
        // The longest first: what waits for a minute must not have its second already.
        limits =
                List.of(
                        Limit.of("hour", budget.perHour(), Duration.ofHours(1)),
                        Limit.of("minute", budget.perMinute(), Duration.ofMinutes(1)),
                        Limit.of("second", budget.perSecond(), Duration.ofSeconds(1)));
        limits.forEach(limit -> gauge(limit, meters));
        waited =
                Counter.builder("panopto.upload.rate.limited")
                        .baseUnit("seconds")
                        .description("Time that REST calls waited for the rate limit")
                        .register(meters);
    }

    private void gauge(Limit limit, MeterRegistry meters) {
        Gauge.builder(
                        "panopto.upload.rate.limit.calls",
                        () -> limit.window().left(workers.getAsInt()))
                .description("REST calls left in this worker's share of the rate limit")
                .tag("period", limit.period())
                .register(meters);
    }

    /** For how long calls would be refused; zero if the next one may be tried. */
    Duration closedFor() {
        int sharing = workers.getAsInt();
        long wait =
                limits.stream()
                        .mapToLong(limit -> limit.window().untilNext(sharing))
                        .max()
                        .orElseThrow();
        return Duration.ofNanos(Math.max(0, wait - MAX_WAIT.toNanos()));
    }

    void pass() {
        List<CallWindow> taken = new ArrayList<>();
        for (Limit limit : limits) {
            long nanos = limit.window().take(workers.getAsInt(), MAX_WAIT.toNanos());
            if (nanos < 0) {
                taken.forEach(CallWindow::giveBack);
                throw TransientFault.notAttempted(
                        ErrorCode.PANOPTO_UNAVAILABLE,
                        "this worker has used up its calls to Panopto per %s; it waits"
                                .formatted(limit.period()),
                        null,
                        MAX_WAIT);
            }
            taken.add(limit.window());
            try {
                await(nanos);
            } catch (Interrupted e) {
                taken.forEach(CallWindow::giveBack);
                throw e;
            }
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
}
