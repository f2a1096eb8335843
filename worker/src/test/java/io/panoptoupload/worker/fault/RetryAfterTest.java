package io.panoptoupload.worker.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | PT2M",
                "0 | PT0S",
                "Mon, 23 Nov 2026 09:01:00 GMT | PT1M",
                "Mon, 23 Nov 2026 08:00:00 GMT | PT0S",
                "soon |",
                "-5 | PT0S",
                "3600 | PT1H",
                "3601 | PT1H",
                "99999999999999999999 | PT1H",
                "Fri, 31 Dec 9999 23:59:59 GMT | PT1H",
                "|"
            })
    void seconds_or_a_date(String header, Duration wait) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(wait);
    }
}
