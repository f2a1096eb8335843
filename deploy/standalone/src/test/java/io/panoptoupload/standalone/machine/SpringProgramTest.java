package io.panoptoupload.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.broker.ChildFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class SpringProgramTest {
    private static final Map<String, String> PROPERTIES = Map.of("worker.uploads", "8");

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void properties_are_all_that_there_is(String site) {
        assertThat(SpringProgram.json(PROPERTIES, site)).isEqualTo("{\"worker.uploads\":\"8\"}");
    }

    @Test
    void what_the_site_says_in_json_is_kept_below_them() {
        assertThat(SpringProgram.json(PROPERTIES, "{\"worker\":{\"uploads\":2,\"parts\":3}}"))
                .isEqualTo("{\"worker\":{\"uploads\":2,\"parts\":3},\"worker.uploads\":\"8\"}");
    }

    @Test
    void an_argument_counts_more_than_the_variable() {
        assertThat(SpringProgram.json(Map.of("spring.application.json", "{\"a\":1}"), "{\"b\":2}"))
                .startsWith("{\"a\":1,")
                .doesNotContain("\"b\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[]", "7"})
    void what_is_not_json_is_said_in_one_line(String site) {
        assertThatThrownBy(() -> SpringProgram.json(PROPERTIES, site))
                .isInstanceOf(ChildFailure.class)
                .hasMessage("SPRING_APPLICATION_JSON is not a JSON object");
    }
}
