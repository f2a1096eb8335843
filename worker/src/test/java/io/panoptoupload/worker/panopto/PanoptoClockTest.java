package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;

import static io.panoptoupload.worker.panopto.Site.UPLOAD;
import static io.panoptoupload.worker.panopto.Site.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

@ExtendWith(OutputCaptureExtension.class)
class PanoptoClockTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final PanoptoClock clock = new PanoptoClock();

    @Test
    void a_clock_that_is_off_is_reported_once_with_the_difference(CapturedOutput output) {
        for (int i = 0; i < 3; i++) {
            clock.update("Sat, 28 Nov 2026 10:00:00 GMT", NOW);
        }

        assertThat(clock.ahead()).contains(Duration.ofHours(2));
        assertThat(output.getAll())
                .containsOnlyOnce("this machine's clock is 2 h 0 min ahead of Panopto's");
    }

    @Test
    void a_date_that_cannot_be_read_says_nothing() {
        clock.update(null, NOW);
        clock.update("yesterday", NOW);

        assertThat(clock.ahead()).isEmpty();
    }

    @Test
    void every_response_has_panoptos_time() {
        try (Site site = new Site()) {
            String date =
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            Instant.now().minus(Duration.ofHours(2)).atZone(ZoneOffset.UTC));
            site.respond(GET, UPLOAD, upload(200, "0").withHeader("Date", date));

            assertThat(site.client.getUpload("u1")).isPresent();

            assertThat(site.http.clockAhead())
                    .hasValueSatisfying(ahead ->
                            assertThat(ahead)
                                    .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(125)));
        }
    }
}
