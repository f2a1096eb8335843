package io.panoptoupload.worker.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.simulator.Operation;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.io.IOException;

/** One tiny lecture, uploaded on the worker's own stages, compared, and removed. */
class LiveCheckTest {
    @Test
    void a_lecture_with_every_kind_of_file_is_uploaded_compared_and_removed() throws Exception {
        try (LiveFixture live = new LiveFixture()) {
            live.check.run(LiveFixture.FOLDER, false);

            assertThat(live.lines).noneMatch(line -> line.startsWith("✗"));
            assertThat(live.lines)
                    .anyMatch(line -> line.startsWith("✓ upload: "))
                    .contains(
                            "✓ title: as it was sent",
                            "✓ description: as it was sent",
                            "✓ folder: as it was sent",
                            "✓ recordedAt: as it was sent",
                            "✓ listing: its folder lists it once",
                            "✓ removal: 1 upload(s) have ended, 1 session(s) removed")
                    .anyMatch(line -> line.startsWith("✓ duration: PT"));
            Ledger.Upload upload = live.simulator.ledger().uploads().getFirst();
            assertThat(upload.manifest())
                    .contains(
                            "<Type>Primary</Type>",
                            "<Type>Secondary</Type>",
                            "<Type>Audio</Type>",
                            "<Transcript>",
                            "<Presentation>",
                            "<SlideChange>",
                            "<Image>",
                            "<Thumbnail",
                            "<Attachment>");
            assertThat(live.sessionsLeft()).isZero();
        }
    }

    @Test
    void no_line_holds_the_uploads_secret_or_a_token() throws Exception {
        try (LiveFixture live = new LiveFixture()) {
            live.simulator
                    .faults()
                    .add(FaultRule.on(Operation.UPLOAD_PART, FaultKind.RESET).build());
            live.check.run(LiveFixture.FOLDER, false);

            assertThat(live.lines).anyMatch(line -> line.startsWith("✗ upload: "));
            assertThat(String.join("\n", live.lines))
                    .doesNotContain("/Panopto/Upload/", "Bearer", "demo-password", "?");
        }
    }

    @Test
    void a_lecture_that_cannot_be_processed_is_named_tried_without_slides_and_removed()
            throws Exception {
        try (LiveFixture live = new LiveFixture()) {
            live.simulator
                    .faults()
                    .add(
                            FaultRule.on(Operation.FINALISE, FaultKind.PROCESSING_ERROR)
                                    .message("The presentation is broken.")
                                    .times(1)
                                    .build());

            live.check.run(LiveFixture.FOLDER, false);

            assertThat(live.lines)
                    .anyMatch(line ->
                            line.startsWith("✗ upload: ")
                                    && line.contains("The presentation is broken."))
                    .anyMatch(line -> line.startsWith("✗ slides: without the presentation"))
                    .contains("✓ removal: 2 upload(s) have ended, 2 session(s) removed");
            assertThat(live.sessionsLeft()).isZero();
        }
    }

    @Test
    void a_session_that_may_not_be_removed_is_named_as_remaining() throws Exception {
        try (LiveFixture live = new LiveFixture()) {
            live.simulator
                    .faults()
                    .add(
                            FaultRule.on(Operation.DELETE_SESSION, FaultKind.STATUS)
                                    .status(403)
                                    .build());

            live.check.run(LiveFixture.FOLDER, false);

            String session = live.simulator.ledger().uploads().getFirst().sessionId();
            assertThat(live.lines)
                    .anyMatch(line ->
                            line.startsWith("✗ removal: session " + session)
                                    && line.contains("remains; remove 'panopto-upload"));
        }
    }

    @Test
    void whoever_stops_it_leaves_nothing_behind() throws Exception {
        try (LiveFixture live = new LiveFixture()) {
            String held =
                    live.simulator
                            .faults()
                            .add(
                                    FaultRule.on(Operation.COMPLETE_MULTIPART, FaultKind.HOLD)
                                            .times(1)
                                            .build());
            Thread stopped =
                    Thread.ofPlatform()
                            .start(() ->
                                    assertThatThrownBy(
                                                    () -> live.check.run(LiveFixture.FOLDER, true))
                                            .isInstanceOf(InterruptedException.class));
            Awaitility.await().until(() -> live.simulator.faults().waiting(held) == 1);
            stopped.interrupt();
            stopped.join();
            live.simulator.faults().clear();

            assertThat(live.lines)
                    .contains(
                            "✗ live: was stopped before its end",
                            "✓ removal: 1 upload(s) have ended, 0 session(s) removed");
            assertThat(live.simulator.ledger().uploads())
                    .extracting(Ledger.Upload::state)
                    .allMatch(state -> state == 2 || state == 6 || state == 7);
        }
    }

    @Test
    void a_folder_that_may_not_be_written_to_is_named() throws IOException, InterruptedException {
        try (LiveFixture live = new LiveFixture()) {
            live.check.run("11111111-1111-1111-1111-111111111111", false);

            assertThat(live.lines).anyMatch(line -> line.startsWith("✗ upload: "));
            assertThat(live.simulator.ledger().uploads()).isEmpty();
        }
    }
}
