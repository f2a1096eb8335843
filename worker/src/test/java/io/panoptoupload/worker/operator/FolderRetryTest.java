package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lectures that have failed, and are put back. */
class FolderRetryTest extends WatchedDirectory {
    @Test
    void one_that_is_put_back_is_tried_again_from_its_new_place() throws Exception {
        put("b.mp4", "b");
        settle();
        String id = id(0);
        watch.onEvent(Events.failed(id, 2).event());
        Files.createDirectories(root.resolve("again"));
        Files.move(root.resolve("failed/b.mp4"), root.resolve("again/b.mp4"));
        settle();
        JsonNode retry = published.getLast();
        assertThat(retry.get("requestId").asString()).isEqualTo(id);
        assertThat(retry.get("command").asString()).isEqualTo("retry");
        assertThat(retry.get("afterAttempt").asInt()).isEqualTo(1);
        assertThat(retry.at("/streams/0/source/uri").asString()).endsWith("/again/b.mp4");
        start();
        settle();
        assertThat(published.getLast()).as("the same after a restart").isEqualTo(retry);
        watch.onEvent(Events.failed(id, 2).event());
        assertThat(root.resolve("again/b.mp4"))
                .as("that was the end of the attempt before")
                .exists();
        watch.onEvent(secondCompleted(id));
        assertThat(root.resolve("done/again/b.mp4")).exists();
        assertThat(root.resolve("failed/b.failed.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "{\"requestId\":\"a\"}", "no JSON"})
    void somebodys_file_with_the_name_of_a_reason_is_passed_over(String content) throws Exception {
        put("a.mp4", "a");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        Files.move(root.resolve("failed/a.mp4"), root.resolve("a.mp4"));
        put("A.failed.json", content);
        settle();
        assertThat(published.getLast().path("command").asString("")).isEqualTo("retry");
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void a_reason_that_cannot_be_read_holds_up_no_lecture() throws Exception {
        put("b.failed.json", "{}");
        put("a.mp4", "a");
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(root.resolve("b.failed.json"), "---------");
            settle();
        }
        assertThat(published).hasSize(1);
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void a_retry_waits_for_a_reason_that_cannot_be_read_for_a_while() throws Exception {
        put("a.mp4", "a");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        Files.createDirectory(root.resolve("room"));
        Files.move(root.resolve("failed/a.mp4"), root.resolve("room/a.mp4"));
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(root.resolve("failed/a.failed.json"), "---------");
            assertThatThrownBy(this::settle).isInstanceOf(AccessDeniedException.class);
            assertThat(published).hasSize(1);
            Permissions.set(root.resolve("failed/a.failed.json"), "rw-------");
        }
        settle();
        assertThat(published.getLast().path("command").asString("")).isEqualTo("retry");
        assertThat(id(1)).isEqualTo(id(0));
    }

    @Test
    void one_that_failed_and_could_not_be_moved_at_first_is_a_retry_when_it_is_put_back()
            throws Exception {
        put("a.mp4", "a");
        put("failed", "in the way");
        settle();
        assertThatThrownBy(() -> watch.onEvent(Events.failed(id(0), 2).event()))
                .isInstanceOf(FileAlreadyExistsException.class);
        Files.delete(root.resolve("failed"));
        pass(0);
        Files.move(root.resolve("failed/a.mp4"), root.resolve("a.mp4"));
        settle();
        assertThat(published.getLast().path("command").asString("")).isEqualTo("retry");
    }

    @Test
    void a_reason_in_a_snapshot_counts_for_nothing_and_stays() throws Exception {
        put("b.mp4", "b");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        Files.createDirectories(root.resolve(".snapshot"));
        Path old = root.resolve(".snapshot/b.failed.json");
        Files.copy(root.resolve("failed/b.failed.json"), old);
        Files.move(root.resolve("failed/b.mp4"), root.resolve("b.mp4"));
        settle();
        assertThat(published.getLast().get("command").asString()).isEqualTo("retry");
        watch.onEvent(secondCompleted(id(0)));
        assertThat(root.resolve("failed/b.failed.json")).doesNotExist();
        assertThat(old).exists();
    }

    @Test
    void a_retry_that_failed_as_well_has_one_reason_the_latest() throws Exception {
        put("b.mp4", "b");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        Files.createDirectories(root.resolve("again"));
        Files.move(root.resolve("failed/b.mp4"), root.resolve("again/b.mp4"));
        settle();
        watch.onEvent(
                new OutcomeEvent.Failed(
                        second(id(0)),
                        new UploadError(ErrorCode.INTERNAL, "again", true, null),
                        null));
        assertThat(namesBelow("failed")).containsExactlyInAnyOrder("b.mp4", "b.failed.json");
        assertThat(root.resolve("failed/again/b.failed.json"))
                .content()
                .contains("\"attempt\" : 2");
    }

    @Test
    void a_copy_of_a_lecture_that_failed_is_another_lecture() throws Exception {
        put("roomA/x.mp4", "x");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        put("roomB/x.mp4", "x");
        settle();
        assertThat(id(1)).isNotEqualTo(id(0));
        assertThat(published.getLast().has("command")).isFalse();
        watch.onEvent(Events.completed(id(1), 3).event());
        Files.move(root.resolve("failed/roomA/x.mp4"), root.resolve("roomA/x.mp4"));
        settle();
        assertThat(id(2)).isEqualTo(id(0));
        assertThat(published.getLast().path("command").asString("")).isEqualTo("retry");
    }

    @Test
    void two_copies_that_failed_are_each_tried_again() throws Exception {
        put("roomA/x.mp4", "x");
        put("roomB/x.mp4", "x");
        settle();
        for (int i = 0; i < 2; i++) {
            watch.onEvent(Events.failed(id(i), 2).event());
        }
        for (String room : List.of("roomA", "roomB")) {
            Files.move(
                    root.resolve("failed").resolve(room).resolve("x.mp4"),
                    root.resolve(room).resolve("x.mp4"));
        }
        settle();
        assertThat(published).hasSize(4);
        assertThat(published.subList(2, 4))
                .allMatch(each -> each.path("command").asString("").equals("retry"))
                .extracting(each -> each.get("requestId").asString())
                .containsExactly(id(0), id(1));
    }

    @Test
    void a_copy_in_the_first_place_of_one_that_is_tried_again_elsewhere_is_another_lecture()
            throws Exception {
        put("roomA/x.mp4", "x");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        Files.createDirectories(root.resolve("roomB"));
        Files.move(root.resolve("failed/roomA/x.mp4"), root.resolve("roomB/x.mp4"));
        settle();
        assertThat(id(1)).isEqualTo(id(0));
        put("roomA/x.mp4", "x");
        settle();
        assertThat(id(2)).isNotEqualTo(id(0));
        start();
        settle();
        assertThat(published.subList(3, 5))
                .as("each as before after a restart")
                .containsExactlyInAnyOrder(published.get(1), published.get(2));
    }

    @Test
    void one_of_two_of_one_name_that_failed_has_all_of_its_files_to_be_put_back() throws Exception {
        putTwoOfOneName();
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        assertThat(namesBelow("failed"))
                .containsExactlyInAnyOrder("a.mp3", "a.vtt", "a.json", "a.failed.json");
        watch.onEvent(Events.completed(id(1), 3).event());
        assertThat(namesBelow("done")).containsExactlyInAnyOrder("a.mp4", "a.vtt", "a.json");
        Files.createDirectories(root.resolve("again"));
        for (String name : List.of("a.mp3", "a.vtt", "a.json")) {
            Files.move(root.resolve("failed").resolve(name), root.resolve("again").resolve(name));
        }
        settle();
        assertThat(published).hasSize(3);
        assertThat(published.getLast().get("command").asString()).isEqualTo("retry");
        assertThat(id(2)).isEqualTo(id(0));
    }

    @Test
    void each_of_two_of_one_name_that_failed_has_its_own_reason() throws Exception {
        put("a.mp3", "audio");
        put("a.mp4", "video.");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        watch.onEvent(Events.failed(id(1), 2).event());
        List<Path> files = filesBelow("failed");
        assertThat(files).extracting(Files::readString).anyMatch(text -> text.contains(id(0)));
        assertThat(files).extracting(Files::readString).anyMatch(text -> text.contains(id(1)));
    }

    @Test
    void what_fails_again_after_it_was_changed_has_its_reason_where_the_former_one_was()
            throws Exception {
        put("a.mp4", "a");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        Files.delete(root.resolve("failed/a.mp4"));
        put("a.mp4", "another one");
        settle();
        watch.onEvent(Events.failed(id(1), 2).event());
        assertThat(root.resolve("failed/a.failed.json")).content().contains(id(1));
        assertThat(namesBelow("failed")).containsExactlyInAnyOrder("a.mp4", "a.failed.json");
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void a_link_beside_one_that_failed_is_none_of_its_files() throws Exception {
        put("a.mp4", "a");
        settle();
        put("elsewhere.txt", "WEBVTT");
        Files.createSymbolicLink(root.resolve("a.vtt"), root.resolve("elsewhere.txt"));
        watch.onEvent(Events.failed(id(0), 2).event());
        assertThat(namesBelow("failed")).containsExactlyInAnyOrder("a.mp4", "a.failed.json");
        Files.move(root.resolve("failed/a.mp4"), root.resolve("a.mp4"));
        settle();
        assertThat(published.getLast().path("command").asString("")).isEqualTo("retry");
    }

    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void a_copy_of_one_that_failed_and_has_an_end_of_a_line_in_its_name_is_another_lecture(
            String end) throws Exception {
        String name = "week" + end + "12.mp4";
        put("roomA/" + name, "x");
        settle();
        watch.onEvent(Events.failed(id(0), 2).event());
        put("roomB/" + name, "x");
        settle();
        assertThat(id(1)).isNotEqualTo(id(0));
        assertThat(published.getLast().has("command")).isFalse();
    }
}
