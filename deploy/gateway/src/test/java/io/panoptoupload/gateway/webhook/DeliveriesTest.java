package io.panoptoupload.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is sent when, by a clock that stands still until it is set. */
@ExtendWith(OutputCaptureExtension.class)
class DeliveriesTest {
    private static final TopicPartition ONE = new TopicPartition("outcomes", 1);
    private static final TopicPartition TWO = new TopicPartition("outcomes", 2);
    private static final Receiver.Outcome AWAY = new Receiver.Outcome.Away("away");
    private static final Receiver.Outcome REFUSED = new Receiver.Outcome.Refused(422);

    private final Map<String, Receiver.Outcome> outcomes = new HashMap<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> results = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T22:00:00Z");
    private final Deliveries deliveries =
            new Deliveries(
                    event -> {
                        sent.add(event.id());
                        return outcomes.getOrDefault(event.id(), new Receiver.Outcome.Taken());
                    },
                    results::add,
                    JsonMapper.builder().build(),
                    () -> now);

    @Test
    void final_events_are_sent_in_order_and_others_are_passed_over() throws Exception {
        deliveries.add(
                ONE,
                List.of(
                        record(ONE, 5, "a", "progress"),
                        record(ONE, 6, "a", "completed"),
                        record(ONE, 7, "b", "rejected"),
                        new ConsumerRecord<>(
                                "outcomes", 1, 8, new byte[0], "no JSON".getBytes(UTF_8)),
                        record(ONE, 9, "c", "cancelled"),
                        record(ONE, 10, "d", "failed")));

        all();

        assertThat(sent).containsExactly("a", "b", "c", "d");
        assertThat(deliveries.takeDone()).containsEntry(ONE, new OffsetAndMetadata(11));
        assertThat(deliveries.takeDone()).isEmpty();
        assertThat(deliveries.waiting()).isEmpty();
    }

    @Test
    void a_receiver_that_is_away_for_a_night_is_sent_everything_and_nothing_twice()
            throws Exception {
        outcomes.put("a", AWAY);
        deliveries.add(
                ONE, List.of(record(ONE, 1, "a", "completed"), record(ONE, 2, "b", "completed")));
        Instant morning = now.plus(Duration.ofHours(9));
        while (now.isBefore(morning)) {
            all();
            assertThat(deliveries.takeDone()).isEmpty();
            now = now.plusSeconds(10);
        }
        assertThat(sent).containsOnly("a").hasSizeBetween(400, 700);

        outcomes.clear();
        now = now.plus(Duration.ofMinutes(1));
        sent.clear();
        all();

        assertThat(sent).containsExactly("a", "b");
        assertThat(deliveries.takeDone()).containsEntry(ONE, new OffsetAndMetadata(3));
    }

    @Test
    void an_event_that_was_refused_before_hides_no_receiver_that_is_away(CapturedOutput log)
            throws Exception {
        outcomes.put("a", REFUSED);
        deliveries.add(ONE, List.of(record(ONE, 1, "a", "completed")));
        all();
        outcomes.put("a", AWAY);
        tryFor(Duration.ofHours(9));
        assertThat(log.getAll()).containsOnlyOnce("could not be sent a (away)");
    }

    @Test
    void each_reason_is_said_once_and_that_events_are_taken_again(CapturedOutput log)
            throws Exception {
        outcomes.put("a", AWAY);
        outcomes.put("b", AWAY);
        deliveries.add(ONE, List.of(record(ONE, 1, "a", "completed")));
        deliveries.add(TWO, List.of(record(TWO, 1, "b", "completed")));
        tryFor(Duration.ofHours(1));
        outcomes.put("a", new Receiver.Outcome.Away("it responded with 503"));
        tryFor(Duration.ofHours(1));
        outcomes.clear();
        tryFor(Duration.ofMinutes(10));
        assertThat(log.getAll())
                .containsOnlyOnce("(away)")
                .containsOnlyOnce("(it responded with 503)")
                .containsOnlyOnce("takes events again");

        outcomes.put("c", AWAY);
        deliveries.add(ONE, List.of(record(ONE, 2, "c", "completed")));
        tryFor(Duration.ofMinutes(10));
        assertThat(log.getAll().split("\\(away\\)", -1)).as("each time anew").hasSize(3);
    }

    @Test
    void a_receiver_that_comes_and_goes_does_not_flood_the_log(CapturedOutput log)
            throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            records.add(record(ONE, i, "e" + i, "completed"));
        }
        deliveries.add(ONE, records);
        for (int i = 0; i < 1000; i++) {
            outcomes.put("e" + i, AWAY);
            all();
            outcomes.clear();
            now = now.plusSeconds(1);
            assertThat(deliveries.next()).isTrue();
        }
        assertThat(log.getAll().lines()).hasSizeLessThan(2 * 1000 / 60 + 3);
    }

    private void tryFor(Duration time) throws InterruptedException {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            all();
            now = now.plusSeconds(10);
        }
    }

    @Test
    void an_event_that_is_refused_three_times_stops_no_other() throws Exception {
        outcomes.put("poison", REFUSED);
        deliveries.add(
                ONE,
                List.of(record(ONE, 1, "poison", "completed"), record(ONE, 2, "b", "completed")));
        for (int i = 0; i < 5; i++) {
            all();
            now = now.plus(Duration.ofMinutes(1));
        }

        assertThat(sent).containsExactly("poison", "poison", "poison", "b");
        assertThat(results).containsExactly("retried", "retried", "refused", "sent");
        assertThat(deliveries.takeDone()).containsEntry(ONE, new OffsetAndMetadata(3));
    }

    @Test
    void a_partition_that_waits_holds_up_none_of_the_others() throws Exception {
        outcomes.put("a", AWAY);
        deliveries.add(ONE, List.of(record(ONE, 1, "a", "completed")));
        deliveries.add(TWO, List.of(record(TWO, 1, "b", "completed")));

        all();

        assertThat(sent).containsExactlyInAnyOrder("a", "b");
        assertThat(deliveries.waiting()).containsExactly(ONE);
        assertThat(deliveries.takeDone()).containsOnlyKeys(TWO);
    }

    @Test
    void of_a_partition_that_is_anothers_nothing_more_is_sent() throws Exception {
        deliveries.add(ONE, List.of(record(ONE, 1, "a", "completed")));
        deliveries.drop(List.of(ONE));
        assertThat(deliveries.next()).isFalse();
        assertThat(sent).isEmpty();
    }

    @Test
    void an_event_is_sent_as_a_structured_cloudevent() {
        FinalEvent event =
                FinalEvent.of(record(ONE, 1, "x/1/2", "completed"), JsonMapper.builder().build())
                        .orElseThrow();
        assertThat(event.body())
                .isEqualTo(
                        "{\"specversion\":\"1.0\",\"id\":\"x/1/2\",\"type\":\"panopto.upload.completed.v1\",\"datacontenttype\":\"application/json\",\"data\":{\"type\":\"completed\"}}");
    }

    @Test
    void an_events_data_is_sent_as_it_was_published() {
        String published =
                "{\"type\":\"failed\",\"extensions\":{\"a\":1e400,\"b\":1.50,\"c\":123456789012345678.25,\"d\":-0}}";
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("outcomes", 1, 1, new byte[0], published.getBytes(UTF_8));
        assertThat(FinalEvent.of(record, JsonMapper.builder().build()).orElseThrow().body())
                .endsWith("\"data\":" + published + "}");
    }

    private void all() throws InterruptedException {
        while (deliveries.next()) {
            assertThat(sent).hasSizeLessThan(10_000);
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(
            TopicPartition partition, long offset, String id, String type) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        offset,
                        new byte[0],
                        "{\"type\":\"%s\"}".formatted(type).getBytes(UTF_8));
        record.headers()
                .add("ce_specversion", "1.0".getBytes(UTF_8))
                .add("ce_id", id.getBytes(UTF_8))
                .add("ce_type", "panopto.upload.%s.v1".formatted(type).getBytes(UTF_8))
                .add("content-type", "application/json".getBytes(UTF_8));
        return record;
    }
}
