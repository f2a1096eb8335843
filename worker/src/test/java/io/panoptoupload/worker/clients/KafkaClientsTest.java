package io.panoptoupload.worker.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

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

    @Test
    void where_the_broker_decides_on_them_none_is_named() {
        assertThat(requestConsumer(Map.of("group.protocol", "consumer")))
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

    private static Map<String, Object> requestConsumer(Map<String, Object> configured) {
        return new KafkaClients(configured, Map.of(), Map.of()).requestConsumer();
    }
}
