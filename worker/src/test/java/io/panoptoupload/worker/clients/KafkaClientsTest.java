package io.panoptoupload.worker.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class KafkaClientsTest {
    @Test
    void a_dead_worker_is_missed_after_seconds_and_the_others_hear_within_half_of_one() {
        assertThat(requestConsumer(Map.of()))
                .contains(entry("session.timeout.ms", 9_000), entry("heartbeat.interval.ms", 500));
    }

    @Test
    void a_site_may_choose_others() {
        assertThat(
                        requestConsumer(
                                Map.of(
                                        "session.timeout.ms", 30_000,
                                        "heartbeat.interval.ms", 3_000)))
                .contains(
                        entry("session.timeout.ms", 30_000), entry("heartbeat.interval.ms", 3_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"consumer", "CONSUMER"})
    void where_the_broker_decides_on_them_none_is_named(String protocol) {
        assertThat(requestConsumer(Map.of("group.protocol", protocol)))
                .doesNotContainKeys(
                        "session.timeout.ms",
                        "heartbeat.interval.ms",
                        "partition.assignment.strategy");
    }

    @Test
    void a_member_of_the_group_has_its_workers_name_unless_the_site_names_it() {
        KafkaClients unnamed = new KafkaClients(Map.of(), Map.of(), Map.of());
        assertThat(unnamed.requestConsumer("room-5")).containsEntry("client.id", "room-5");
        KafkaClients named = new KafkaClients(Map.of("client.id", "av"), Map.of(), Map.of());
        assertThat(named.requestConsumer("room-5")).containsEntry("client.id", "av");
    }

    @Test
    void a_heartbeat_that_a_site_chooses_fits_into_the_session() {
        assertThat(requestConsumer(Map.of("heartbeat.interval.ms", "10000")))
                .containsEntry("session.timeout.ms", 30_000);
    }

    /** The first is Kafka's own default. */
    @ParameterizedTest
    @CsvSource({
        "request.timeout.ms, 30000",
        "request.timeout.ms, 1000",
        "default.api.timeout.ms, 5000",
        "default.api.timeout.ms, 60000"
    })
    void one_time_out_that_a_site_chooses_does_not_contradict_ours(String name, String value) {
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:1", name, value);
        Admin admin = new KafkaClients(Map.of(), Map.of(), settings).admin();
        admin.close(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest"})
    void nothing_is_passed_over_or_read_ahead_or_uncommitted_whatever_a_site_chooses(String reset) {
        assertThat(requestConsumer(configured(reset)))
                .containsAllEntriesOf(
                        Map.of(
                                "auto.offset.reset",
                                "none",
                                "max.poll.records",
                                1,
                                "isolation.level",
                                "read_committed",
                                "enable.auto.commit",
                                false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest"})
    void the_journal_is_read_from_where_it_is_said_and_from_nowhere_else(String reset) {
        Map<String, Object> settings = new HashMap<>(configured(reset));
        settings.put("bootstrap.servers", "127.0.0.1:1");
        KafkaClients clients = new KafkaClients(settings, Map.of(), Map.of());
        assertHasNoPosition(clients.journalScan());
        assertHasNoPosition(clients.journalReader());
    }

    private static void assertHasNoPosition(Consumer<byte[], byte[]> consumer) {
        try (consumer) {
            consumer.assign(List.of(new TopicPartition("journal", 0)));
            assertThatThrownBy(() -> consumer.poll(Duration.ZERO))
                    .isInstanceOf(NoOffsetForPartitionException.class);
        }
    }

    private static Map<String, Object> configured(String reset) {
        return reset.isEmpty()
                ? Map.of()
                : Map.of(
                        "auto.offset.reset",
                        reset,
                        "max.poll.records",
                        500,
                        "isolation.level",
                        "read_uncommitted",
                        "enable.auto.commit",
                        true);
    }

    private static Map<String, Object> requestConsumer(Map<String, Object> configured) {
        return new KafkaClients(configured, Map.of(), Map.of()).requestConsumer();
    }
}
