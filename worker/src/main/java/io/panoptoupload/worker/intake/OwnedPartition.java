package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.journal.PartitionWriter;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/** One partition of the request topic that was assigned to this worker, from then until it goes. */
final class OwnedPartition {
    enum State {
        /** Nothing of it is taken in yet: ownership is proven, the journal is read. */
        OPENING,
        OPEN,
        GONE
    }

    private final TopicPartition partition;
    private final Instant assignedAt;
    private State state = State.OPENING;
    private Instant openingSince;
    private @Nullable PartitionWriter writer;
    private @Nullable JobPartition jobs;
    private @Nullable Intake intake;
    private @Nullable String hindrance;

    OwnedPartition(TopicPartition partition, Instant assignedAt) {
        this.partition = partition;
        this.assignedAt = assignedAt;
        this.openingSince = assignedAt;
    }

    TopicPartition partition() {
        return partition;
    }

    int number() {
        return partition.partition();
    }

    Instant assignedAt() {
        return assignedAt;
    }

    synchronized Instant openingSince() {
        return openingSince;
    }

    synchronized State state() {
        return state;
    }

    /** Keeps why it cannot be opened until somebody acts. */
    synchronized void hinderedBy(String why) {
        hindrance = why;
    }

    /** Why it cannot be opened, if somebody has to act. */
    synchronized Optional<String> hindrance() {
        return Optional.ofNullable(hindrance);
    }

    synchronized Optional<Intake> intake() {
        return Optional.ofNullable(intake);
    }

    synchronized Optional<JobPartition> jobs() {
        return Optional.ofNullable(jobs);
    }

    /**
     * Keeps the writer, so that it is closed whatever happens next. Returns false if it is late.
     */
    synchronized boolean writing(PartitionWriter opened) {
        if (state == State.GONE) {
            opened.close();
            return false;
        }
        writer = opened;
        return true;
    }

    synchronized boolean open(@Nullable JobPartition restored, Intake started) {
        if (state == State.GONE) {
            return false;
        }
        jobs = restored;
        intake = started;
        state = State.OPEN;
        hindrance = null;
        return true;
    }

    /** Back to the start of a takeover, after the fence fell. Returns false if it is gone. */
    synchronized boolean reopen(Instant now) {
        if (state == State.GONE) {
            return false;
        }
        forget();
        state = State.OPENING;
        openingSince = now;
        return true;
    }

    /** What has to be stopped and closed; from here on nothing opens any more. */
    synchronized Leftovers gone() {
        state = State.GONE;
        return new Leftovers(Optional.ofNullable(writer), Optional.ofNullable(jobs), intake());
    }

    record Leftovers(
            Optional<PartitionWriter> writer,
            Optional<JobPartition> jobs,
            Optional<Intake> intake) {}

    private void forget() {
        if (intake != null) {
            intake.stop();
        }
        if (writer != null) {
            writer.close();
        }
        intake = null;
        writer = null;
        jobs = null;
    }
}
