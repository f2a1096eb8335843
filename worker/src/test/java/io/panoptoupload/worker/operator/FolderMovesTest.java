package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.stream.Collectors.joining;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** How lectures that have ended are moved, and what that leaves. */
class FolderMovesTest extends WatchedDirectory {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void killed_after_any_number_of_moves_it_moves_the_rest_before_it_takes_anything(int moved)
            throws Exception {
        List<String> files = List.of("x-1.mp4", "x-2.mp4", "x.vtt");
        for (int i = 0; i < files.size(); i++) {
            put((i < moved ? "done/" : "") + files.get(i), files.get(i));
        }
        plan(files);
        start();
        settle();
        assertThat(published).isEmpty();
        assertThat(files).allSatisfy(file -> assertThat(root.resolve("done", file)).exists());
        assertThat(root.resolve(".panopto-upload/plan.json")).doesNotExist();
    }

    @Test
    void what_could_not_be_moved_is_moved_before_what_is_left_of_it_is_taken_for_a_lecture()
            throws Exception {
        put("x-1.mp4", "x-1.mp4");
        put("x-2.mp4", "x-2.mp4");
        settle();
        watch.onEvent(Events.accepted(id(0), 1).event());
        // As a share that goes away in the middle leaves it.
        Files.createDirectories(root.resolve("done"));
        Files.move(root.resolve("x-1.mp4"), root.resolve("done/x-1.mp4"));
        plan(List.of("x-1.mp4", "x-2.mp4"));
        settle();
        assertThat(published).hasSize(1);
        assertThat(root.resolve("done/x-2.mp4")).exists();
    }

    @Test
    void killed_after_a_move_it_leaves_what_was_put_there_since() throws Exception {
        put("done/x-1.mp4", "x-1.mp4");
        put("x-1.mp4", "recorded again");
        put("x-2.mp4", "x-2.mp4");
        plan(List.of("x-1.mp4", "x-2.mp4"));
        settle();
        assertThat(root.resolve("done/x-2.mp4")).exists();
        assertThat(root.resolve("x-1.mp4")).hasContent("recorded again");
        assertThat(published).hasSize(1);
    }

    @Test
    void a_plan_whose_place_was_taken_since_is_carried_out_beside_it() throws Exception {
        put("x.mp4", "x.mp4");
        put("done/x.mp4", "of somebody else");
        plan(List.of("x.mp4"));
        settle();
        assertThat(filesBelow("done"))
                .extracting(Files::readString)
                .containsExactlyInAnyOrder("x.mp4", "of somebody else");
        assertThat(published).isEmpty();
        assertThat(root.resolve(".panopto-upload/plan.json")).doesNotExist();
    }

    @Test
    void a_plan_that_cannot_be_read_is_named_with_what_to_do() throws Exception {
        put("x-1.mp4", "x-1.mp4");
        put(".panopto-upload/plan.json", "");
        assertThatThrownBy(() -> pass(0))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(".panopto-upload/plan.json", "remove");
    }

    /** Each file's content is its name. */
    private void plan(List<String> files) throws IOException {
        put(
                ".panopto-upload/plan.json",
                files.stream()
                        .map(file ->
                                """
                                {
                                  "from": "%1$s",
                                  "to": "done/%1$s",
                                  "stamp": {"size": %2$d, "modified": %2$d000},
                                  "copy": false
                                }
                                """
                                        .formatted(file, file.length()))
                        .collect(joining(",", "{\"moves\":[", "]}")));
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void whoever_may_use_the_directory_may_use_done_and_failed() throws Exception {
        Permissions.set(root, "rwxrwx---");
        if (System.getProperty("user.name").equals("root")) {
            Files.setAttribute(root, "unix:gid", 1);
        }
        put("room/a.mp4", "a");
        put("room/b.mp4", "b");
        settle();
        watch.onEvent(Events.completed(id(0), 3).event());
        watch.onEvent(Events.failed(id(1), 3).event());
        for (String made : List.of("done", "done/room", "failed", "failed/room")) {
            assertThat(permissions(made)).isEqualTo("rwxrwx---");
            assertThat(group(made)).isEqualTo(group(""));
        }
        assertThat(permissions("failed/room/b.failed.json")).isEqualTo("rw-rw----");
        assertThat(group("failed/room/b.failed.json")).isEqualTo(group(""));
    }

    /** What is made below a directory with setgid has its group; a sticky one is left as one. */
    @EnabledOnOs(OS.LINUX)
    @Test
    void done_and_failed_hand_on_what_the_directory_hands_on() throws Exception {
        Files.setAttribute(root, "unix:mode", 03770);
        put("room/a.mp4", "a");
        settle();
        watch.onEvent(Events.completed(id(0), 3).event());
        for (String made : List.of("done", "done/room")) {
            assertThat((Integer) Files.getAttribute(root.resolve(made), "unix:mode") & 07777)
                    .isEqualTo(03770);
        }
    }

    /** The same file again and again, as of a recorder that keeps its own and is mirrored. */
    @ParameterizedTest
    @ValueSource(strings = {"first|second one", "same|same|same|same", "a|b|a|b|a"})
    void those_of_one_name_lie_beside_each_other_in_the_end(String contents) throws Exception {
        List<String> each = List.of(contents.split("\\|", -1));
        for (String content : each) {
            put("a.mp4", content);
            settle();
            watch.onEvent(
                    Events.completed(published.getLast().get("requestId").asString(), 3).event());
        }
        assertThat(filesBelow("done"))
                .extracting(Files::readString)
                .containsExactlyInAnyOrderElementsOf(each);
    }

    @Test
    void captions_and_sidecar_of_two_recordings_of_one_name_go_with_the_last_of_them()
            throws Exception {
        putTwoOfOneName();
        settle();
        assertThat(published)
                .hasSize(2)
                .allSatisfy(each -> {
                    assertThat(each.get("access").asString()).isEqualTo("restricted");
                    assertThat(each.at("/streams/0/captions/0/source/uri").asString())
                            .isEqualTo(root.resolve("a.vtt").toUri().toString());
                });
        watch.onEvent(Events.completed(id(0), 3).event());
        assertThat(root.resolve("done/a.mp3")).exists();
        assertThat(root.resolve("a.vtt")).exists();
        assertThat(root.resolve("a.json")).exists();
        start();
        settle();
        assertThat(published).hasSize(3);
        assertThat(published.getLast()).as("the same after a restart").isEqualTo(published.get(1));
        watch.onEvent(Events.completed(id(1), 3).event());
        assertThat(namesBelow("done"))
                .containsExactlyInAnyOrder("a.mp3", "a.mp4", "a.vtt", "a.json");
        assertThat(filesBelow("")).allMatch(file -> file.startsWith(root.resolve("done")));
    }
}
