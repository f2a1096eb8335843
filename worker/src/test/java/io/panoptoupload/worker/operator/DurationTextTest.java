package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.TypeConversionException;

import java.time.Duration;

class DurationTextTest {
    private final DurationText text = new DurationText();

    @ParameterizedTest
    @CsvSource({
        "30s, PT30S, 30s",
        "90s, PT1M30S, 1m 30s",
        "5M, PT5M, 5m",
        "25h, PT25H, 1d 1h",
        "PT2H5M, PT2H5M, 2h 5m",
        "500ms, PT0.5S, 0s",
    })
    void a_duration_is_written_as_people_do(String word, Duration duration, String shown) {
        assertThat(text.convert(word)).isEqualTo(duration);
        assertThat(DurationText.of(duration)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "soon", "-5m", "PT-5M", "5 m"})
    void anything_else_is_refused_with_what_is_allowed(String word) {
        assertThatThrownBy(() -> text.convert(word))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("write 30s, 5m, 2h or 1d");
    }
}
