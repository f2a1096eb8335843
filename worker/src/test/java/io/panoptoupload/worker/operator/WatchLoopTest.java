package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

class WatchLoopTest {
    private static final TopicPartition OUTCOMES = new TopicPartition("outcomes", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Terminal terminal = Terminal.piped();
    private final RequestTracker tracker = new RequestTracker();

    @AutoClose
    private final OutcomeFeed feed =
            new OutcomeFeed(consumer, JsonMapper.shared(), Map.of(OUTCOMES, 0L), false);

    WatchLoopTest() {
        consumer.assign(List.of(OUTCOMES));
        consumer.updateBeginningOffsets(Map.of(OUTCOMES, 0L));
    }

    /** As on a full disk, or when the reader of a pipe has ended. */
    @Test
    void what_cannot_be_shown_to_its_end_is_not_done() {
        terminal.close();
        tracker.follow("a");

        assertThat(loop().until(tracker)).isEqualTo(Exit.FAILED);
    }

    @Test
    void what_had_ended_by_then_is() {
        tracker.follow("a");
        boolean _ = tracker.isNews(Events.completed("a", 9));

        assertThat(loop().until(tracker)).isEqualTo(Exit.DONE);
    }

    private WatchLoop loop() {
        Output out = terminal.output();
        return new WatchLoop(
                feed,
                new KafkaPresence(
                        () -> CompletableFuture.completedFuture("cluster"),
                        InstantSource.system(),
                        Duration.ofMinutes(5),
                        "kafka:9092"),
                new EventLines(out, out, false));
    }
}
