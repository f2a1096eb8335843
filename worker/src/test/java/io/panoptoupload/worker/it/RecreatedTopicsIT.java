package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Topics that are deleted and created again under the same name: offsets begin anew. */
class RecreatedTopicsIT {
    /** As {@link Surroundings} has the first worker make them. */
    private static final int PARTITIONS = 4;

    private static final int BEFORE = 24;
    private static final int AFTER = 40;

    private Surroundings surroundings;
    private Admin admin;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        surroundings = new Surroundings(directory);
        admin = surroundings.clients().admin();
    }

    @AfterEach
    void stop() throws Exception {
        admin.close(Duration.ofSeconds(1));
        surroundings.close();
    }

    @Test
    void every_request_of_a_topic_that_was_created_again_is_taken_in() throws Exception {
        WorkerProcess running = surroundings.worker();
        complete("before", BEFORE);

        recreate(Topics.REQUESTS);
        complete("running", AFTER);
        assertThat(running.log()).contains("it was deleted and created again");

        assertThat(running.process().isAlive()).isTrue();
        running.process().terminate();
        assertThat(running.process().awaitExit(Duration.ofSeconds(20))).isIn(0, 143);
        recreate(Topics.REQUESTS);
        publish("stopped", AFTER);
        WorkerProcess next = surroundings.worker();
        awaitCompleted("stopped", AFTER);
        assertThat(next.log()).contains("it was deleted and created again");
        assertThat(surroundings.simulator().ledger().uploads())
                .describedAs("nothing is done twice")
                .hasSize(BEFORE + 2 * AFTER);
    }

    private void complete(String prefix, int requests) {
        publish(prefix, requests);
        awaitCompleted(prefix, requests);
    }

    private void publish(String prefix, int requests) {
        Path file = TestFiles.write(surroundings.captures(), prefix + ".mp4", 1000, 7);
        ids(prefix, requests).forEach(id -> surroundings.requests().publish(Requests.of(id, file)));
    }

    private void awaitCompleted(String prefix, int requests) {
        ids(prefix, requests)
                .forEach(id -> surroundings.outcomes().awaitEnd(id, OutcomeEvent.Completed.class));
    }

    private static List<String> ids(String prefix, int requests) {
        return IntStream.range(0, requests).mapToObj(i -> prefix + "-" + i).toList();
    }

    private void recreate(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        NewTopic again =
                new NewTopic(topic, PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1"));
        Awaitility.await("the topic's second life")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> {
                    admin.createTopics(List.of(again)).all().get();
                    return true;
                });
    }
}
