package io.panoptoupload.worker.panopto;

import io.panoptoupload.worker.fault.RetryLimits;

import java.net.URI;
import java.time.Duration;

/**
 * How to reach one Panopto site, as whom, and how hard.
 *
 * @param baseUrl scheme and host of the site, e.g. {@code https://uni.hosted.panopto.com}
 * @param connectTimeout for one connection
 * @param readTimeout for one whole response
 * @param retries of every call that may be repeated
 * @param breakerCalls how many calls the circuit breaker waits for before it judges
 */
public record PanoptoSettings(
        URI baseUrl,
        OAuth oauth,
        RateBudget rate,
        Duration connectTimeout,
        Duration readTimeout,
        RetryLimits retries,
        int breakerCalls) {
    /** As many as a few jobs make that meet an outage. */
    public static final int BREAKER_CALLS = 8;

    /** With time-outs of 10 s and 60 s and the usual retries. */
    public PanoptoSettings(URI baseUrl, OAuth oauth, RateBudget rate) {
        this(
                baseUrl,
                oauth,
                rate,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                RetryLimits.DEFAULT,
                BREAKER_CALLS);
    }

    /** With another number of calls for the circuit breaker. */
    public PanoptoSettings withBreakerCalls(int calls) {
        return new PanoptoSettings(
                baseUrl, oauth, rate, connectTimeout, readTimeout, retries, calls);
    }

    /** The address of a path below {@code /Panopto}. */
    URI at(String path) {
        String base = baseUrl.toString();
        return URI.create(
                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                        + "/Panopto"
                        + path);
    }
}
