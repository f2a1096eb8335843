package io.panoptoupload.broker;

import java.time.Duration;

/**
 * How long a test waits for what has to come: once for all, and far beyond what it takes on a busy
 * machine.
 */
public final class Patience {
    /** {@code tests.patience}, an ISO 8601 duration; five minutes unless given. */
    public static final Duration LIMIT =
            Duration.parse(System.getProperty("tests.patience", "PT5M"));

    private Patience() {}
}
