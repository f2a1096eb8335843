package io.panoptoupload.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

class NarrationTest {
    private static final EventHeader HEADER =
            new EventHeader("r1", Instant.EPOCH, 1L, Instant.EPOCH, "w", 1, Map.of());

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void is_one_line_per_event_where_there_is_no_terminal() {
        narrate(false, false);
        assertThat(written().lines().map(line -> line.replaceFirst("^ *[0-9.]+ s  ", "")))
                .containsExactly(
                        "accepted, 100 bytes",
                        " 40 %  transfer, camera.mp4",
                        " 90 %  transfer, camera.mp4",
                        "finalised: Panopto has everything");
        assertThat(written()).doesNotContain("\033", "\r");
    }

    @Test
    void draws_progress_on_the_same_line_of_a_terminal() {
        narrate(true, true);
        assertThat(written().split("\n", -1)).filteredOn(line -> line.contains("%")).hasSize(1);
        assertThat(written()).contains("\033[32m━");
    }

    @Test
    void uses_no_colours_where_they_are_not_wanted() {
        narrate(true, false);
        assertThat(written()).contains("━").doesNotContain("\033[32m", "\033[0m");
    }

    private void narrate(boolean terminal, boolean colours) {
        PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
        Narration narration = new Narration(new Display(out, terminal, colours));
        narration.narrate(new OutcomeEvent.Accepted(HEADER, 100L));
        narration.narrate(progress(40));
        narration.narrate(progress(90));
        narration.narrate(new OutcomeEvent.Finalised(HEADER));
    }

    private static OutcomeEvent progress(int percent) {
        return new OutcomeEvent.Progress(
                HEADER, Stage.TRANSFER, "camera.mp4", percent, 100L, (double) percent, null, null);
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
