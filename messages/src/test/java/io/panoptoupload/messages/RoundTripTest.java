package io.panoptoupload.messages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.Map;

class RoundTripTest {
    private final JsonMapper json = new JsonMapper();

    @Test
    void theHeaderStandsFlatBesideTheEventsOwnFields() {
        var event =
                new OutcomeEvent.Accepted(
                        new EventHeader(
                                "r1",
                                Instant.EPOCH,
                                1L,
                                Instant.EPOCH,
                                "w",
                                1,
                                Map.of("room", "LT1")),
                        7L);
        String written = json.writeValueAsString(event);
        assertThat(written).startsWith("{\"type\":\"accepted\",\"requestId\":\"r1\"");
        assertThat(json.readValue(written, OutcomeEvent.class)).isEqualTo(event);
    }
}
