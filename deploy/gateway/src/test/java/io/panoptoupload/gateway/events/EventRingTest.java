package io.panoptoupload.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.topics.TopicState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class EventRingTest {
    private static final TopicState TOPIC = new TopicState("outcomes", "abcdefghijklmnopqrstuv", 2);

    private final EventRing ring = new EventRing(1000);
    private Position end = Position.of(TOPIC, new long[] {5, 7});

    @Test
    void a_position_survives_as_text() {
        Position position = Position.of(TOPIC, new long[] {Position.IGNORED, 123_456_789_012L});
        Position read = Position.parse(position.toString()).orElseThrow();
        assertThat(read.isSame(position)).isTrue();
        assertThat(read.isOf(TOPIC)).isTrue();
        assertThat(read.isOf(new TopicState("outcomes", "another-id-of-22-chars", 2))).isFalse();
        assertThat(read.isOf(new TopicState("outcomes", TOPIC.id(), 3))).isFalse();
        for (String none : List.of("", "x", "abcdefgh", "abcdefgh.", "abcdefgh.-1", "abcdefgh.ü")) {
            assertThat(Position.parse(none)).as(none).isEmpty();
        }
    }

    @Test
    void a_listener_begins_with_the_first_batch_that_it_lacks() throws Exception {
        ring.restart(TOPIC, end);
        Position first = end;
        add(event(0, 5));
        Position second = end;
        add(event(1, 7));
        int now = ring.now().orElseThrow().generation();
        assertThat(sent(now, ring.attach(now, first).orElseThrow())).contains("0@5");
        assertThat(sent(now, ring.attach(now, second).orElseThrow())).contains("1@7");
        assertThat(ring.await(now, ring.attach(now, end).orElseThrow(), Duration.ZERO)).isEmpty();
        assertThat(ring.attach(now, Position.of(TOPIC, new long[] {4, 7}))).isEmpty();
    }

    @Test
    void a_listener_ahead_of_this_gateway_lacks_nothing() throws Exception {
        ring.restart(TOPIC, end);
        add(event(0, 5));
        int now = ring.now().orElseThrow().generation();
        Position ahead = Position.of(TOPIC, new long[] {9, 9});
        assertThat(ring.await(now, ring.attach(now, ahead).orElseThrow(), Duration.ZERO)).isEmpty();
    }

    @Test
    void a_listener_behind_the_oldest_batch_is_disconnected_and_memory_stays_bounded()
            throws Exception {
        ring.restart(TOPIC, end);
        int now = ring.now().orElseThrow().generation();
        long number = ring.attach(now, end).orElseThrow();
        for (int i = 5; i < 100; i++) {
            add(event(0, i));
        }
        assertThatThrownBy(() -> ring.await(now, number, Duration.ZERO))
                .isInstanceOf(EventRing.Ended.class)
                .hasMessageContaining("too slowly");
        assertThat(ring.attach(now, Position.of(TOPIC, new long[] {5, 7}))).isEmpty();
    }

    @Test
    void listeners_of_a_recreated_topic_are_disconnected() {
        ring.restart(TOPIC, end);
        int now = ring.now().orElseThrow().generation();
        ring.restart(TOPIC, end);
        assertThatThrownBy(() -> ring.await(now, 0, Duration.ZERO))
                .isInstanceOf(EventRing.Ended.class);
        ring.restart(null, null);
        assertThat(ring.now()).isEmpty();
    }

    @Test
    void each_event_names_the_position_behind_it() throws Exception {
        ring.restart(TOPIC, end);
        int now = ring.now().orElseThrow().generation();
        long number = ring.attach(now, end).orElseThrow();
        add(event(0, 5), event(1, 7), event(0, 8));
        assertThat(sent(now, number).lines().filter(line -> line.startsWith("id: ")))
                .containsExactly("id: abcdefgh.6.7", "id: abcdefgh.6.8", "id: abcdefgh.9.8");
    }

    private String sent(int now, long number) throws Exception {
        Optional<Batch> batch = ring.await(now, number, Duration.ZERO);
        return new String(batch.orElseThrow().sent(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private void add(Event... events) {
        Batch batch = new Batch(List.of(events), end);
        ring.add(batch);
        end = batch.behind();
    }

    private static Event event(int partition, long offset) {
        return new Event("id", partition, offset, "{\"at\":\"" + partition + "@" + offset + "\"}");
    }
}
