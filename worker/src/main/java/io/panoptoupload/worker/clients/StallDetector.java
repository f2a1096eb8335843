package io.panoptoupload.worker.clients;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds the partitions of a consumer of which nothing comes, although records follow and no poll
 * throws. To be used by one thread.
 */
public final class StallDetector {
    private static final Duration MIN_DURATION = Duration.ofSeconds(30);

    private Map<TopicPartition, Standstill> known = Map.of();

    private record Standstill(long position, Instant since) {}

    /**
     * To be called before each poll.
     *
     * @return those that have stood for half a minute, each with its position; named again after
     *     half a minute more
     */
    public Map<TopicPartition, Long> find(Consumer<?, ?> consumer, Instant now) {
        Set<TopicPartition> polled = new HashSet<>(consumer.assignment());
        polled.removeAll(consumer.paused());
        Map<TopicPartition, Standstill> standing = new HashMap<>();
        Map<TopicPartition, Long> found = new HashMap<>();
        for (TopicPartition each : polled) {
            if (consumer.currentLag(each).orElse(0) > 0) {
                FetchPosition.of(consumer, each)
                        .ifPresent(position -> {
                            Standstill last = known.get(each);
                            Standstill here =
                                    last != null && last.position() == position
                                            ? last
                                            : new Standstill(position, now);
                            if (here.since().plus(MIN_DURATION).isAfter(now)) {
                                standing.put(each, here);
                            } else {
                                found.put(each, position);
                            }
                        });
            }
        }
        known = standing;
        return found;
    }
}
