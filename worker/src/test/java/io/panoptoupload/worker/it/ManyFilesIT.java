package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Image;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.simulator.Operation;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A lecture with a thousand files, whose worker dies half way. */
@Tag("full")
class ManyFilesIT {
    private static final int IMAGES = 999;
    private static final int HELD = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir private Path directory;

    @Test
    void after_kill_9_no_file_that_was_recorded_is_sent_again_and_the_journal_stays_small()
            throws IOException {
        try (TestEnvironment surroundings = new TestEnvironment(directory)) {
            String hold =
                    surroundings
                            .simulator()
                            .faults()
                            .add(
                                    FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                            .calls(HELD)
                                            .build());
            WorkerProcess first = surroundings.worker();
            surroundings.requests().publish(request(surroundings));
            Awaitility.await("the file in the middle")
                    .atMost(PATIENCE)
                    .until(() -> surroundings.simulator().faults().waiting(hold) == 1);
            first.kill9();
            surroundings.simulator().faults().clear();

            surroundings.worker();
            Awaitility.await("the end")
                    .atMost(PATIENCE)
                    .until(() ->
                            !new Sessions(surroundings.simulator()).published("many").isEmpty());
            surroundings.outcomes().awaitEnd("many", OutcomeEvent.Completed.class);

            Ledger.Upload upload = new Sessions(surroundings.simulator()).onlyOne("many");
            assertThat(surroundings.simulator().ledger().uploads()).hasSize(1);
            assertThat(upload.files()).as("and the manifest").hasSize(IMAGES + 2);
            assertThat(upload.files().stream().mapToInt(Ledger.File::repeatedParts).sum())
                    .as("the part that was in flight")
                    .isLessThanOrEqualTo(1);
            surroundings.outcomes().assertExact("many");
            assertThat(journalBytes(surroundings)).isLessThan(4_000L * IMAGES);
        }
    }

    private static UploadRequest request(TestEnvironment surroundings) {
        Path lecture = TestFiles.write(surroundings.captures(), "lecture.mp4", 1000, 1);
        Path slide = TestFiles.write(surroundings.captures(), "slide.jpg", 1000, 2);
        List<Image> images =
                IntStream.range(0, IMAGES)
                        .mapToObj(second ->
                                new Image(
                                        Source.of(slide.toUri().toString()),
                                        Duration.ofSeconds(second),
                                        null,
                                        null,
                                        null))
                        .toList();
        return Requests.builder("many", lecture).images(images).build();
    }

    private static long journalBytes(TestEnvironment surroundings) {
        return new JournalTrail(surroundings.clients())
                .all().stream()
                        .mapToLong(entry ->
                                entry.key().length()
                                        + entry.value()
                                                .map(value ->
                                                        value.toString().getBytes(UTF_8).length)
                                                .orElse(0))
                        .sum();
    }
}
