package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.SettableClock;

import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

class GroupOffsetsTest {
    private static final TopicPartition ZERO = new TopicPartition("requests", 0);

    private final SettableClock clock = new SettableClock();
    private final GroupOffsets offsets = new GroupOffsets(clock);
    private @Nullable Exception failure;
    private final MockConsumer<byte[], byte[]> consumer =
            new MockConsumer<>("none") {
                @Override
                @SuppressWarnings("NullAway") // Kafka says nothing of a commit that went well
                public synchronized void commitAsync(
                        Map<TopicPartition, OffsetAndMetadata> committed,
                        OffsetCommitCallback callback) {
                    callback.onComplete(committed, failure);
                }
            };

    @Test
    void a_commit_that_failed_is_no_response_of_the_coordinator() {
        Instant before = offsets.respondedAt();
        failure = new RetriableCommitFailedException("the coordinator is not available");
        commitLater();
        assertThat(offsets.respondedAt()).isEqualTo(before);
        failure = null;
        commitLater();
        assertThat(offsets.respondedAt()).isEqualTo(clock.instant());
    }

    private void commitLater() {
        clock.advance(Duration.ofMinutes(1));
        offsets.report(consumer, Map.of(ZERO, new OffsetAndMetadata(7)));
    }
}
