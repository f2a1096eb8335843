package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.intake.IntakeBackpressure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether requests are being taken in: a consumer that is alive but not making progress is the
 * commonest fault.
 *
 * @param member whether the group has this worker as a member; with more workers than partitions
 *     some members have none
 * @param open partitions that are taken in
 * @param opening partitions that are being restored
 * @param faults a sentence for each thing that is wrong
 * @param waiting a sentence for each partition that waits for room, which is no fault
 */
public record IntakeStatus(
        boolean member, int open, int opening, List<String> faults, List<String> waiting) {
    /** A poll takes a tenth of a second; the session to the group ends after ten. */
    private static final Duration MAX_TIME_BETWEEN_POLLS = Duration.ofSeconds(30);

    /** It is asked every ten seconds at least; a broker's restart takes less. */
    private static final Duration MAX_COORDINATOR_IDLE = Duration.ofSeconds(60);

    private static final Duration MAX_OPENING = Duration.ofMinutes(2);

    public IntakeStatus {
        faults = List.copyOf(faults);
        waiting = List.copyOf(waiting);
    }

    /**
     * Whether the group knows this worker, all that is assigned is open, and the consumer polls.
     */
    public boolean isReady() {
        return member && opening == 0 && faults.isEmpty();
    }

    /**
     * @param more faults, of no partition
     */
    static IntakeStatus of(Ownership ownership, Instant now, List<String> more) {
        List<String> faults = new ArrayList<>(more);
        int open = 0;
        int opening = 0;
        for (OwnedPartition partition : ownership.partitions()) {
            if (partition.state() == OwnedPartition.State.OPEN) {
                open++;
                partition.intake().flatMap(Intake::lastError).ifPresent(faults::add);
                partition
                        .unreadable()
                        .map(place -> place.sentence(partition.onlyForwards()))
                        .ifPresent(faults::add);
            } else {
                opening++;
                closed(partition, now).ifPresent(faults::add);
            }
        }
        if (ownership.polledAt().plus(MAX_TIME_BETWEEN_POLLS).isBefore(now)) {
            faults.add("the consumer has not polled since " + ownership.polledAt());
        }
        if (ownership.respondedAt().plus(MAX_COORDINATOR_IDLE).isBefore(now)) {
            faults.add(
                    "the group's coordinator has not responded since %s; is Kafka reachable?"
                            .formatted(ownership.respondedAt()));
        }
        return new IntakeStatus(ownership.isMember(), open, opening, faults, waiting(ownership));
    }

    /** What waits for room, of all partitions. */
    static Stream<IntakeBackpressure.Waiting> waits(Ownership ownership) {
        return ownership.partitions().stream()
                .flatMap(partition -> partition.intake().stream())
                .flatMap(intake -> intake.waiting().stream());
    }

    private static List<String> waiting(Ownership ownership) {
        return waits(ownership).map(IntakeBackpressure.Waiting::sentence).toList();
    }

    private static Optional<String> closed(OwnedPartition partition, Instant now) {
        return partition
                .lastError()
                .or(() ->
                        partition.openingSince().plus(MAX_OPENING).isBefore(now)
                                ? Optional.of(
                                        "partition %d is assigned, and not open since %s"
                                                .formatted(
                                                        partition.number(),
                                                        partition.openingSince()))
                                : Optional.empty());
    }
}
