package io.panoptoupload.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

class EventsControllerTest {
    private static final TopicState TOPIC = new TopicState("outcomes", "abcdefghijklmnopqrstuv", 1);

    private final EventRing ring = new EventRing(1000);

    /** Lets nobody in. */
    private final EventStreams streams =
            new EventStreams(
                    ring,
                    () -> new MockConsumer<>("none"),
                    new Uploads(1, 1),
                    () -> true,
                    0,
                    new SimpleMeterRegistry());

    private final MockMvcTester calls = MockMvcTester.of(new EventsController(streams));

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/events", "/api/v1/uploads/a/events"})
    void a_head_request_takes_no_listeners_place(String path) {
        ring.restart(TOPIC, Position.of(TOPIC, new long[] {0}));
        assertThat(calls.head().uri(path))
                .hasStatusOk()
                .hasContentTypeCompatibleWith(MediaType.TEXT_EVENT_STREAM)
                .hasHeader("Cache-Control", "no-store")
                .hasBodyTextEqualTo("");
    }

    @Test
    void a_head_is_refused_while_no_events_are_followed() {
        assertThat(calls.head().uri("/api/v1/events"))
                .failure()
                .hasRootCauseInstanceOf(KafkaUnavailable.class);
    }
}
