package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.panoptoupload.messages.OutcomeEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** In bytes a name has 255 at most, and the reason's has an ending more. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\u9332"})
    void one_whose_name_leaves_no_room_for_the_ending_of_its_reason_stops_no_other(String unit)
            throws Exception {
        assumeTrue(
                Charset.forName(System.getProperty("sun.jnu.encoding"))
                        .newEncoder()
                        .canEncode(unit));
        String name = unit.repeat(245 / unit.getBytes(UTF_8).length);
        put("1/" + name + "1.mp4", "a");
        put("1/" + name + "2.mp4", "b");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        watch.onEvent(Events.failed(id(1), 2).event());
        put("b.mp4", "b");
        settle();
        assertThat(published).hasSize(3);
        assertThat(filesBelow("failed"))
                .filteredOn(file -> file.toString().endsWith(".failed.json"))
                .as("each has its own")
                .hasSize(2)
                .allSatisfy(file ->
                        assertThat(file.getFileName().toString().getBytes(UTF_8))
                                .hasSizeLessThan(256));
        for (int i = 1; i <= 2; i++) {
            Path file = Path.of("1", name + i + ".mp4");
            Files.move(root.resolve("failed").resolve(file), root.resolve(file));
        }
        settle();
        assertThat(published.subList(3, 5))
                .extracting(each -> each.path("command").asString(""))
                .containsExactly("retry", "retry");
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void one_that_cannot_be_moved_is_not_taken_again_and_stops_no_other() throws Exception {
        put("room/x-1.mp4", "a");
        put("room/x-2.mp4", "b");
        put("b.mp4", "b");
        settle();
        Path room = root.resolve("room");
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(room, "r-xr-xr-x");
            assertThatThrownBy(() -> watch.onEvent(Events.completed(id(1), 3).event()))
                    .isInstanceOf(AccessDeniedException.class);
            put("c.mp4", "c");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> pass(30)).isInstanceOf(AccessDeniedException.class);
            }
            assertThat(published).hasSize(3);
            watch.onEvent(Events.completed(id(0), 3).event());
            watch.onEvent(Events.failed(id(2), 3).event());
            assertThat(root.resolve("done/b.mp4")).exists();
            assertThat(root.resolve("failed/c.mp4")).exists();
            assertThat(watch.isThrough()).as("one is not moved").isFalse();
            Permissions.set(room, "rwx------");
        }
        settle();
        assertThat(published).hasSize(3);
        assertThat(root.resolve("done/room/x-2.mp4")).exists();
        assertThat(watch.isThrough()).isTrue();
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void what_it_shares_with_another_of_its_name_goes_with_the_last_that_can_be_moved()
            throws Exception {
        put("room/a.mp3", "a");
        put("room/a.mp4", "b");
        put("room/a.vtt", "captions");
        settle();
        Path room = root.resolve("room");
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(room, "r-xr-xr-x");
            for (int i = 0; i < 2; i++) {
                OutcomeEvent end = Events.completed(id(i), 3).event();
                assertThatThrownBy(() -> watch.onEvent(end))
                        .isInstanceOf(AccessDeniedException.class);
            }
            assertThatThrownBy(() -> pass(30)).isInstanceOf(AccessDeniedException.class);
            assertThat(published).as("not again while one cannot be moved").hasSize(2);
            Permissions.set(room, "rwx------");
        }
        settle();
        assertThat(published).as("the second, for its end").hasSize(3);
        watch.onEvent(Events.completed(id(2), 3).event());
        assertThat(filesBelow("done")).hasSize(3);
        assertThat(filesBelow("room")).isEmpty();
    }

    @Test
    void a_file_with_the_name_of_a_directory_is_no_hindrance() throws Exception {
        put("done/x.mp4", "of somebody else");
        put("x.mp4/below/a.mp4", "a");
        settle();
        watch.onEvent(Events.completed(id(0), 3).event());
        assertThat(filesBelow("done"))
                .extracting(Files::readString)
                .containsExactlyInAnyOrder("a", "of somebody else");
        assertThat(root.resolve(".panopto-upload/plan.json")).doesNotExist();
    }
}
