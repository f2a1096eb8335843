package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.OptionalLong;

class ContentRangeTest {
    @Test
    void a_range_of_a_whole_is_read() {
        assertThat(ContentRange.parse("bytes 5-9/100"))
                .isEqualTo(new ContentRange(5, 9, OptionalLong.of(100)));
        assertThat(ContentRange.parse("bytes 5-9/*"))
                .isEqualTo(new ContentRange(5, 9, OptionalLong.empty()));
        assertThat(ContentRange.parse("bytes */100"))
                .isEqualTo(new ContentRange(-1, -1, OptionalLong.of(100)));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "5-9/100",
                "bytes 5-/100",
                "bytes=5-9/100",
                "bytes 5-9",
                "bytes 0-0/0",
                "bytes 5-9/9",
                "pages 5-9/100"
            })
    void anything_else_is_none(String header) {
        assertThat(ContentRange.parse(header)).isNull();
    }

    @Test
    void a_range_holds_what_it_begins_and_ends_with() {
        ContentRange range = new ContentRange(5, 9, OptionalLong.of(100));

        assertThat(range.holds(5, 5)).isTrue();
        assertThat(range.holds(5, 4)).isFalse();
        assertThat(range.holds(4, 6)).isFalse();
    }
}
