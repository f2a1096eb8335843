package io.panoptoupload.worker.fault;

import io.github.resilience4j.core.IntervalBiFunction;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Repeats calls that failed for the moment, for some seconds, on the calling thread: exponential
 * waits with jitter, a {@code Retry-After} obeyed. A longer wait than the limits allow is left to
 * the caller, who holds less while it waits.
 */
public final class ImmediateRetries {
    private final RetryRegistry retries;

    /**
     * Retries within limits.
     *
     * @param retried hears the operation of every call that is repeated
     */
    public ImmediateRetries(RetryLimits limits, Consumer<String> retried, MeterRegistry meters) {
        IntervalFunction backoff =
                IntervalFunction.ofExponentialRandomBackoff(
                        limits.firstWait(), 2.0, 0.5, limits.longestWait());
        IntervalBiFunction<Object> wait =
                (attempt, ended) -> {
                    long own = backoff.apply(attempt);
                    Duration asked = ended.isLeft() ? asked(ended.getLeft()) : Duration.ZERO;
                    return Math.max(own, asked.toMillis());
                };
        retries =
                RetryRegistry.of(
                        RetryConfig.custom()
                                .maxAttempts(limits.attempts())
                                .intervalBiFunction(wait)
                                .retryOnException(fault -> worthRepeating(fault, limits))
                                .build());
        retries.getEventPublisher()
                .onEntryAdded(added ->
                        added.getAddedEntry()
                                .getEventPublisher()
                                .onRetry(again -> retried.accept(again.getName())));
        TaggedRetryMetrics.ofRetryRegistry(retries).bindTo(meters);
    }

    /** Calls until it succeeds, fails for good, or the limits are reached. */
    public <T> T call(String operation, Supplier<T> call) {
        try {
            return retries.retry(operation).executeSupplier(call);
        } catch (TransientFault fault) {
            // Interrupted while it waited, resilience4j throws the last failure.
            if (Thread.currentThread().isInterrupted()) {
                throw Interrupted.during("waiting to repeat '" + operation + "'");
            }
            throw fault;
        }
    }

    private static boolean worthRepeating(Throwable thrown, RetryLimits limits) {
        return thrown instanceof TransientFault fault
                && switch (fault.code()) {
                    case PANOPTO_UNAVAILABLE, SOURCE_UNREADABLE ->
                            asked(fault).compareTo(limits.longestWait()) <= 0;
                    default -> false;
                };
    }

    private static Duration asked(Throwable thrown) {
        return thrown instanceof TransientFault fault && fault.retryAfter() != null
                ? fault.retryAfter()
                : Duration.ZERO;
    }
}
