package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Bytes of a source that are held to a {@link MinimumRate}. */
final class MinimumRateStream extends InOrderStream {
    /** After less waiting than that a source is not blamed for what failed elsewhere. */
    private static final Duration SUSPICIOUS = Duration.ofSeconds(10);

    /** Longer than calls are repeated at once: the job is parked, and others use its slot. */
    private static final Duration LATER = Duration.ofMinutes(1);

    private final String name;
    private final MinimumRate rate;
    private final LongSupplier nanoTime;
    private long waited;
    private long came;

    MinimumRateStream(String name, InputStream in, MinimumRate rate, LongSupplier nanoTime) {
        super(in);
        this.name = name;
        this.rate = rate;
        this.nanoTime = nanoTime;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        long begun = nanoTime.getAsLong();
        int read = in.read(to, offset, length);
        waited += nanoTime.getAsLong() - begun;
        if (read < 0) {
            return read;
        }
        came += read;
        if (waited >= rate.window().toNanos()) {
            if (isBelow()) {
                throw new SourceFailure(fault());
            }
            waited = 0;
            came = 0;
        }
        return read;
    }

    /** Whether it has been too slow of late, although not for a whole window. */
    boolean isSlow() {
        return waited >= SUSPICIOUS.toNanos() && isBelow();
    }

    private boolean isBelow() {
        return came < rate.bytesIn(waited);
    }

    TransientFault fault() {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s comes too slowly: %d bytes in %d s of waiting for it, where worker.sources.minimum-rate wants %d a second; is its server overloaded? It is tried again later, from the last confirmed part"
                        .formatted(
                                name,
                                came,
                                Duration.ofNanos(waited).toSeconds(),
                                rate.bytesPerSecond()),
                null,
                LATER);
    }
}
