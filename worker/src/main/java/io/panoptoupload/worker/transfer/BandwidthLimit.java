package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.transfer.http.Bandwidth;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How many bytes a second this worker may send just now: its own limit, or its share of the one for
 * all workers if that is less. Cheap to ask.
 */
public final class BandwidthLimit implements LongSupplier {
    private final Hours own;
    private final Hours total;
    private final IntSupplier workers;

    /**
     * @param own of this worker
     * @param total of all workers together
     * @param zone by whose clocks both go
     * @param workers how many share the total, at least 1
     */
    public BandwidthLimit(
            Timetable own, Timetable total, ZoneId zone, InstantSource clock, IntSupplier workers) {
        this.own = new Hours(own, zone, clock);
        this.total = new Hours(total, zone, clock);
        this.workers = workers;
    }

    /** At least 1, or {@link Bandwidth#UNLIMITED}. */
    @Override
    public long getAsLong() {
        return now().bytesPerSecond();
    }

    /** What holds now, and why. */
    public Now now() {
        return new Now(own.hold(), total.hold(), Math.max(1, workers.getAsInt()));
    }

    /**
     * The limits at one time.
     *
     * @param total of all workers together
     * @param workers that share it
     */
    public record Now(Timetable.Hold own, Timetable.Hold total, int workers) {
        /** Of this worker; at least 1, or {@link Bandwidth#UNLIMITED}. */
        public long bytesPerSecond() {
            return Math.min(own.bytesPerSecond(), share());
        }

        /** Whether the share of the total is what holds. */
        public boolean isShare() {
            return share() < own.bytesPerSecond();
        }

        private long share() {
            return total.bytesPerSecond() == Bandwidth.UNLIMITED
                    ? Bandwidth.UNLIMITED
                    : Math.max(1, total.bytesPerSecond() / workers);
        }
    }

    /** One timetable, looked up only when its limit may have changed. */
    private static final class Hours {
        private final Timetable timetable;
        private final ZoneId zone;
        private final InstantSource clock;
        private volatile @Nullable Known known;

        private record Known(Instant from, Timetable.Hold hold) {
            boolean holds(Instant now) {
                Instant until = hold.until();
                return !now.isBefore(from) && (until == null || now.isBefore(until));
            }
        }

        Hours(Timetable timetable, ZoneId zone, InstantSource clock) {
            this.timetable = timetable;
            this.zone = zone;
            this.clock = clock;
        }

        Timetable.Hold hold() {
            Instant now = clock.instant();
            Known latest = known;
            if (latest == null || !latest.holds(now)) {
                latest = new Known(now, timetable.at(now, zone));
                known = latest;
            }
            return latest.hold();
        }
    }
}
