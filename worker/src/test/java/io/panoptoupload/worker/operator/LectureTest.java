package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

class LectureTest {
    @Test
    void each_recording_is_a_lecture_of_its_name() {
        assertThat(of("b.mp4", "a.MOV", "notes.txt", "c.mp3"))
                .extracting(Lecture::name)
                .containsExactly("a", "b", "c");
    }

    @Test
    void numbers_one_and_two_are_two_streams_and_three_is_another_lecture() {
        assertThat(of("x-2.mp4", "x-3.mp4", "x-1.mp4", "y-1.mp4", "z-2.mp4"))
                .extracting(lecture -> lecture.name() + " " + lecture.files().files())
                .containsExactly(
                        "x [x-1.mp4, x-2.mp4]", "x-3 [x-3.mp4]", "y-1 [y-1.mp4]", "z-2 [z-2.mp4]");
    }

    @Test
    void captions_and_the_sidecar_are_found_by_name() {
        Lecture lecture =
                of(
                                "x-1.mp4",
                                "x-2.mp4",
                                "x.json",
                                "x.vtt",
                                "x.en-US.srt",
                                "x-1.de.vtt",
                                "xy.vtt",
                                "x.final cut.vtt")
                        .getFirst();
        assertThat(lecture.sidecar()).isEqualTo(Optional.of(Path.of("x.json")));
        assertThat(lecture.files().captions())
                .containsExactly(
                        new CaptionFile("de", Path.of("x-1.de.vtt")),
                        new CaptionFile("en-US", Path.of("x.en-US.srt")),
                        new CaptionFile(null, Path.of("x.vtt")));
        assertThat(lecture.all()).hasSize(6);
    }

    @Test
    void what_is_hidden_or_still_being_written_is_no_lecture() {
        assertThat(of(".x.mp4", "x.mp4.part", "x.mp4.tmp", "x.tmp")).isEmpty();
    }

    @Test
    void defaults_are_no_recordings_sidecar() {
        assertThat(of("defaults.mp4", "defaults.json").getFirst().sidecar()).isEmpty();
    }

    /** As on a share that fails in the middle. */
    @Test
    void what_breaks_off_the_listing_of_a_directory_is_thrown_as_what_it_is(@TempDir Path directory)
            throws IOException {
        Files.createFile(directory.resolve("a.mp4"));
        IOException stale = new IOException("stale file handle");
        assertThatThrownBy(() ->
                        Lecture.list(
                                directory,
                                _ -> {
                                    throw stale;
                                }))
                .isSameAs(stale);
    }

    private static List<Lecture> of(String... names) {
        return Lecture.of(Stream.of(names).map(Path::of).toList());
    }
}
