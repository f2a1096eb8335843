package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.workers.Workers;
import io.panoptoupload.worker.job.InputPosition;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A partition of the request topic.
 *
 * @param worker that has it; null if none has
 * @param behind requests that wait in it
 * @param open uploads that have not ended
 * @param faults what is wrong with it, each with what to do about it
 */
record PartitionRow(
        int number, @Nullable String worker, long behind, int open, List<Fault> faults) {
    /** A request that is taken in at its turn waits less. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(1);

    /**
     * Something that is wrong.
     *
     * @param since null if that is not known
     */
    record Fault(String text, Times.@Nullable Moment since, String remedy) {}

    static PartitionRow of(Workers.Partition partition, int open, Times times) {
        Workers.@Nullable Member owner = partition.owner();
        return new PartitionRow(
                partition.number(),
                owner == null ? null : owner.name(),
                partition.behind(),
                open,
                faults(partition, times));
    }

    private static List<Fault> faults(Workers.Partition partition, Times times) {
        List<Fault> faults = new ArrayList<>();
        @Nullable InputPosition position = partition.position();
        InputPosition.@Nullable Waits waits = position == null ? null : position.waits();
        InputPosition.@Nullable Unreadable unreadable =
                position == null ? null : position.unreadable();
        @Nullable Instant stalled = partition.stalledSince();
        if (partition.owner() == null) {
            faults.add(
                    new Fault(
                            "No worker has it.",
                            null,
                            "A worker takes it within seconds; if none does, start one, or look into the log of those that run."));
        }
        if (position != null && position.isNextSuspect()) {
            faults.add(
                    new Fault(
                            "Its next request may have ended the process of a worker.",
                            null,
                            "It is first tried in a process of its own, and becomes a dead letter if it ends that, too."));
        }
        if (waits != null) {
            faults.add(
                    new Fault(
                            "Requests wait, since %s is reached.".formatted(waits.limit()),
                            times.of(waits.since()),
                            "They are taken in when uploads end; otherwise raise it, or add workers."));
        }
        if (unreadable != null) {
            faults.add(
                    new Fault(
                            "It cannot be read at offset %d; nothing behind that is taken in."
                                    .formatted(unreadable.offset()),
                            times.of(unreadable.since()),
                            InputPosition.Unreadable.remedy(
                                    partition.number(), unreadable.offset(), false)));
        }
        if (waits == null
                && unreadable == null
                && stalled != null
                && times.isLongerAgo(stalled, MAX_WAIT)) {
            faults.add(
                    new Fault(
                            "Its next request is not taken in.",
                            times.of(stalled),
                            "Look into the log of the worker that has the partition."));
        }
        if (!partition.taken()) {
            faults.add(
                    new Fault(
                            "It was never opened.",
                            null,
                            "A worker opens it when it gets it; if it stays so, look into its log."));
        }
        return faults;
    }
}
