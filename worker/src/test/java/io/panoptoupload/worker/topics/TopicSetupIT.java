package io.panoptoupload.worker.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.KafkaClock;
import io.panoptoupload.worker.fault.ClockDifference;

import kafka.admin.ConfigCommand;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.TopicCommand;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Against a real broker: only it knows what its topics are like. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicSetupIT {
    private KafkaBroker broker;
    private Admin admin;
    private String prefix = "";

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        broker = KafkaBroker.in(data).shortLived().start();
        admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers()));
    }

    @AfterAll
    void stop() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void names(TestInfo test) {
        prefix = test.getTestMethod().orElseThrow().getName() + ".";
    }

    @Test
    void records_from_another_time_are_refused_in_words_about_the_clock() throws Exception {
        make("timed", 1, Map.of("message.timestamp.after.max.ms", "3600000"));
        KafkaClients clients = clients();
        long ahead = System.currentTimeMillis() + Duration.ofHours(2).toMillis();
        try (Producer<byte[], byte[]> producer = clients.plain()) {
            assertThatThrownBy(() ->
                            producer.send(
                                            new ProducerRecord<>(
                                                    prefix + "timed", 0, ahead, null, new byte[1]))
                                    .get())
                    .satisfies(refused ->
                            assertThat(clients.explained(refused))
                                    .contains("InvalidTimestampException")
                                    .contains("this machine's clock is")
                                    .contains("Kafka's"));
        }
        assertThat(KafkaClock.ahead(admin, InstantSource.system()))
                .hasValueSatisfying(
                        difference -> assertThat(ClockDifference.isTolerated(difference)).isTrue());
        assertThat(
                        KafkaClock.ahead(
                                admin,
                                InstantSource.offset(InstantSource.system(), Duration.ofHours(-2))))
                .hasValueSatisfying(difference ->
                        assertThat(ClockDifference.describe(difference, "Kafka's"))
                                .contains(" h ")
                                .contains("behind"));
        assertThat(clients.explained(new IllegalStateException("else"))).contains("else");
    }

    private Map<String, Object> connection() {
        return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
    }

    @Test
    void makes_absent_topics_as_the_guarantees_need_them() throws Exception {
        assertThat(prepare(true)).isEqualTo(new TopicSetup.Layout(3, 3));
        assertThat(prepare(true)).describedAs("again").isEqualTo(new TopicSetup.Layout(3, 3));
        assertThat(prepare(false)).isEqualTo(new TopicSetup.Layout(3, 3));
        assertThat(admin.describeTopics(List.of(prefix + "dead")).allTopicNames().get())
                .hasEntrySatisfying(
                        prefix + "dead", topic -> assertThat(topic.partitions()).hasSize(1));
        assertThat(
                        admin.describeConfigs(
                                        Stream.of("requests", "outcomes", "dead")
                                                .map(name ->
                                                        new ConfigResource(
                                                                ConfigResource.Type.TOPIC,
                                                                prefix + name))
                                                .toList())
                                .all()
                                .get()
                                .values())
                .as("whatever the broker's default is")
                .extracting(config -> config.get("cleanup.policy").source())
                .containsOnly(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG);
    }

    @Test
    void names_every_absent_topic_when_it_may_make_none() {
        assertThatThrownBy(() -> prepare(false))
                .isInstanceOfSatisfying(
                        TopicFault.class,
                        fault ->
                                assertThat(fault.lines())
                                        .hasSize(4)
                                        .allMatch(line ->
                                                line.contains("worker.topics.create=true")));
    }

    @Test
    void makes_a_journal_that_fits_the_requests_that_are_there() throws Exception {
        make("requests", 2, Map.of());
        assertThat(prepare(true)).isEqualTo(new TopicSetup.Layout(2, 2));
    }

    @Test
    void makes_a_journal_that_fits_requests_that_no_list_shows_yet() throws Exception {
        make("requests", 2, Map.of());
        TopicMetadata behind =
                new TopicMetadata(admin, settings(true)) {
                    private boolean asked;

                    @Override
                    List<String> absent() throws InterruptedException {
                        boolean first = !asked;
                        asked = true;
                        return first
                                ? List.of(
                                        prefix + "requests",
                                        prefix + "outcomes",
                                        prefix + "journal",
                                        prefix + "dead")
                                : super.absent();
                    }
                };
        new TopicCreation(admin, behind, settings(true)).makeAbsent();
        assertThat(prepare(false)).isEqualTo(new TopicSetup.Layout(2, 2));
    }

    @Test
    void makes_requests_that_fit_the_journal_that_is_there() throws Exception {
        make("journal", 5, Map.of("cleanup.policy", "compact"));
        assertThat(prepare(true)).isEqualTo(new TopicSetup.Layout(5, 5));
    }

    @Test
    void takes_requests_that_have_more_partitions_than_the_journal() throws Exception {
        make("requests", 6, Map.of());
        make("journal", 4, Map.of("cleanup.policy", "compact"));
        assertThat(prepare(true)).isEqualTo(new TopicSetup.Layout(6, 4));
    }

    @Test
    void refuses_requests_that_have_fewer_partitions_than_the_journal() throws Exception {
        make("requests", 2, Map.of());
        make("journal", 4, Map.of("cleanup.policy", "compact"));
        assertFixed("has 2 partitions, fewer than the 4 of the journal");
    }

    @Test
    void a_journal_that_got_more_partitions_while_it_is_in_use_is_no_reason_for_more_requests()
            throws Exception {
        make("requests", 2, Map.of());
        make("journal", 4, Map.of("cleanup.policy", "compact"));
        try (Producer<byte[], byte[]> producer = clients().plain()) {
            for (int partition = 0; partition < 2; partition++) {
                producer.send(
                                new ProducerRecord<>(
                                        prefix + "journal",
                                        partition,
                                        new byte[] {1},
                                        new byte[] {1}))
                        .get();
            }
        }
        assertThatThrownBy(() -> prepare(true))
                .isInstanceOfSatisfying(
                        TopicFault.class,
                        fault ->
                                assertThat(fault.lines())
                                        .singleElement()
                                        .asString()
                                        .contains(
                                                "has 4 partitions, but was written with at least 2: ")
                                        .contains("with as many partitions as it had")
                                        .doesNotContain("--alter"));
    }

    @Test
    void refuses_a_journal_that_is_not_only_compacted() throws Exception {
        make("journal", 1, Map.of("cleanup.policy", "compact,delete"));
        assertFixed("would delete jobs that are still open");
    }

    @Test
    void refuses_requests_that_are_compacted() throws Exception {
        make("requests", 1, Map.of("cleanup.policy", "compact"));
        assertFixed("would drop a request");
    }

    @Test
    void refuses_dead_letters_that_are_compacted() throws Exception {
        make("dead", 1, Map.of("cleanup.policy", "compact", "max.message.bytes", "20000000"));
        assertFixed("takes no letter of a record without a key");
    }

    @Test
    void refuses_requests_that_are_forgotten_before_their_jobs_are() throws Exception {
        make("requests", 1, Map.of("retention.ms", "3600000"));
        assertFixed("is shorter than worker.deduplication");
    }

    @Test
    void takes_requests_that_are_kept_for_ever() throws Exception {
        make("requests", 1, Map.of("retention.ms", "-1"));
        assertThat(prepare(true).requestPartitions()).isEqualTo(1);
    }

    @Test
    void refuses_a_journal_that_does_not_take_a_job() throws Exception {
        make("journal", 1, Map.of("cleanup.policy", "compact", "max.message.bytes", "100000"));
        assertFixed("is less than a job's record may have");
    }

    /** The one fault is named, and gone once its remedy was run as it stands. */
    private void assertFixed(String fault) throws Exception {
        ThrowingCallable preparing = () -> prepare(true);
        assertThatThrownBy(preparing)
                .isInstanceOfSatisfying(
                        TopicFault.class,
                        found -> {
                            assertThat(found.lines())
                                    .singleElement()
                                    .asString()
                                    .startsWith("topic " + prefix)
                                    .contains(fault);
                            run(found.lines().getFirst().replaceFirst(".*; run: ", ""));
                        });
        assertThat(prepare(true).journalPartitions()).isPositive();
    }

    private static void run(String command) {
        String[] words = command.split(" ", -1);
        String[] options = Arrays.copyOfRange(words, 1, words.length);
        Exit.setExitProcedure((status, _) -> assertThat(status).as(command).isZero());
        try {
            switch (words[0]) {
                case "kafka-topics.sh" -> TopicCommand.main(options);
                case "kafka-configs.sh" -> ConfigCommand.main(options);
                default -> throw new AssertionError(command);
            }
        } finally {
            Exit.resetExitProcedure();
        }
    }

    private KafkaClients clients() {
        return new KafkaClients(connection(), connection(), connection());
    }

    private TopicSetup.Layout prepare(boolean create) throws InterruptedException {
        return new TopicSetup(admin, settings(create), clients().tools()).prepare();
    }

    private TopicSettings settings(boolean create) {
        return new TopicSettings(
                prefix + "requests",
                prefix + "outcomes",
                prefix + "journal",
                prefix + "dead",
                create,
                3,
                (short) -1,
                Duration.ofDays(7));
    }

    private void make(String name, int partitions, Map<String, String> config) throws Exception {
        NewTopic topic =
                new NewTopic(prefix + name, Optional.of(partitions), Optional.empty())
                        .configs(config);
        admin.createTopics(List.of(topic)).all().get();
        // The broker that created it announces it a moment later.
        await().until(() -> admin.listTopics().names().get().contains(prefix + name));
    }
}
