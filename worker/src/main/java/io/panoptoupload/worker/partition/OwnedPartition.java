package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.fault.Backoff;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One partition of the request topic, from its assignment to this worker until it is revoked or
 * lost.
 */
public final class OwnedPartition {
    /** A partition that has been open for so long starts with a clean count of failures. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

    private static final int MIN_REPORTED_FAILURES = 4;

    enum State {
        /** Nothing of it is taken in yet: ownership is proven, the journal is read. */
        OPENING,
        OPEN,
        CLOSED
    }

    private final TopicPartition partition;
    private State state = State.OPENING;
    private Instant openingSince;
    private Instant openedAt = Instant.MIN;
    private int opening;
    private int failures;
    private Optional<String> lastError = Optional.empty();
    private String lastFailure = "";
    private Optional<CommittedPosition> consumedUpTo = Optional.empty();
    private @Nullable TopicIds topics;
    private boolean journalRolledBack;
    private @Nullable PartitionWriter writer;
    private @Nullable JobPartition jobs;
    private @Nullable Intake intake;
    private @Nullable Unreadable unreadable;

    OwnedPartition(TopicPartition partition, Instant assignedAt) {
        this.partition = partition;
        this.openingSince = assignedAt;
    }

    TopicPartition partition() {
        return partition;
    }

    public int number() {
        return partition.partition();
    }

    synchronized Instant openingSince() {
        return openingSince;
    }

    synchronized State state() {
        return state;
    }

    /** Counts the openings: what belongs to an earlier one comes too late. */
    synchronized int opening() {
        return opening;
    }

    synchronized boolean isOpening(int which) {
        return state == State.OPENING && opening == which;
    }

    synchronized Optional<Intake> intake() {
        return Optional.ofNullable(intake);
    }

    public synchronized Optional<JobPartition> jobs() {
        return Optional.ofNullable(jobs);
    }

    /** Whether the journal has no counterpart of it. Known while it is open. */
    synchronized boolean onlyForwards() {
        return jobs == null;
    }

    /** The topics with which it was opened; empty while it is not open. */
    synchronized Optional<TopicIds> topics() {
        return state == State.OPEN ? Optional.ofNullable(topics) : Optional.empty();
    }

    /**
     * Where it is about to be opened. The next proof has the group know it: an offset that it kept,
     * of requests that were cut off since, would look like records that the journal has lost.
     */
    synchronized void startsAt(int which, CommittedPosition start) {
        if (isOpening(which)) {
            consumedUpTo = Optional.of(start);
        }
    }

    /** How far it is known to be taken in; empty before it was first opened. */
    synchronized Optional<CommittedPosition> consumedUpTo() {
        return intake == null
                ? consumedUpTo
                : Optional.of(CommittedPosition.of(intake.position(), journalEnd()));
    }

    /** The same as the group is to have it. */
    synchronized Optional<OffsetAndMetadata> offset() {
        return consumedUpTo()
                .map(taken -> taken.toOffset(intake == null ? "" : intake.position().note()));
    }

    private long journalEnd() {
        if (journalRolledBack) {
            return Long.MAX_VALUE;
        }
        return writer == null ? 0 : writer.end();
    }

    /** What keeps it closed, if that is not transient. */
    synchronized Optional<String> lastError() {
        return state == State.OPENING ? lastError : Optional.empty();
    }

    /**
     * Keeps the writer, so that it is closed whatever happens next. Returns false if this opening
     * is over already.
     */
    synchronized boolean writing(int which, PartitionWriter opened) {
        if (!isOpening(which)) {
            opened.close();
            return false;
        }
        writer = opened;
        return true;
    }

    /**
     * What an open partition works with.
     *
     * @param jobs null where the journal has no counterpart
     * @param topics as they were when it was opened
     */
    record Opened(@Nullable JobPartition jobs, Intake intake, TopicIds topics) {}

    /** Returns false if it is late. */
    synchronized boolean open(int which, Instant now, Opened opened) {
        if (!isOpening(which)) {
            return false;
        }
        jobs = opened.jobs();
        intake = opened.intake();
        topics = opened.topics();
        state = State.OPEN;
        lastFailure = "";
        openedAt = now;
        unreadable = null;
        return true;
    }

    /** The writer has seen that the journal lost records; the group keeps that in mind. */
    synchronized void journalRolledBack() {
        journalRolledBack = true;
    }

    /** The place that cannot be read, of its requests while it is open, else of its journal. */
    synchronized Optional<Unreadable> unreadable() {
        return Optional.ofNullable(unreadable);
    }

    /** Nothing more is fetched of an open partition, until it is {@link #readable}. */
    synchronized void unreadable(Unreadable at) {
        if (state == State.OPEN) {
            unreadable = at;
        }
    }

    synchronized void readable() {
        unreadable = null;
    }

    /** Takes in nothing more from now on; to be followed by {@link #reopen}. */
    synchronized void halt(int which) {
        if (intake != null && opening == which) {
            consumedUpTo = consumedUpTo();
            intake.stop();
            intake = null;
        }
    }

    /**
     * Back to the start of a takeover, after a failure.
     *
     * @param which opening it is that failed
     * @return how long to wait before the next one, longer each time; empty if it was revoked, or
     *     is back at the start already
     */
    synchronized Optional<Duration> reopen(int which, Instant now, String reason) {
        if (state == State.CLOSED || opening != which) {
            return Optional.empty();
        }
        if (state == State.OPEN && openedAt.plus(SETTLED).isBefore(now)) {
            failures = 0;
            openingSince = now;
        }
        failures++;
        lastError =
                failures < MIN_REPORTED_FAILURES
                        ? Optional.empty()
                        : Optional.of(
                                "partition %d could not be opened, or was not for long, %d times in a row; the last reason: %s"
                                        .formatted(number(), failures, reason));
        resetToOpening();
        return Optional.of(BACKOFF.after(failures));
    }

    /**
     * As {@link #reopen}, for what is not transient.
     *
     * @param journal the place in it that cannot be read, if it is that
     */
    synchronized Optional<Duration> refuse(int which, String fault, @Nullable Unreadable journal) {
        if (!isOpening(which)) {
            return Optional.empty();
        }
        failures++;
        lastError = Optional.of(refusal(fault));
        resetToOpening();
        unreadable = journal;
        return Optional.of(BACKOFF.after(failures));
    }

    /**
     * Whether its last preparation, if that failed, did so for another reason; numbers in it, such
     * as times, make no difference.
     */
    synchronized boolean isNewFailure(String failure) {
        String kind = Causes.withoutNumbers(failure);
        boolean fresh = !kind.equals(lastFailure);
        lastFailure = kind;
        return fresh;
    }

    /** Whether that is why it was refused last. */
    synchronized boolean isRefusedFor(String fault) {
        return lastError.filter(refusal(fault)::equals).isPresent();
    }

    private String refusal(String fault) {
        return "partition %d: %s".formatted(number(), fault);
    }

    /** Closes it for good, and returns what the caller has to stop and close. */
    synchronized Resources close() {
        state = State.CLOSED;
        return new Resources(Optional.ofNullable(writer), Optional.ofNullable(jobs), intake());
    }

    record Resources(
            Optional<PartitionWriter> writer,
            Optional<JobPartition> jobs,
            Optional<Intake> intake) {}

    private void resetToOpening() {
        consumedUpTo = consumedUpTo();
        if (intake != null) {
            intake.stop();
        }
        if (writer != null) {
            writer.close();
        }
        intake = null;
        writer = null;
        jobs = null;
        unreadable = null;
        state = State.OPENING;
        opening++;
    }
}
