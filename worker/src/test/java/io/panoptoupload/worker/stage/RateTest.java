package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.source.Sources;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

class RateTest {
    private static final RecordingSources NONE =
            new RecordingSources(new Sources(Map.of()), 5 * 1024 * 1024);

    private Instant now = Instant.EPOCH;

    @Test
    void what_earlier_runs_sent_is_no_speed_of_this_one() {
        Rate rate = new Rate(() -> now, List.of(), NONE, Upload.created("upload-1"));
        rate.fileBegins(9_000);
        rate.file(9_500);
        now = now.plusSeconds(1);
        assertThat(speed(rate)).isEqualTo(500);
        rate.fileDone(10_000);
        rate.fileBegins(0);
        rate.file(1_000);
        now = now.plusSeconds(1);
        assertThat(speed(rate)).isEqualTo((1_000 + 1_000) / 2);
    }

    private static long speed(Rate rate) {
        OutcomeEvent.Progress told = rate.event(FakeTask.header(), "0.mp4");
        Long speed = told.bytesPerSecond();
        return speed == null ? 0 : speed;
    }
}
