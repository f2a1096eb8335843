package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.clients.FetchPosition;
import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.clients.StallDetector;
import io.panoptoupload.worker.intake.Intake;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes the partitions that cannot be read out of the polls, so that all others go on: one broken
 * batch makes every poll throw. They are tried again, apart from the polls; nothing is skipped. All
 * methods are called on the thread that polls.
 */
public final class UnreadablePartitions {
    private static final Logger log = LoggerFactory.getLogger(UnreadablePartitions.class);

    /** Reads at an offset apart from the polls; takes some seconds at most, and throws nothing. */
    public interface Probe {
        Finding at(TopicPartition partition, long offset);
    }

    private final Supplier<Collection<OwnedPartition>> owned;
    private final Probe probe;
    private final InstantSource clock;
    private final StallDetector stalls = new StallDetector();

    public UnreadablePartitions(
            Supplier<Collection<OwnedPartition>> owned, Probe probe, InstantSource clock) {
        this.owned = owned;
        this.probe = probe;
        this.clock = clock;
    }

    /**
     * To be called when a poll threw what may be about a record.
     *
     * @return whether partitions were found that explain it; they are not fetched any more
     */
    boolean find(Consumer<?, ?> consumer) {
        Map<OwnedPartition, Long> positions = new HashMap<>();
        Set<TopicPartition> paused = consumer.paused();
        for (OwnedPartition each : open(consumer)) {
            if (!paused.contains(each.partition())) {
                FetchPosition.of(consumer, each.partition())
                        .ifPresent(position -> positions.put(each, position));
            }
        }
        readAgain(consumer);
        boolean found = false;
        for (Map.Entry<OwnedPartition, Long> each : positions.entrySet()) {
            OwnedPartition partition = each.getKey();
            if (probe.at(partition.partition(), each.getValue()) instanceof Finding.Unreadable at) {
                found = true;
                hold(partition, Unreadable.found(partition.partition(), at, clock.instant()));
            }
        }
        return found;
    }

    /**
     * Finds the partitions of which a broker hands out nothing more, without any poll that throws.
     * To be called before each poll.
     */
    void findWithheld(Consumer<?, ?> consumer) {
        Map<TopicPartition, Long> found = stalls.find(consumer, clock.instant());
        for (OwnedPartition each : found.isEmpty() ? List.<OwnedPartition>of() : open(consumer)) {
            TopicPartition partition = each.partition();
            @Nullable Long position = found.get(partition);
            if (position != null
                    && probe.at(partition, position) instanceof Finding.Withheld withheld) {
                hold(each, Unreadable.found(partition, withheld.asUnreadable(), clock.instant()));
            }
        }
    }

    /** Tries one of them again, if it is time. */
    void tryAgain(Consumer<?, ?> consumer) {
        Instant now = clock.instant();
        open(consumer).stream()
                .filter(each -> each.unreadable().filter(at -> at.isDue(now)).isPresent())
                .findFirst()
                .ifPresent(each -> each.unreadable().ifPresent(at -> tryAgain(each, at, consumer)));
    }

    private void tryAgain(OwnedPartition partition, Unreadable at, Consumer<?, ?> consumer) {
        // The command that skips a place takes the partition to do so.
        partition.intake().ifPresent(Intake::proveOwnership);
        switch (probe.at(at.partition(), at.offset())) {
            case Finding.Present _, Finding.Nothing _ -> {
                log.info("{} can be read again at offset {}", at.partition(), at.offset());
                resume(partition, consumer);
            }
            case Finding.OutOfRange _ -> {
                // The next poll says so, too, and the partition is opened again.
                log.info("{} does not have offset {} any more", at.partition(), at.offset());
                resume(partition, consumer);
            }
            case Finding.Unreadable _, Finding.Withheld _, Finding.Unknown _ ->
                    partition.unreadable(at.later(clock.instant()));
        }
    }

    private static void resume(OwnedPartition partition, Consumer<?, ?> consumer) {
        partition.readable();
        partition.intake().ifPresent(Intake::readable);
        seek(partition, consumer);
    }

    private void hold(OwnedPartition partition, Unreadable at) {
        log.error("{}", at.sentence(partition.onlyForwards()));
        partition.unreadable(at);
        partition.intake().ifPresent(intake -> intake.unreadable(at.offset(), clock.instant()));
    }

    /**
     * Drops what the client has fetched: it would throw the same again, even when the place can be
     * read again. What was taken in meanwhile is known.
     */
    private void readAgain(Consumer<?, ?> consumer) {
        List<OwnedPartition> all = open(consumer);
        try {
            for (OwnedPartition each : all) {
                // Only what was fetched for another position than the present one is dropped.
                FetchPosition.of(consumer, each.partition())
                        .ifPresent(position -> consumer.seek(each.partition(), position + 1));
            }
            // Each poll that throws drops one response at least.
            for (int i = 0; i <= all.size() && !drop(consumer); i++) {
                log.debug("what was fetched is dropped in another poll");
            }
        } finally {
            open(consumer).forEach(each -> seek(each, consumer));
        }
    }

    private static boolean drop(Consumer<?, ?> consumer) {
        try {
            var _ = consumer.poll(Duration.ZERO);
            return true;
        } catch (RuntimeException e) {
            if (PollFaults.isForContainer(e)) {
                throw e;
            }
            log.debug("a fetched response was dropped", e);
            return false;
        }
    }

    private static void seek(OwnedPartition partition, Consumer<?, ?> consumer) {
        partition
                .intake()
                .ifPresent(intake ->
                        consumer.seek(partition.partition(), Takeover.offset(intake.position())));
    }

    private List<OwnedPartition> open(Consumer<?, ?> consumer) {
        Set<TopicPartition> assigned = consumer.assignment();
        return owned.get().stream()
                .filter(each -> assigned.contains(each.partition()))
                .filter(each -> each.intake().isPresent())
                .toList();
    }
}
