package io.panoptoupload.worker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class ClockDifferenceTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S,        true,  0 s ahead of",
        "PT-3S,       true,  3 s behind",
        "PT5M,        true,  5 min ahead of",
        "PT-5M1S,     true,  4 min behind",
        "PT-5M-1S,    false, 5 min behind",
        "PT2H,        false, 2 h 0 min ahead of",
        "PT-50H-30M,  false, 50 h 30 min behind"
    })
    void says_how_far_and_which_way(Duration ahead, boolean tolerated, String words) {
        assertThat(ClockDifference.isTolerated(ahead)).isEqualTo(tolerated);
        assertThat(ClockDifference.describe(ahead, "Kafka's"))
                .isEqualTo("this machine's clock is " + words + " Kafka's");
    }
}
