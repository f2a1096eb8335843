package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.operator.CommandHere;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Topics that are deleted and created again under the same name: offsets start over. */
@Order(1)
@Tag("full")
class RecreatedTopicsIT {
    /** As {@link TestEnvironment} has the first worker make them. */
    private static final int PARTITIONS = 4;

    private static final int BEFORE = 24;
    private static final int AFTER = 40;
    private static final Duration LIMIT = Patience.LIMIT;
    private static final Pattern ADOPT = Pattern.compile("worker.topics.adopt-journal=(\\S{22})");

    private TestEnvironment environment;
    private Admin admin;
    private SmallLectures lectures;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        environment = new TestEnvironment(directory);
        lectures = new SmallLectures(environment);
        admin = environment.clients().admin();
    }

    @AfterEach
    void nothing_was_done_twice() throws Exception {
        environment.workers().forEach(WorkerProcess::stop);
        lectures.assertNothingWasDoneTwice();
        admin.close(Duration.ofSeconds(1));
        environment.close();
    }

    @Test
    void every_request_of_a_topic_that_was_created_again_is_taken_in() {
        WorkerProcess running = environment.worker();
        lectures.complete("before", BEFORE);
        recreate(Topics.REQUESTS, Map.of("retention.ms", "-1"));
        lectures.complete("running", AFTER);
        assertThat(running.log()).contains("it was deleted and created again");

        running.stop();
        recreate(Topics.REQUESTS, Map.of("retention.ms", "-1"));
        lectures.publish("stopped", AFTER);
        WorkerProcess next = environment.worker();
        lectures.awaitCompleted("stopped", AFTER);
        assertThat(next.log()).contains("it was deleted and created again");
    }

    @Test
    void none_is_lost_when_it_was_created_again_more_than_once_with_other_partitions() {
        WorkerProcess running = environment.worker();
        lectures.complete("of-the-first", BEFORE);
        recreate(Topics.REQUESTS, Map.of("retention.ms", "-1"));
        recreate(Topics.REQUESTS, Map.of("retention.ms", "-1"));
        lectures.complete("of-the-third", AFTER);
        recreate(Topics.REQUESTS, 2 * PARTITIONS, Map.of("retention.ms", "-1"));
        lectures.complete("of-more-partitions", AFTER);
        running.awaitReady();
        assertThat(running.log()).contains("was deleted and created again");

        running.stop();
        recreate(Topics.REQUESTS, 2 * PARTITIONS, Map.of("retention.ms", "-1"));
        recreate(Topics.REQUESTS, 3 * PARTITIONS, Map.of("retention.ms", "-1"));
        lectures.publish("of-still-more", AFTER);
        WorkerProcess next = environment.worker();
        lectures.awaitCompleted("of-still-more", AFTER);
        assertThat(next.log()).contains("it was deleted and created again");
    }

    @Test
    void a_journal_that_was_created_again_is_gone_on_with_when_an_operator_says_so() {
        WorkerProcess running = environment.worker();
        lectures.complete("with-the-first-journal", BEFORE);
        recreate(Topics.JOURNAL, Map.of("cleanup.policy", "compact"));
        lectures.publish("with-the-second-journal", AFTER);
        awaitRefusal(running);
        running.stop();
        String adopt = awaitRefusal(environment.startWorker());
        environment.workers().forEach(WorkerProcess::stop);

        environment.worker("--" + adopt).stop();
        environment.worker();
        lectures.awaitCompleted("with-the-second-journal", AFTER);
    }

    @Test
    void outcomes_and_dead_letters_that_were_created_again_hold_up_nothing() {
        WorkerProcess running = environment.worker();
        lectures.complete("reported-before", BEFORE);
        publishGarbage("refused-before");
        assertThat(replay().exit()).isZero();
        recreate(Topics.OUTCOMES, Map.of());
        recreate(Topics.DEAD_LETTER, 1, Map.of("max.message.bytes", "5242880"));
        publishGarbage("refused-after");
        lectures.publish("reported-after", AFTER);
        try (Outcomes after = new Outcomes(environment.clients())) {
            lectures.awaitCompleted("reported-after", AFTER, after);
            assertThat(after.awaitEnd("refused-after")).isInstanceOf(OutcomeEvent.Rejected.class);
        }
        Awaitility.await("what is said of it")
                .atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(running.log())
                                .containsOnlyOnce("the topic of outcomes was replaced")
                                .containsOnlyOnce("the topic of dead letters was replaced"));
        assertThat(replay().err())
                .describedAs("what was replayed of the first topic is no place in the second")
                .contains("1 dead letter(s) published again");
    }

    private CommandHere.Result replay() {
        return Shell.here(
                "replay",
                "--dead-letter",
                "--spring.kafka.bootstrap-servers=" + environment.broker().bootstrapServers());
    }

    private String awaitRefusal(WorkerProcess worker) {
        String readiness =
                Awaitility.await("a refusal")
                        .atMost(LIMIT)
                        .ignoreExceptions()
                        .until(worker::readiness, said -> ADOPT.matcher(said).find());
        assertThat(readiness).contains("OUT_OF_SERVICE", "docs/operating.md");
        Matcher adopt = ADOPT.matcher(readiness);
        assertThat(adopt.find()).isTrue();
        return adopt.group();
    }

    private void publishGarbage(String id) {
        environment
                .requests()
                .publish(
                        new ProducerRecord<>(
                                Topics.REQUESTS, id.getBytes(UTF_8), "garbage".getBytes(UTF_8)));
    }

    private void recreate(String topic, Map<String, String> config) {
        recreate(topic, PARTITIONS, config);
    }

    private void recreate(String topic, int partitions, Map<String, String> config) {
        AtomicReference<Uuid> made = new AtomicReference<>();
        admin.deleteTopics(List.of(topic));
        Awaitility.await("the topic's second life")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> {
                    made.set(
                            admin.createTopics(
                                            List.of(
                                                    new NewTopic(topic, partitions, (short) 1)
                                                            .configs(config)))
                                    .topicId(topic)
                                    .get());
                    return true;
                });
        // Until then the broker confirms what is written to the topic that was deleted.
        Awaitility.await("the broker knows it")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() ->
                        admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                                .anyMatch(known -> known.topicId().equals(made.get())));
    }
}
