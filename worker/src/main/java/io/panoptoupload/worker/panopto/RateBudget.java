package io.panoptoupload.worker.panopto;

import java.util.function.IntSupplier;

/**
 * The REST calls that Panopto allows one client, and how many workers share them. Panopto is known
 * to bear 5 a second, 100 a minute, 5,000 an hour.
 *
 * @param workers as of now, at least 1; asked at every call
 */
public record RateBudget(int perSecond, int perMinute, int perHour, IntSupplier workers) {
    public RateBudget {
        if (perSecond < 1 || perMinute < 1 || perHour < 1) {
            throw new IllegalArgumentException(
                    "rate limits must be at least 1, not %d/s, %d/min, %d/h"
                            .formatted(perSecond, perMinute, perHour));
        }
    }

    /** Shared by a fixed number of workers. */
    public RateBudget(int perSecond, int perMinute, int perHour, int workers) {
        this(perSecond, perMinute, perHour, () -> workers);
    }
}
