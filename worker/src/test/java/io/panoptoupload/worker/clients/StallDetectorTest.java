package io.panoptoupload.worker.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

class StallDetectorTest {
    private static final TopicPartition UNCHECKED = new TopicPartition("requests", 0);
    private static final TopicPartition STANDING = new TopicPartition("requests", 1);
    private static final Instant START = Instant.parse("2026-11-23T09:00:00Z");

    private final Unreachable consumer = new Unreachable();
    private final StallDetector stalls = new StallDetector();

    @Test
    void a_position_that_nobody_confirms_is_not_waited_for_and_hides_no_other_partition() {
        consumer.assign(List.of(UNCHECKED, STANDING));
        consumer.seek(STANDING, 45);
        assertThat(stalls.find(consumer, START)).isEmpty();
        assertThat(stalls.find(consumer, START.plusSeconds(30))).isEqualTo(Map.of(STANDING, 45L));
        assertThat(consumer.limits).containsExactly(Duration.ZERO);
    }

    /** With a partition whose leader does not respond. */
    private static final class Unreachable extends MockConsumer<byte[], byte[]> {
        private final Set<Duration> limits = new HashSet<>();

        Unreachable() {
            super("none");
        }

        @Override
        public OptionalLong currentLag(TopicPartition partition) {
            return OptionalLong.of(2);
        }

        @Override
        public synchronized long position(TopicPartition partition) {
            return position(partition, Duration.ofMinutes(1));
        }

        @Override
        public synchronized long position(TopicPartition partition, Duration limit) {
            limits.add(limit);
            if (partition.equals(UNCHECKED)) {
                throw new TimeoutException("the position could not be determined");
            }
            return super.position(partition);
        }
    }
}
