package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

class LiveRemediesTest {
    private static final String FOLDER = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";

    private final List<String> said = new ArrayList<>();
    private final LiveRemedies remedies =
            new LiveRemedies(
                    (_, _, text) -> said.add(text),
                    URI.create("https://uni.hosted.panopto.com"),
                    FOLDER);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live", "upload", "slides", "removal", "session", "listing", "title", "crc", "names"
            })
    void what_is_wrong_ends_with_what_to_run_to_set_or_to_open(String subject) {
        remedies.bad(subject, "is wrong");
        assertThat(said)
                .singleElement()
                .asString()
                .matches(
                        "is wrong; (run: panopto-upload check .*|set: \"optional\".*|at: https:.*)");
    }

    @Test
    void an_upload_that_failed_is_looked_into_without_another_one() {
        remedies.bad("upload", "PERMISSION_DENIED");
        assertThat(said)
                .containsExactly("PERMISSION_DENIED; run: panopto-upload check --folder " + FOLDER);
    }

    @Test
    void what_is_left_is_removed_in_its_folder() {
        remedies.bad("removal", "remains");
        assertThat(said)
                .containsExactly(
                        "remains; at: https://uni.hosted.panopto.com/Panopto/Pages/Sessions/List.aspx"
                                + "#folderID=%22"
                                + FOLDER
                                + "%22");
    }

    @Test
    void what_is_right_or_cannot_be_seen_needs_none() {
        remedies.good("title", "as it was sent");
        remedies.notAsked("captions", "no address");
        assertThat(said).containsExactly("as it was sent", "no address");
    }
}
