package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.manifest.Manifest;
import io.panoptoupload.worker.manifest.ValidManifest;
import io.panoptoupload.worker.panopto.FolderSession;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class SessionMatcherTest {
    /** A session that is not recognised is published once more. */
    @ParameterizedTest
    @ValueSource(
            strings = {" ", "\u0000", "\u001b", "\u00a0", "\ufeff", "\ud800", "\uffff", "\r\n"})
    void a_title_is_recognised_however_much_of_it_the_manifest_or_panopto_leaves_out(String piece) {
        String title = piece.repeat(2000) + "Algorithms" + piece + ", week 12";
        String written =
                ValidManifest.of(Manifest.toXml(titled(title), List.of()))
                        .getElementsByTagNameNS("*", "Title")
                        .item(0)
                        .getTextContent();
        SessionMatcher matcher = SessionMatcher.of(title);
        assertThat(matcher.matches(new FolderSession("1", written))).isTrue();
        assertThat(matcher.matches(new FolderSession("1", written.strip()))).isTrue();
        assertThat(matcher.matches(new FolderSession("1", "Another lecture"))).isFalse();
    }

    @Test
    void so_is_one_of_random_characters() {
        for (long seed = 0; seed < 500; seed++) {
            String title = String.valueOf(new RandomRequests(seed).next().title());
            assertThat(ManifestReader.request(Manifest.toXml(titled(title), List.of())).title())
                    .as("seed " + seed)
                    .satisfies(written ->
                            assertThat(
                                            SessionMatcher.of(title)
                                                    .matches(new FolderSession("1", written)))
                                    .isTrue());
        }
    }

    private static UploadRequest titled(String title) {
        return UploadRequest.builder("a").title(title).build();
    }
}
