package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.clients.KafkaClock;
import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.job.StopTimeouts;
import io.panoptoupload.worker.journal.UnreadableJournal;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Makes a partition this worker's own, in the one safe order: prove it, prepare it, prove it again,
 * and only then take in requests and run jobs. To prepare it fences the last owner, and the last
 * one to do that wins, whoever owns the partition; hence the proofs around it.
 */
public final class Takeover implements Ownership.Takeovers {
    private static final Logger log = LoggerFactory.getLogger(Takeover.class);
    private static final String UNREADABLE =
            "; jobs and requests of this partition stand still, all others go on. It is tried again"
                    + " all the time. Let another replica lead, or restore the journal as the manual"
                    + " says: docs/operating.md#panoptouploadpartitionunreadable";

    /** What has to be done before a partition can be opened; not on the thread that polls. */
    public interface Preparation {
        /**
         * Returns what opens the partition, or empty if this opening of it is over already.
         *
         * @param failed to be called when an open partition can no longer be used
         * @throws OpeningRefused if its journal or this machine's clock must not be used
         * @throws UnreadableJournal if its journal cannot be read
         */
        Optional<Prepared> prepare(
                OwnedPartition owned, int opening, java.util.function.Consumer<Throwable> failed)
                throws InterruptedException;
    }

    /**
     * A partition that is ready to be opened.
     *
     * @param start of its requests, in the topics of today
     * @param journalEnd behind the last record of its journal; 0 if it has none
     * @param open opens it; called on the thread that polls
     */
    public record Prepared(InputPosition start, long journalEnd, Runnable open) {}

    /** To seek to: with the epoch the consumer notices if the log is cut off later. */
    static OffsetAndMetadata offset(InputPosition position) {
        return new OffsetAndMetadata(position.next(), Optional.ofNullable(position.epoch()), "");
    }

    /** Puts a failure into words. */
    public interface Explanation {
        String of(Throwable failure) throws InterruptedException;
    }

    private final Preparation preparation;
    private final Proofs proofs;
    private final JobEngine engine;
    private final Explanation explanation;
    private final Executor executor;
    private final InstantSource clock;

    public Takeover(
            Preparation preparation,
            Proofs proofs,
            JobEngine engine,
            Explanation explanation,
            Executor executor,
            InstantSource clock) {
        this.preparation = preparation;
        this.proofs = proofs;
        this.engine = engine;
        this.explanation = explanation;
        this.executor = executor;
        this.clock = clock;
    }

    /** Begins; to be called on the poll thread or before the next poll. */
    @Override
    public void begin(OwnedPartition owned) {
        int opening = owned.opening();
        proofs.request(owned, (proof, _) -> proven(owned, opening, proof));
    }

    @Override
    public void reopen(OwnedPartition owned, String reason) {
        int opening = owned.opening();
        // Right away: the next poll may bring records that do not follow those taken in.
        owned.halt(opening);
        executor.execute(() -> again(owned, opening, reason));
    }

    private void proven(OwnedPartition owned, int opening, Proof proof) {
        if (!owned.isOpening(opening)) {
            return;
        }
        switch (proof) {
            case OWNED -> executor.execute(() -> prepare(owned, opening));
            case UNKNOWN -> begin(owned);
            case NOT_OWNED ->
                    log.info(
                            "partition {} was revoked or lost before it was opened",
                            owned.number());
        }
    }

    private void prepare(OwnedPartition owned, int opening) {
        try {
            preparation
                    .prepare(owned, opening, cause -> lost(owned, opening, cause))
                    .ifPresent(prepared -> openOnceProven(owned, opening, prepared));
        } catch (OpeningRefused e) {
            refuse(owned, opening, String.valueOf(e.getMessage()), null);
        } catch (UnreadableJournal e) {
            Finding.Unreadable found = new Finding.Unreadable(e.offset(), e.reason());
            refuse(
                    owned,
                    opening,
                    e.getMessage() + UNREADABLE,
                    Unreadable.found(e.partition(), found, clock.instant()));
        } catch (RuntimeException | Error e) {
            // After a bug, too: a partition that is neither opened nor tried again would take in
            // nothing, unnoticed.
            notOpened(owned, e);
            failed(owned, opening, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void openOnceProven(OwnedPartition owned, int opening, Prepared prepared) {
        owned.startsAt(opening, CommittedPosition.of(prepared.start(), prepared.journalEnd()));
        proofs.request(owned, (proof, consumer) -> open(owned, opening, prepared, proof, consumer));
    }

    private void open(
            OwnedPartition owned,
            int opening,
            Prepared prepared,
            Proof proof,
            Consumer<?, ?> consumer) {
        if (!owned.isOpening(opening)) {
            return;
        }
        switch (proof) {
            case UNKNOWN -> openOnceProven(owned, opening, prepared);
            case NOT_OWNED ->
                    log.info(
                            "partition {} was revoked or lost while it was being opened",
                            owned.number());
            case OWNED -> {
                try {
                    consumer.seek(owned.partition(), offset(prepared.start()));
                    prepared.open().run();
                } catch (RuntimeException e) {
                    notOpened(owned, e);
                    executor.execute(() -> failed(owned, opening, e));
                }
            }
        }
    }

    /** With a stack trace once: it may be tried all night. */
    private static void notOpened(OwnedPartition owned, Throwable failure) {
        if (owned.isNewFailure(failure.toString())) {
            log.warn("partition {} could not be opened yet", owned.number(), failure);
        } else {
            log.debug("partition {} could not be opened yet: {}", owned.number(), failure);
        }
    }

    /** Called on the thread of its writer. */
    private void lost(OwnedPartition owned, int opening, Throwable cause) {
        // A clock that is wrong is named below; the partition is still this worker's then.
        if (!KafkaClock.isCauseOf(cause)) {
            log.warn(
                    "partition {} was taken from this worker, or its transactions expired ({});"
                            + " whether it is still ours is proven again",
                    owned.number(),
                    cause.toString());
        }
        executor.execute(() -> failed(owned, opening, cause));
    }

    private void failed(OwnedPartition owned, int opening, Throwable cause) {
        try {
            String reason = explained(cause);
            if (KafkaClock.isCauseOf(cause)) {
                log.error("partition {} is not open: {}", owned.number(), reason);
            }
            again(owned, opening, reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In its own words if no others are found: for that a client is made, which may fail. */
    private String explained(Throwable cause) throws InterruptedException {
        try {
            return explanation.of(cause);
        } catch (RuntimeException | Error e) {
            log.debug("{} cannot be explained", cause, e);
            return cause.toString();
        }
    }

    private void refuse(
            OwnedPartition owned, int opening, String fault, @Nullable Unreadable journal) {
        if (!owned.isRefusedFor(fault)) {
            log.error("partition {} is not opened: {}", owned.number(), fault);
        }
        owned.refuse(opening, fault, journal).ifPresent(pause -> beginAfter(pause, owned));
    }

    private void again(OwnedPartition owned, int opening, String reason) {
        Optional<JobPartition> jobs = owned.jobs();
        owned.reopen(opening, clock.instant(), reason)
                .ifPresent(pause -> {
                    jobs.ifPresent(partition -> engine.release(partition, StopTimeouts.NONE));
                    beginAfter(pause, owned);
                });
    }

    private void beginAfter(Duration pause, OwnedPartition owned) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            begin(owned);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
