package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

class FolderWatchTest extends WatchedDirectory {
    @Test
    void a_lecture_is_taken_once_its_files_have_rested() throws Exception {
        put("a.mp4", "half");
        pass(30);
        assertThat(published).as("seen for the first time just now").isEmpty();
        put("a.mp4", "all of it");
        pass(29);
        put("a.vtt", "WEBVTT");
        pass(29);
        assertThat(published).as("it has changed").isEmpty();
        pass(30);
        assertThat(published).hasSize(1);
        assertThat(published.getFirst().at("/streams/0/captions/0/source/uri").asString())
                .isEqualTo(root.resolve("a.vtt").toUri().toString());
        pass(300);
        assertThat(published).hasSize(1);
    }

    @Test
    void after_a_restart_it_is_the_same_request() throws Exception {
        put("room/a.mp4", "a");
        settle();
        start();
        settle();
        assertThat(published).hasSize(2);
        assertThat(published.getLast()).isEqualTo(published.getFirst());
    }

    @Test
    void it_is_moved_by_its_outcome_and_only_then() throws Exception {
        put("room/a-1.mp4", "a");
        put("room/a-2.mp4", "b");
        put("room/a.json", "{\"title\":\"Week 1\"}");
        put("b.mp4", "b");
        settle();
        String b = id(0);
        String a = id(1);
        watch.onEvent(Events.accepted(a, 1).event());
        watch.onEvent(Events.progress(a, 2, 50).event());
        assertThat(root.resolve("room/a-1.mp4")).exists();
        watch.onEvent(Events.completed(a, 3).event());
        watch.onEvent(Events.failed(b, 2).event());
        assertThat(root.resolve("done/room")).isDirectoryContaining("glob:**/a-1.mp4");
        assertThat(root.resolve("done/room/a-2.mp4")).exists();
        assertThat(root.resolve("done/room/a.json")).exists();
        assertThat(root.resolve("failed/b.mp4")).exists();
        assertThat(root.resolve("failed/b.failed.json"))
                .content()
                .contains(b, "SOURCE_NOT_FOUND", "\"attempt\" : 1");
        assertThat(watch.isWaiting()).isFalse();
        settle();
        assertThat(published).as("nothing of it is taken again").hasSize(2);
    }

    @Test
    void the_nearest_says_what_a_request_is() throws Exception {
        put("defaults.json", "{\"tags\":[\"all\"],\"access\":\"public\"}");
        put("room/defaults.json", "{\"folderId\":\"" + OTHER + "\",\"tags\":[\"room\"]}");
        put("room/a.mp4", "a");
        put("room/a.json", "{\"title\":\"Week 1\"}");
        settle();
        JsonNode request = published.getFirst();
        assertThat(request.get("title").asString()).isEqualTo("Week 1");
        assertThat(request.get("folderId").asString()).isEqualTo(OTHER);
        assertThat(request.at("/tags/0").asString()).isEqualTo("room");
        assertThat(request.get("access").asString()).isEqualTo("public");
    }

    @Test
    void a_sidecar_that_is_wrong_fails_its_lecture_and_no_other() throws Exception {
        put("a.mp4", "a");
        put("a.json", "{\"access\":\"all\"}");
        put("b.mp4", "b");
        put("b.json", "nonsense");
        put("c.mp4", "c");
        put("d.mp4", "d");
        put("d.json", "{\"extensions\":{\"x\":1e2147483648}}");
        settle();
        assertThat(published).extracting(each -> each.get("title").asString()).containsExactly("c");
        assertThat(root.resolve("failed/a.failed.json")).content().contains("access");
        assertThat(root.resolve("failed/b.failed.json")).content().contains("not valid JSON");
        assertThat(root.resolve("failed/d.failed.json")).content().contains("out of range");
    }

    @Test
    void what_was_accepted_with_other_content_goes_on() throws Exception {
        put("a.mp4", "a");
        settle();
        former = Optional.of(Events.progress(id(0), 2, 50).event());
        watch.onEvent(conflict(0));
        assertThat(root.resolve("a.mp4")).exists();
        former = Optional.of(Events.completed(id(0), 3).event());
        watch.onEvent(conflict(0));
        assertThat(root.resolve("done/a.mp4")).exists();
    }

    @Test
    void while_kafka_is_away_nothing_counts_as_published() throws Exception {
        put("a.mp4", "a");
        publishing =
                _ -> {
                    throw new TimeoutException("away");
                };
        assertThatThrownBy(this::settle).isInstanceOf(TimeoutException.class);
        publishing = this::publish;
        pass(1);
        assertThat(published).hasSize(1);
    }

    @Test
    void while_kafka_is_away_a_conflict_is_not_forgotten() throws Exception {
        put("a.mp4", "a");
        settle();
        history =
                _ -> {
                    throw new TimeoutException("away");
                };
        assertThatThrownBy(() -> watch.onEvent(conflict(0))).isInstanceOf(TimeoutException.class);
        pass(1);
        assertThat(published).as("published again for its end").hasSize(2);
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void what_cannot_be_noted_is_published_nevertheless() throws Exception {
        put(".panopto-upload/published/another", "its id");
        put("a.mp4", "a");
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(root.resolve(".panopto-upload/published"), "r-x------");
            settle();
            Permissions.set(root.resolve(".panopto-upload/published"), "rwx------");
        }
        assertThat(published).hasSize(1);
        assertThat(terminal.out()).contains("its id cannot be noted");
    }

    @Test
    void it_is_through_when_what_lay_there_at_its_first_look_has_been_moved() throws Exception {
        put("a.mp4", "a");
        pass(0);
        pass(29);
        assertThat(watch.isThrough()).as("not at rest yet").isFalse();
        pass(1);
        assertThat(watch.isThrough()).as("not uploaded yet").isFalse();
        watch.onEvent(Events.completed(id(0), 3).event());
        pass(1);
        assertThat(watch.isThrough()).isTrue();
    }

    @Test
    void while_the_share_is_away_it_is_never_through() throws Exception {
        put("a.mp4", "a");
        Path away = root.resolveSibling(root.getFileName() + "-away");
        Files.move(root, away);
        assertThatThrownBy(() -> pass(60)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> pass(60)).isInstanceOf(NoSuchFileException.class);
        assertThat(watch.isThrough()).isFalse();
        Files.move(away, root);
        pass(0);
        assertThat(watch.isThrough()).as("it has just been seen").isFalse();
        pass(30);
        watch.onEvent(Events.completed(id(0), 3).event());
        Files.move(root, away);
        assertThatThrownBy(() -> pass(1)).isInstanceOf(NoSuchFileException.class);
        assertThat(watch.isThrough()).isFalse();
        Files.move(away, root);
        pass(1);
        assertThat(watch.isThrough()).isTrue();
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void a_sidecar_that_cannot_be_read_fails_its_lectures_and_stops_no_other() throws Exception {
        putTwoOfOneName();
        put("b.mp4", "b");
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(root.resolve("a.json"), "---------");
            settle();
        }
        assertThat(published).extracting(each -> each.get("title").asString()).containsExactly("b");
        assertThat(filesBelow("failed"))
                .filteredOn(file -> file.toString().endsWith(".failed.json"))
                .hasSize(2)
                .allSatisfy(file -> assertThat(file).content().contains("a.json: cannot be read"));
        assertThat(namesBelow("failed")).contains("a.mp3", "a.mp4", "a.vtt", "a.json");
    }

    @Test
    void a_sidecar_that_is_wrong_fails_both_recordings_of_its_name() throws Exception {
        put("a.mp3", "audio");
        put("a.mp4", "video.");
        put("a.json", "{\"access\":\"all\"}");
        settle();
        assertThat(published).isEmpty();
        assertThat(namesBelow("failed"))
                .containsExactlyInAnyOrder(
                        "a.mp3", "a.json", "a.failed.json", "a.mp4", "a.json", "a.failed.json");
    }

    @Test
    void the_second_stream_of_one_whose_first_was_removed_is_no_lecture_of_its_own()
            throws Exception {
        put("x-1.mp4", "a");
        put("x-2.mp4", "b");
        put("x.vtt", "WEBVTT");
        settle();
        Files.delete(root.resolve("x-1.mp4"));
        watch.onEvent(Events.completed(id(0), 3).event());
        assertThat(namesBelow("done")).containsExactlyInAnyOrder("x-2.mp4", "x.vtt");
    }

    @Test
    void a_name_that_is_no_text_is_named_once_and_left_alone() throws Exception {
        // In Latin-1, as on old shares; a path made of a text could not have this name.
        Path file = Path.of(URI.create(root.toUri() + "Vorlesung_%FC.mp4"));
        Files.writeString(file, "a");
        Path directory = Path.of(URI.create(root.toUri() + "H%F6rsaal"));
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("b.mp4"), "b");
        put("c.mp4", "c");
        settle();
        settle();
        assertThat(published).extracting(each -> each.get("title").asString()).containsExactly("c");
        assertThat(file).exists();
        assertThat(directory.resolve("b.mp4")).exists();
        assertThat(terminal.err().lines())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("Vorlesung_", ".mp4: ", "rename"),
                        line -> assertThat(line).contains("rsaal: ", "rename"));
    }

    @Tag("full")
    @Test
    void ten_thousand_lectures_are_taken_at_once() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(root.resolve(i + ".mp4"));
        }
        settle();
        assertThat(published).hasSize(10_000);
        settle();
        assertThat(published).hasSize(10_000);
    }
}
