package io.panoptoupload.worker.transfer;

import java.io.InputStream;
import java.time.Duration;

/**
 * The least rate at which a source has to yield, so that one that yields a byte now and then does
 * not hold an upload slot without end. What counts is the time spent in waiting for the source
 * alone: neither a limit of bandwidth nor a slow line to Panopto makes a source slow.
 *
 * @param bytesPerSecond of each stream; 0 for no limit
 * @param window time of waiting for the source over which the rate is taken
 */
public record MinimumRate(long bytesPerSecond, Duration window) {
    /** As slow as a part may be sent to Panopto: 256 KiB a minute. */
    public static final MinimumRate DEFAULT = new MinimumRate(4 * 1024, Duration.ofMinutes(1));

    /**
     * The same bytes, as long as they come fast enough; then a {@link SourceFailure} with
     * SOURCE_UNREADABLE.
     *
     * @param name of the source, for messages
     */
    public InputStream demandedOf(String name, InputStream bytes) {
        return bytesPerSecond == 0
                ? bytes
                : new MinimumRateStream(name, bytes, this, System::nanoTime);
    }

    /** How many bytes a time of waiting has to bring. */
    double bytesIn(long nanos) {
        return nanos / 1e9 * bytesPerSecond;
    }
}
