package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.intake.IntakeFactory;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.topics.TopicIds;

import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Prepares a partition that the journal has no counterpart of. Its position is the group's offset,
 * and there is no fencing: a request that two workers forward is only a re-delivery. What may have
 * been forwarded before, from another topic or before the log was cut off, is marked.
 */
public final class ForwardingPreparation implements Takeover.Preparation {
    private final StartingPoint startingPoint;
    private final IntakeFactory intakes;
    private final InstantSource clock;

    public ForwardingPreparation(
            StartingPoint startingPoint, IntakeFactory intakes, InstantSource clock) {
        this.startingPoint = startingPoint;
        this.intakes = intakes;
        this.clock = clock;
    }

    @Override
    public Optional<Takeover.Prepared> prepare(
            OwnedPartition owned, int opening, Consumer<Throwable> failed)
            throws InterruptedException {
        InputPosition start = startingPoint.ofForwarded(owned.partition());
        return Optional.of(new Takeover.Prepared(start, 0, () -> open(owned, opening, start)));
    }

    private void open(OwnedPartition owned, int opening, InputPosition start) {
        Intake intake = intakes.forwarding(owned.number(), start);
        TopicIds topics = Objects.requireNonNull(start.topics());
        if (owned.open(opening, clock.instant(), new OwnedPartition.Opened(null, intake, topics))) {
            intake.start();
        }
    }
}
