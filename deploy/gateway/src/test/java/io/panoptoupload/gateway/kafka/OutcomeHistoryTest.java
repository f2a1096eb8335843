package io.panoptoupload.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

class OutcomeHistoryTest {
    private static final String FIRST = "{\"type\":\"accepted\",\"sequence\":1}";

    private final OutcomeHistory.Search search =
            new OutcomeHistory.Search(JsonMapper.shared(), "a", 2L);

    /** Their texts are passed on as they are, and would break the response that holds them. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "42", "\"text\"", "[]", "{\"sequence\":"})
    void what_is_no_event_is_left_out_and_missed(String value) {
        take("a", FIRST);
        take("a", value);
        OutcomeHistory.Events found = search.found(true);
        assertThat(found.events()).extracting(OutcomeHistory.Event::text).containsExactly(FIRST);
        assertThat(found.complete()).isFalse();
    }

    @Test
    void the_events_of_others_and_repetitions_are_passed_over() {
        take("b", FIRST);
        take("a", FIRST);
        take("a", FIRST);
        OutcomeHistory.Events found = search.found(true);
        assertThat(found.events()).hasSize(1);
        assertThat(found.complete()).isTrue();
    }

    /** A sender's own fields come back in each event. */
    @Test
    void of_long_events_progress_is_left_out_first_and_the_senders_fields_are_kept_as_text_alone() {
        String extensions = "\"extensions\":{\"x\":\"%s\"}".formatted("x".repeat(16_000));
        OutcomeHistory.Search all = new OutcomeHistory.Search(JsonMapper.shared(), "a", null);
        for (int sequence = 1; sequence <= 400; sequence++) {
            String type = sequence == 1 ? "accepted" : sequence == 400 ? "completed" : "progress";
            take(
                    all,
                    "a",
                    "{\"type\":\"%s\",\"sequence\":%d,%s}".formatted(type, sequence, extensions));
        }
        OutcomeHistory.Events found = all.found(true);
        assertThat(found.events().stream().mapToInt(each -> each.text().length()).sum())
                .isLessThan(2 << 20);
        assertThat(found.events())
                .hasSizeGreaterThan(100)
                .allMatch(each -> each.text().contains(extensions))
                .noneMatch(each -> each.json().has("extensions"))
                .extracting(each -> each.json().path("sequence").asInt())
                .contains(1, 399, 400)
                .doesNotContain(2);
        assertThat(found.complete()).isFalse();
    }

    private void take(String key, String value) {
        take(search, key, value);
    }

    private static void take(OutcomeHistory.Search search, String key, String value) {
        search.take(
                new ConsumerRecord<>("outcomes", 0, 0, key.getBytes(UTF_8), value.getBytes(UTF_8)));
    }
}
