package io.panoptoupload.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.gateway.view.UploadFilter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.ZoneOffset;
import java.util.List;

class ListQueryTest {
    private final ListQuery queries = new ListQuery(ZoneOffset.UTC);

    @Test
    void what_is_empty_asks_for_nothing() {
        assertThat(queries.filter(List.of(""), "", "", "")).isEqualTo(UploadFilter.ALL);
        assertThat(ListQuery.place("")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "26-11-23", " "})
    void what_is_no_time_is_refused(String time) {
        assertThatThrownBy(() -> queries.filter(null, null, time, null))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> queries.filter(null, null, null, time))
                .isInstanceOf(Problem.class);
    }
}
