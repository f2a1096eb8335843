package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.InputPosition.Waits;
import io.panoptoupload.worker.job.JobLimits.Limit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Holds a partition's intake until there is room for the job that its next request would begin, and
 * lets that be seen: what waits for long is logged, and recorded with the partition's position.
 */
public final class IntakeBackpressure {
    private static final Logger log = LoggerFactory.getLogger(IntakeBackpressure.class);
    private static final Duration CHECK = Duration.ofMillis(200);

    /** Shorter waits are not reported. */
    private static final Duration UNREPORTED = Duration.ofSeconds(5);

    /** Whether there is room. */
    public interface Room {
        /** The limit that keeps out a job which may begin at a time; empty while none does. */
        Optional<Limit> reached(Instant begins);
    }

    /** Makes it durable how the partition waits. */
    interface Recorder {
        /** It waits, and a process that ends meanwhile was not ended by its next request. */
        void waits(Waits waits) throws InterruptedException;

        /** Its next request is about to be decided on. */
        void markSuspect() throws InterruptedException;
    }

    /** What a partition waits for at present. */
    public record Waiting(int partition, Instant since, Limit limit) {
        public String sentence() {
            return "partition %d has waited since %s with all requests and commands in it: as many %s as %s allows"
                    .formatted(partition, since, limit.meaning(), limit.property());
        }
    }

    private final int partition;
    private final Room room;
    private final InstantSource clock;
    private final Recorder recorder;
    private @Nullable Instant since;
    private @Nullable Limit recorded;
    private volatile @Nullable Waiting waiting;

    /**
     * @param earlier as the partition's last owner recorded it; null for nothing
     */
    IntakeBackpressure(
            int partition,
            Room room,
            InstantSource clock,
            Recorder recorder,
            @Nullable Waits earlier) {
        this.partition = partition;
        this.room = room;
        this.clock = clock;
        this.recorder = recorder;
        this.since = earlier == null ? null : earlier.since();
    }

    Optional<Waiting> waiting() {
        return Optional.ofNullable(waiting);
    }

    /** Whether there is no room for a job that may begin at a time. */
    boolean isFull(Instant begins) {
        return room.reached(begins).isPresent();
    }

    /** Returns when there is room for a job that may begin at a time. */
    void await(Instant begins) throws InterruptedException {
        for (Optional<Limit> limit = room.reached(begins);
                limit.isPresent();
                limit = room.reached(begins)) {
            Instant from = since == null ? clock.instant() : since;
            since = from;
            Waiting now = new Waiting(partition, from, limit.get());
            waiting = now;
            if (!from.plus(UNREPORTED).isAfter(clock.instant()) && recorded != now.limit()) {
                log.warn(now.sentence());
                recorder.waits(new Waits(from, now.limit().property()));
                recorded = now.limit();
            }
            TimeUnit.MILLISECONDS.sleep(CHECK.toMillis());
        }
    }

    /** The request that may have waited is about to be decided on. */
    void ends() throws InterruptedException {
        if (recorded != null) {
            recorder.markSuspect();
        }
    }

    /** The request that may have waited was decided on. */
    void over() {
        if (recorded != null) {
            log.info("partition {} resumes", partition);
        }
        since = null;
        recorded = null;
        waiting = null;
    }
}
