package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Prepares a partition that the journal has no counterpart of. Its position is the group's offset,
 * and nobody is fenced: a request that two workers forward is a mere re-delivery.
 */
final class ForwardingPreparation implements Takeover.Preparation {
    /** Makes the intake of a partition that is about to open. */
    interface Intakes {
        Intake intake(int partition, long next);
    }

    private final RequestOffsets offsets;
    private final Intakes intakes;
    private final InstantSource clock;

    ForwardingPreparation(RequestOffsets offsets, Intakes intakes, InstantSource clock) {
        this.offsets = offsets;
        this.intakes = intakes;
        this.clock = clock;
    }

    @Override
    public Optional<Takeover.Prepared> prepare(
            OwnedPartition owned, int opening, Consumer<Throwable> failed)
            throws InterruptedException {
        TopicIds topics = offsets.topics();
        TakenIn group = offsets.committed(owned.partition());
        long beginning = offsets.beginning(owned.partition());
        long end = offsets.end(owned.partition());
        boolean known =
                group.mayBeIn(topics.requests())
                        && group.next() >= beginning
                        && group.next() <= end;
        long next = known ? group.next() : beginning;
        return Optional.of(
                new Takeover.Prepared(
                        new OffsetAndMetadata(next), () -> open(owned, opening, next, topics)));
    }

    private void open(OwnedPartition owned, int opening, long next, TopicIds topics) {
        Intake intake = intakes.intake(owned.number(), next);
        if (owned.open(opening, clock.instant(), new OwnedPartition.Opened(null, intake, topics))) {
            intake.start();
        }
    }
}
