package io.panoptoupload.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class DiskWatchTest {
    private final List<String> said = new ArrayList<>();
    private long left = DiskWatch.MIN_FREE;

    private final DiskWatch watch = new DiskWatch(Path.of("/srv/panopto"), this::left, said::add);

    private long left() {
        if (left < 0) {
            throw new UncheckedIOException(new IOException("away"));
        }
        return left;
    }

    @Test
    void a_disk_that_fills_up_is_named_once_and_again_after_there_was_room() {
        watch.check();
        assertThat(said).isEmpty();
        left = 1_999_000_000;
        watch.check();
        left = 50_000_000;
        watch.check();
        assertThat(said)
                .containsExactly(
                        "The disk of /srv/panopto has 1999 MB left: make room, before the broker ends"
                                + " because it cannot write.");
        left = 3_000_000_000L;
        watch.check();
        left = 100_000_000;
        watch.check();
        assertThat(said).hasSize(3).element(1).asString().endsWith("has room again.");
        assertThat(said.getLast()).contains("has 100 MB left");
    }

    @Test
    void one_that_is_full_in_the_end_is_named_once_more_with_what_waits_for_room() {
        left = 100_000_000;
        watch.check();
        left = 0;
        watch.check();
        watch.check();
        assertThat(said)
                .hasSize(2)
                .last()
                .asString()
                .startsWith("The disk of /srv/panopto is full: make room.");
    }

    @Test
    void a_disk_that_does_not_say_is_asked_again() {
        left = -1;
        watch.check();
        assertThat(said).isEmpty();
        left = 1;
        watch.check();
        assertThat(said).hasSize(1);
    }

    @Test
    void the_disk_that_is_watched_is_that_of_the_directory(@TempDir Path directory)
            throws IOException {
        boolean little = Files.getFileStore(directory).getUsableSpace() < DiskWatch.MIN_FREE;
        try (DiskWatch _ = DiskWatch.start(directory, said::add)) {
            assertThat(said).hasSize(little ? 1 : 0);
        }
    }
}
