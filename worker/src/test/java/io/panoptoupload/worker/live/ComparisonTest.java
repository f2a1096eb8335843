package io.panoptoupload.worker.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.panopto.SessionView;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What Panopto shows, held against what was sent. */
class ComparisonTest {
    private static final String FOLDER = "0a0b0c0d-0000-0000-0000-000000000001";

    private final List<String> lines = new ArrayList<>();
    private final UploadRequest sent =
            new TinyLecture(Path.of("lecture")).request("A title", FOLDER);

    @Test
    void whatever_differs_is_named_with_both() {
        compare(
                new SessionView(
                        "s",
                        "Another title",
                        "",
                        "another-folder",
                        Instant.EPOCH,
                        7200.0,
                        false,
                        false,
                        false,
                        false));

        assertThat(lines)
                .contains(
                        "✗ title: was sent as 'A title', Panopto shows 'Another title'",
                        "✗ description: was sent as '%s', Panopto shows ''"
                                .formatted(TinyLecture.DESCRIPTION),
                        "✗ folder: was sent as '%s', Panopto shows 'another-folder'"
                                .formatted(FOLDER),
                        "✗ recordedAt: was sent as '2026-01-15T09:30:00Z', Panopto shows"
                                + " '1970-01-01T00:00:00Z'",
                        "✗ duration: Panopto measured 7200.0 s of some seconds",
                        "✗ viewer: Panopto gives no address for viewers",
                        "✗ embed: Panopto gives no address for a frame",
                        "- thumbnail: the API v1 gives no address of them",
                        "- captions: the API v1 gives no address of them");
    }

    @Test
    void what_is_as_it_was_sent_needs_no_remedy() {
        compare(
                new SessionView(
                        "s",
                        "A title",
                        TinyLecture.DESCRIPTION,
                        FOLDER.toUpperCase(java.util.Locale.ROOT),
                        TinyLecture.RECORDED_AT.toInstant(),
                        4.5,
                        true,
                        true,
                        true,
                        true));

        assertThat(lines)
                .noneMatch(line -> line.startsWith("✗"))
                .contains("✓ duration: PT4.5S as Panopto measured it");
    }

    @Test
    void what_cannot_be_seen_is_not_taken_for_right() {
        compare(new SessionView("s", "A title", "", FOLDER, null, null, true, true, false, false));

        assertThat(lines)
                .contains(
                        "- recordedAt: the API v1 shows no readable StartTime",
                        "✗ duration: Panopto measured none: it may not have read the videos");
    }

    private void compare(SessionView shown) {
        new Comparison(sent, shown, new KeptLines(lines)).all();
    }
}
