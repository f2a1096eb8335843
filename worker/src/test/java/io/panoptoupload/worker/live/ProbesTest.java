package io.panoptoupload.worker.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.simulator.Variant;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Each question that only a site can answer, asked of a simulator that answers either way. */
@Order(1)
class ProbesTest {
    private static final String OTHERWISE =
            " (not as assumed: docs/panopto.md says what that changes)";

    @Test
    void a_site_that_is_as_assumed() throws Exception {
        try (LiveFixture live = new LiveFixture()) {
            live.check.run(LiveFixture.FOLDER, true);

            assertThat(live.lines)
                    .noneMatch(line -> line.startsWith("✗"))
                    .noneMatch(line -> line.contains(OTHERWISE))
                    .anyMatch(
                            line -> line.startsWith("✓ crc: a wrong CRC-32 in the manifest fails"))
                    .contains(
                            "✓ second put: a second PUT State 1 is taken, and makes no second session"
                                    + " (as assumed)")
                    .anyMatch(line ->
                            line.startsWith(
                                    "✓ large parts: a part of 26 MiB is refused at the end"))
                    .contains(
                            "✓ chunked: a part without a length beforehand is taken as it is (as assumed)")
                    .anyMatch(line ->
                            line.startsWith(
                                            "✓ aws-chunked: aws-chunked bodies are stored with their")
                                    && line.contains("Data at the root level is invalid"))
                    .contains(
                            "✓ names: taken: 'lecture-ä講.mp4', 'lecture 1.mp4', 'lecture%41.mp4',"
                                    + " 'lecture&a.mp4', 'lecture+a.mp4'; refused: none (as assumed)");
            assertThat(live.sessionsLeft()).isZero();
        }
    }

    @Test
    void a_site_that_is_otherwise_in_everything() throws Exception {
        try (LiveFixture live =
                new LiveFixture(
                        Variant.CRC_IGNORED,
                        Variant.SECOND_PUT_PUBLISHES,
                        Variant.LARGE_PARTS_TAKEN,
                        Variant.CHUNKED_REFUSED,
                        Variant.AWS_CHUNKED_DECODED,
                        Variant.PLAIN_NAMES_ONLY)) {
            live.check.run(LiveFixture.FOLDER, true);

            assertThat(live.lines)
                    .noneMatch(line -> line.startsWith("✗"))
                    .contains(
                            "✓ crc: a wrong CRC-32 in the manifest is ignored" + OTHERWISE,
                            "✓ second put: a second PUT State 1 makes a second session" + OTHERWISE,
                            "✓ large parts: parts of 26 MiB are taken" + OTHERWISE,
                            "✓ chunked: a part without a length beforehand is refused: 411"
                                    + " MissingContentLength"
                                    + OTHERWISE,
                            "✓ aws-chunked: the framing of aws-chunked bodies is taken off"
                                    + OTHERWISE)
                    .anyMatch(line -> line.startsWith("✓ names: taken: none; refused: 'lecture-ä"));
            assertThat(live.sessionsLeft()).as("the second session, too").isZero();
        }
    }

    @Test
    void a_site_that_refuses_a_second_put() throws Exception {
        try (LiveFixture live = new LiveFixture(Variant.SECOND_PUT_REFUSED)) {
            live.check.run(LiveFixture.FOLDER, true);

            assertThat(live.lines)
                    .contains("✓ second put: a second PUT State 1 is refused (as assumed)");
            assertThat(live.sessionsLeft()).isZero();
        }
    }
}
