package io.panoptoupload.gateway.webhook;

import io.panoptoupload.worker.clients.ReadProbe;
import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.clients.StallDetector;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
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
    private final StallDetector stalls = new StallDetector();
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
        Map<TopicPartition, Long> polled = new HashMap<>();
        member.assignment().forEach(each -> polled.put(each, member.position(each)));
        polled.keySet().removeAll(member.paused());
        return leaveOut(polled, false);
    }

    /** Looks at each of which nothing comes; to be called before each poll. */
    void findWithheld(Consumer<byte[], byte[]> member) {
        Map<TopicPartition, Long> standing = stalls.find(member, clock.instant());
        if (!standing.isEmpty()) {
            boolean _ = leaveOut(standing, true);
        }
    }

    private boolean leaveOut(Map<TopicPartition, Long> candidates, boolean standing) {
        boolean found = false;
        try (ReadProbe probe = probes.get()) {
            for (Map.Entry<TopicPartition, Long> each : candidates.entrySet()) {
                Finding finding = probe.at(each.getKey(), each.getValue(), PROBE);
                if (standing && finding instanceof Finding.Withheld withheld) {
                    finding = withheld.asUnreadable();
                }
                if (finding instanceof Finding.Unreadable place) {
                    leaveOut(each.getKey(), place);
                    found = true;
                }
            }
        }
        return found;
    }

    private void leaveOut(TopicPartition partition, Finding.Unreadable found) {
        Place before =
                places.put(partition, new Place(found.offset(), clock.instant().plus(AGAIN)));
        if (before == null || before.offset() != found.offset()) {
            log.error(
                    "{}: the receiver gets nothing behind that. Let another replica lead; if none can be read, move the webhook's group past it (docs/hooks.md)",
                    found.in(partition));
        }
    }

    /** Another member has them. */
    void forget(Collection<TopicPartition> partitions) {
        places.keySet().removeAll(partitions);
    }
}
