package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.SettableClock;

import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

class FolderLoopTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FOLDER = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @TempDir private Path root;
    private final Terminal terminal = Terminal.piped();
    private final SettableClock timeOfDay = new SettableClock();
    private final AtomicLong nanoTime = new AtomicLong();
    private final List<PreparedRequest> published = new ArrayList<>();
    private FolderWatch.Publishing publishing = published::addAll;
    private boolean responds = true;
    private FolderLoop loop;

    @BeforeEach
    void start() throws IOException {
        SteadyClock clock = SteadyClock.from(timeOfDay, nanoTime::get);
        FolderWatch watch =
                new FolderWatch(
                        FolderWatch.Directory.of(root, JSON, terminal.console().err()::line),
                        new SettleTracker(Duration.ofSeconds(30)),
                        new FolderRequests(
                                root, JSON, JSON.createObjectNode().put("folderId", FOLDER)),
                        _ -> Optional.empty(),
                        timeOfDay,
                        terminal.output());
        KafkaPresence kafka =
                new KafkaPresence(
                        () ->
                                responds
                                        ? CompletableFuture.completedFuture("cluster")
                                        : CompletableFuture.failedFuture(new TimeoutException()),
                        clock,
                        TIMEOUT,
                        "kafka:9092");
        loop =
                new FolderLoop(
                        root,
                        watch,
                        kafka,
                        clock,
                        Duration.ofSeconds(10),
                        terminal.console().err());
        Files.writeString(root.resolve("a.mp4"), "a");
    }

    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void rounds_go_on_steadily_when_the_time_of_day_is_set(long seconds) throws Exception {
        pass(10);
        timeOfDay.advance(Duration.ofSeconds(seconds));
        pass(19);
        assertThat(published).as("not at rest yet").isEmpty();
        pass(12);
        assertThat(published).hasSize(1);
    }

    @Test
    void brokers_that_are_away_for_less_than_the_time_out_end_nothing() throws Exception {
        publishing =
                _ -> {
                    throw new TimeoutException("not delivered in 12 s");
                };
        pass(45);
        assertThat(terminal.err()).contains("not delivered in 12 s", "trying again");
        publishing =
                _ -> {
                    throw new NotLeaderOrFollowerException("elsewhere");
                };
        pass(10);
        publishing = published::addAll;
        pass(10);
        assertThat(published).hasSize(1);
    }

    /** Each time it publishes it waits for them, and that counts as well. */
    @Test
    void brokers_that_are_away_for_the_time_out_end_it() throws Exception {
        pass(29);
        responds = false;
        publishing =
                _ -> {
                    advance(12);
                    throw new TimeoutException("not delivered");
                };
        long before = nanoTime.get();
        assertThatThrownBy(() -> pass(600))
                .isInstanceOf(CommandFault.class)
                .hasMessageContaining("gave up after --timeout 5m");
        assertThat(Duration.ofNanos(nanoTime.get() - before)).isLessThan(TIMEOUT.plusSeconds(30));
    }

    @Test
    void what_kafka_does_not_allow_ends_it_at_once() throws Exception {
        publishing =
                _ -> {
                    throw new TopicAuthorizationException("requests");
                };
        assertThatThrownBy(() -> pass(60)).isInstanceOf(TopicAuthorizationException.class);
    }

    private void pass(int seconds) throws Exception {
        for (int i = 0; i < seconds; i++) {
            loop.turn(_ -> List.of(), publishing);
            advance(1);
        }
        loop.turn(_ -> List.of(), publishing);
    }

    private void advance(int seconds) {
        nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
        timeOfDay.advance(Duration.ofSeconds(seconds));
    }
}
