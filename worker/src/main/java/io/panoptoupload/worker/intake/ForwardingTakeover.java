package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.topics.TopicIds;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Opens a partition that the journal has no counterpart of. Its position is the group's offset, and
 * nobody is thrown out: a request that two workers forward is a mere re-delivery.
 */
final class ForwardingTakeover implements Ownership.Takeovers {
    private static final Logger log = LoggerFactory.getLogger(ForwardingTakeover.class);

    /** Makes the intake of a partition that is about to open. */
    interface Intakes {
        Intake intake(int partition, long next);
    }

    private final RequestOffsets offsets;
    private final Proofs proofs;
    private final Intakes intakes;
    private final Executor executor;
    private final InstantSource clock;

    ForwardingTakeover(
            RequestOffsets offsets,
            Proofs proofs,
            Intakes intakes,
            Executor executor,
            InstantSource clock) {
        this.offsets = offsets;
        this.proofs = proofs;
        this.intakes = intakes;
        this.executor = executor;
        this.clock = clock;
    }

    @Override
    public void begin(OwnedPartition owned) {
        int opening = owned.opening();
        executor.execute(() -> locate(owned, opening));
    }

    @Override
    public void reopen(OwnedPartition owned, String reason) {
        int opening = owned.opening();
        owned.halt(opening);
        executor.execute(() -> again(owned, opening, reason));
    }

    private void locate(OwnedPartition owned, int opening) {
        try {
            TopicIds topics = offsets.topics();
            TakenIn group = offsets.committed(owned.partition());
            long beginning = offsets.beginning(owned.partition());
            long end = offsets.end(owned.partition());
            boolean known =
                    group.mayBeIn(topics.requests())
                            && group.next() >= beginning
                            && group.next() <= end;
            open(owned, opening, known ? group.next() : beginning, topics);
        } catch (RuntimeException e) {
            log.warn("partition {} could not be opened yet", owned.number(), e);
            again(owned, opening, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void open(OwnedPartition owned, int opening, long next, TopicIds topics) {
        proofs.of(
                owned,
                (proof, consumer) -> {
                    switch (proof) {
                        case UNKNOWN -> open(owned, opening, next, topics);
                        case NOT_OURS ->
                                log.info("partition {} went before it was opened", owned.number());
                        case OURS -> {
                            Intake intake = intakes.intake(owned.number(), next);
                            OwnedPartition.Opened opened =
                                    new OwnedPartition.Opened(null, intake, topics);
                            if (owned.open(opening, clock.instant(), opened)) {
                                consumer.seek(owned.partition(), next);
                                intake.start();
                            }
                        }
                    }
                });
    }

    private void again(OwnedPartition owned, int opening, String reason) {
        owned.reopen(opening, clock.instant(), reason)
                .ifPresent(pause -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                        begin(owned);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
