package io.panoptoupload.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class LedgerTest {
    private static final String CAMERA = file("video-1.mp4", 7, "0000abcd");
    private static final String MANIFEST = file("manifest.xml", 3, "11111111");

    private final LocalFile camera = new LocalFile(Path.of("camera.mp4"), 7, "0000abcd");

    @Test
    void proves_a_file_by_its_length_and_checksum_under_whatever_name() {
        Ledger ledger = Ledger.parse("[" + upload("s1", 1, CAMERA, MANIFEST) + "]");
        assertThat(ledger.prove("s1", List.of(camera)))
                .containsExactly(
                        new Ledger.Pair(
                                camera, new Ledger.StoredFile("video-1.mp4", 7, "0000abcd")));
    }

    @Test
    void finds_a_file_that_was_stored_with_other_bytes() {
        Ledger ledger =
                Ledger.parse("[" + upload("s1", 1, file("camera.mp4", 7, "0000abce")) + "]");
        assertThatThrownBy(() -> ledger.prove("s1", List.of(camera)))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("camera.mp4 (7 bytes, CRC-32 0000abcd) was not stored");
    }

    @Test
    void does_not_let_one_stored_file_stand_for_two() {
        Ledger ledger = Ledger.parse("[" + upload("s1", 1, CAMERA) + "]");
        assertThatThrownBy(() -> ledger.prove("s1", List.of(camera, camera)))
                .isInstanceOf(DemoFailure.class);
    }

    @Test
    void finds_a_session_that_was_published_twice() {
        Ledger ledger = Ledger.parse("[" + upload("s1", 2, CAMERA) + "]");
        assertThatThrownBy(() -> ledger.prove("s1", List.of(camera)))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("finalised once");
    }

    @Test
    void finds_a_session_that_the_simulator_does_not_know() {
        Ledger ledger = Ledger.parse("[" + upload(null, 0, CAMERA) + "]");
        assertThatThrownBy(() -> ledger.prove("s1", List.of(camera)))
                .isInstanceOf(DemoFailure.class);
    }

    private static String upload(@Nullable String session, int finalised, String... files) {
        return "{\"id\":\"u1\",\"state\":4,\"sessionId\":%s,\"finalised\":%d,\"files\":[%s]}"
                .formatted(
                        session == null ? "null" : "\"" + session + "\"",
                        finalised,
                        String.join(",", files));
    }

    private static String file(String name, int sizeBytes, String crc32) {
        return "{\"name\":\"%s\",\"sizeBytes\":%d,\"crc32\":\"%s\",\"parts\":1}"
                .formatted(name, sizeBytes, crc32);
    }
}
