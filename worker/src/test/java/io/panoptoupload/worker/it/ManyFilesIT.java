package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Image;
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
        try (TestEnvironment environment = new TestEnvironment(directory)) {
            String hold =
                    environment.fault(
                            FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD).calls(HELD));
            WorkerProcess first = environment.worker();
            environment.requests().publish(request(environment));
            Awaitility.await("the file in the middle")
                    .atMost(PATIENCE)
                    .until(() -> environment.faults().waiting(hold) == 1);
            first.kill9();
            environment.faults().clear();

            environment.worker();
            Awaitility.await("the end")
                    .atMost(PATIENCE)
                    .until(() ->
                            !new Sessions(environment.simulator()).published("many").isEmpty());
            environment.outcomes().awaitCompleted("many");

            Ledger.Upload upload = new Sessions(environment.simulator()).onlyOne("many");
            assertThat(environment.simulator().ledger().uploads()).hasSize(1);
            assertThat(upload.files()).as("and the manifest").hasSize(IMAGES + 2);
            assertThat(upload.files().stream().mapToInt(Ledger.File::repeatedParts).sum())
                    .as("the part that was in flight")
                    .isLessThanOrEqualTo(1);
            environment.outcomes().assertExact("many");
            assertThat(journalBytes(environment)).isLessThan(4_000L * IMAGES);
        }
    }

    private static UploadRequest request(TestEnvironment environment) {
        Path lecture = TestFiles.write(environment.captures(), "lecture.mp4", 1000, 1);
        Path slide = TestFiles.write(environment.captures(), "slide.jpg", 1000, 2);
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

    private static long journalBytes(TestEnvironment environment) {
        return new JournalTrail(environment.clients())
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
