package io.panoptoupload.gateway.webhook;

import io.panoptoupload.worker.clients.ReadProbe;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Partitions with a damaged batch at the receiver's position, which would make every poll throw:
 * each is left out for a minute, and tried again. To be used by one thread.
 */
final class UnreadablePartitions {
    private static final Logger log = LoggerFactory.getLogger(UnreadablePartitions.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Duration PROBE = Duration.ofSeconds(5);

    private final Supplier<ReadProbe> probes;
    private final InstantSource clock;
    private final Map<TopicPartition, Place> places = new HashMap<>();

    private record Place(long offset, Instant until) {}

    UnreadablePartitions(Supplier<ReadProbe> probes, InstantSource clock) {
        this.probes = probes;
        this.clock = clock;
    }

    /** Those that are not to be polled now. */
    Set<TopicPartition> leftOut() {
        Instant now = clock.instant();
        return places.entrySet().stream()
                .filter(each -> now.isBefore(each.getValue().until()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Looks at each partition that a poll was about when it threw; false if all can be read. */
    boolean find(Consumer<byte[], byte[]> member) {
        Set<TopicPartition> polled = new HashSet<>(member.assignment());
        polled.removeAll(member.paused());
        boolean found = false;
        try (ReadProbe probe = probes.get()) {
            for (TopicPartition each : polled) {
                if (probe.at(each, member.position(each), PROBE)
                        instanceof ReadProbe.Finding.Unreadable(long offset, String reason)) {
                    leaveOut(each, offset, reason);
                    found = true;
                }
            }
        }
        return found;
    }

    private void leaveOut(TopicPartition partition, long offset, String reason) {
        Place before = places.put(partition, new Place(offset, clock.instant().plus(AGAIN)));
        if (before == null || before.offset() != offset) {
            log.error(
                    "{} cannot be read at offset {} ({}): the receiver gets nothing behind that. Let another replica lead; if none can be read, move the webhook's group past it (docs/hooks.md)",
                    partition,
                    offset,
                    reason);
        }
    }

    /** Another member has them. */
    void forget(Collection<TopicPartition> partitions) {
        places.keySet().removeAll(partitions);
    }
}
