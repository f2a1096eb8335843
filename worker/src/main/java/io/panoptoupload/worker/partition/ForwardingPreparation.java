package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.intake.Intakes;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Prepares a partition that the journal has no counterpart of. Its position is the group's offset,
 * and there is no fencing: a request that two workers forward is only a re-delivery. Where the
 * group has no offset that fits the topic, everything in it is forwarded, and marked: it may be
 * once more.
 */
public final class ForwardingPreparation implements Takeover.Preparation {
    private final RequestOffsets offsets;
    private final Intakes intakes;
    private final InstantSource clock;

    public ForwardingPreparation(RequestOffsets offsets, Intakes intakes, InstantSource clock) {
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
                !group.equals(TakenIn.NOTHING)
                        && group.mayBeIn(topics.requests())
                        && group.next() >= beginning
                        && group.next() <= end;
        long next = known ? group.next() : beginning;
        long rereadUntil = known ? group.rereadUntil() : end;
        Intake intake = intakes.forwarding(owned.number(), next, rereadUntil);
        return Optional.of(
                new Takeover.Prepared(
                        new OffsetAndMetadata(next),
                        new TakenIn(next, topics.requests(), 0, rereadUntil),
                        () -> open(owned, opening, intake, topics)));
    }

    private void open(OwnedPartition owned, int opening, Intake intake, TopicIds topics) {
        if (owned.open(opening, clock.instant(), new OwnedPartition.Opened(null, intake, topics))) {
            intake.start();
        }
    }
}
