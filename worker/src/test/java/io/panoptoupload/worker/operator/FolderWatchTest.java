package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadError;

import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

class FolderWatchTest {
    private static final String FOLDER = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
    private static final String OTHER = "00000000-0000-0000-0000-000000000001";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir private Path root;
    private final Terminal terminal = Terminal.piped();
    private final List<JsonNode> published = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T09:00:00Z");
    private Optional<OutcomeEvent> former = Optional.empty();
    private FolderWatch.History history = _ -> former;
    private FolderWatch.Publishing publishing = this::publish;
    private FolderWatch watch;

    @BeforeEach
    void start() throws IOException {
        ObjectNode content = JSON.createObjectNode().put("folderId", FOLDER);
        watch =
                new FolderWatch(
                        FolderWatch.Directory.of(root, JSON, terminal.console().err()::line),
                        new Settling(Duration.ofSeconds(30)),
                        new FolderRequests(root, JSON, content),
                        id -> history.last(id),
                        () -> now,
                        terminal.output());
    }

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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_was_put_in_the_place_of_a_lecture_stays_and_is_uploaded_as_another_one(boolean well)
            throws Exception {
        put("a.mp4", "a");
        put("a.vtt", "WEBVTT");
        settle();
        put("a.mp4", "recorded again");
        watch.onEvent(well ? completed(0, "a", "WEBVTT") : Events.failed(id(0), 3).event());
        assertThat(root.resolve("a.mp4")).hasContent("recorded again");
        assertThat(root.resolve("a.vtt")).exists();
        assertThat(root.resolve("failed")).doesNotExist();
        assertThat(terminal.out())
                .contains("replaced " + id(0) + "  " + root.resolve("a.mp4"))
                .doesNotContain("a.vtt");
        settle();
        assertThat(published).hasSize(2);
        assertThat(id(1)).isNotEqualTo(id(0));
        watch.onEvent(Events.completed(id(1), 3).event());
        assertThat(root.resolve("done/a.mp4")).hasContent("recorded again");
        assertThat(root.resolve("done/a.vtt")).exists();
    }

    /** Overwritten while it waits, or taken too early: the transfer reads what lies there then. */
    @Test
    void what_was_changed_before_it_was_read_is_uploaded_once() throws Exception {
        put("a-1.mp4", "half");
        put("a-2.mp4", "b");
        put("a.vtt", "WEB");
        settle();
        put("a-1.mp4", "all of it");
        put("a.vtt", "WEBVTT");
        watch.onEvent(completed(0, "all of it", "b", "WEBVTT"));
        assertThat(namesBelow("done")).containsExactlyInAnyOrder("a-1.mp4", "a-2.mp4", "a.vtt");
        assertThat(terminal.out()).doesNotContain("replaced");
        settle();
        assertThat(published).hasSize(1);
    }

    @Test
    void what_was_changed_after_it_was_read_stays_although_it_has_the_same_size() throws Exception {
        put("a.mp4", "as it was");
        settle();
        put("a.mp4", "as it is.");
        Files.setLastModifiedTime(root.resolve("a.mp4"), FileTime.from(now));
        watch.onEvent(completed(0, "as it was"));
        assertThat(root.resolve("a.mp4")).hasContent("as it is.");
        settle();
        assertThat(id(1)).isNotEqualTo(id(0));
    }

    @Test
    void a_sidecar_that_was_edited_too_late_is_named_and_goes_with_its_recording()
            throws Exception {
        put("a.mp4", "a");
        put("a.json", "{}");
        settle();
        put("a.json", "{\"title\":\"Week 1\"}");
        watch.onEvent(completed(0, "a"));
        assertThat(namesBelow("done")).containsExactlyInAnyOrder("a.mp4", "a.json");
        assertThat(terminal.out()).contains("late " + id(0) + "  " + root.resolve("a.json"));
        settle();
        assertThat(published).hasSize(1);
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void what_was_changed_and_cannot_be_read_stays_and_its_end_counts() throws Exception {
        put("a.mp4", "half");
        settle();
        put("a.mp4", "all of it");
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(root.resolve("a.mp4"), "---------");
            watch.onEvent(completed(0, "all of it"));
        }
        assertThat(root.resolve("a.mp4")).exists();
        assertThat(terminal.out()).contains("replaced " + id(0), "completed " + id(0));
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void a_changed_one_whose_directory_cannot_be_read_at_its_end_is_uploaded_once()
            throws Exception {
        put("room/a.mp4", "half");
        settle();
        put("room/a.mp4", "all of it");
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(root.resolve("room"), "---------");
            assertThatThrownBy(() -> watch.onEvent(completed(0, "all of it")))
                    .isInstanceOf(AccessDeniedException.class);
            settle();
            assertThat(watch.isThrough()).as("it is not moved yet").isFalse();
            Permissions.set(root.resolve("room"), "rwx------");
        }
        settle();
        assertThat(published).as("its end is published again on request").hasSize(2);
        assertThat(published.getLast()).isEqualTo(published.getFirst());
        watch.onEvent(completed(1, "all of it"));
        assertThat(root.resolve("done/room/a.mp4")).exists();
        put("room/a.mp4", "another one");
        settle();
        assertThat(id(2)).isNotEqualTo(id(0));
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
    void a_changed_one_whose_directory_is_away_at_its_end_is_uploaded_once() throws Exception {
        put("room/a.mp4", "half");
        settle();
        put("room/a.mp4", "all of it");
        Files.move(root.resolve("room"), root.resolve(".away"));
        assertThatThrownBy(() -> watch.onEvent(completed(0, "all of it")))
                .isInstanceOf(NoSuchFileException.class);
        settle();
        assertThat(watch.isThrough()).as("nothing lies there").isTrue();
        Files.move(root.resolve(".away"), root.resolve("room"));
        settle();
        assertThat(published).as("its end is published again on request").hasSize(2);
        assertThat(published.getLast()).isEqualTo(published.getFirst());
        watch.onEvent(completed(1, "all of it"));
        assertThat(root.resolve("done/room/a.mp4")).exists();
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

    @EnabledOnOs(OS.LINUX)
    @Test
    void a_directory_that_cannot_be_read_for_a_while_has_nothing_uploaded_twice() throws Exception {
        put("room/a.mp4", "a");
        put("b.mp4", "b");
        settle();
        Path room = root.resolve("room");
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(room, "---------");
            settle();
            assertThatThrownBy(() -> watch.onEvent(Events.completed(id(1), 3).event()))
                    .isInstanceOf(AccessDeniedException.class);
            put("c.mp4", "c");
            settle();
            assertThat(published).as("the others go on").hasSize(3);
            Permissions.set(room, "rwx------");
            settle();
        }
        assertThat(id(3)).isEqualTo(id(1));
        watch.onEvent(Events.completed(id(3), 3).event());
        assertThat(root.resolve("done/room/a.mp4")).exists();
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
    void what_was_removed_meanwhile_keeps_nothing_else_from_being_moved() throws Exception {
        put("a.mp4", "a");
        put("a.vtt", "WEBVTT");
        settle();
        Files.delete(root.resolve("a.mp4"));
        watch.onEvent(Events.completed(id(0), 3).event());
        assertThat(root.resolve("done/a.vtt")).exists();
        assertThat(watch.isWaiting()).isFalse();
    }

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

    @ParameterizedTest
    @ValueSource(strings = {"a.vtt", "a.json"})
    void what_comes_too_late_for_a_recording_makes_no_second_upload_after_a_restart(String late)
            throws Exception {
        put("a.mp4", "a");
        settle();
        put(late, "{}");
        start();
        settle();
        assertThat(published).hasSize(2);
        assertThat(id(1)).isEqualTo(id(0));
    }

    @Test
    void what_has_ended_and_is_put_there_again_with_another_sidecar_is_another_lecture()
            throws Exception {
        put("a.mp4", "a");
        put("a.json", "{}");
        settle();
        watch.onEvent(Events.completed(id(0), 3).event());
        Files.move(root.resolve("done/a.mp4"), root.resolve("a.mp4"));
        put("a.json", "{\"folderId\":\"" + OTHER + "\"}");
        settle();
        assertThat(id(1)).isNotEqualTo(id(0));
    }

    @Test
    void what_came_too_late_for_a_recording_goes_with_it_and_not_with_the_next_one()
            throws Exception {
        put("a.mp4", "a");
        settle();
        put("a.vtt", "WEBVTT");
        put("a.json", "{\"access\":\"public\"}");
        watch.onEvent(completed(0, "a"));
        assertThat(namesBelow("done")).containsExactlyInAnyOrder("a.mp4", "a.vtt", "a.json");
        assertThat(terminal.out())
                .contains("late " + id(0), root.resolve("a.vtt") + ", " + root.resolve("a.json"));
        put("a.mp4", "another one");
        settle();
        assertThat(published.getLast().has("access")).isFalse();
        assertThat(published.getLast().at("/streams/0").has("captions")).isFalse();
    }

    @Test
    void what_came_too_late_for_one_that_failed_is_in_the_next_attempt() throws Exception {
        put("a.mp4", "a");
        settle();
        put("a.json", "{\"access\":\"public\"}");
        watch.onEvent(Events.failed(id(0), 2).event());
        assertThat(namesBelow("failed"))
                .containsExactlyInAnyOrder("a.mp4", "a.json", "a.failed.json");
        Files.move(root.resolve("failed/a.mp4"), root.resolve("a.mp4"));
        Files.move(root.resolve("failed/a.json"), root.resolve("a.json"));
        settle();
        assertThat(published.getLast().path("command").asString("")).isEqualTo("retry");
        assertThat(published.getLast().path("access").asString("")).isEqualTo("public");
    }

    @Test
    void late_captions_of_two_recordings_of_one_name_stay_for_the_last_of_them() throws Exception {
        put("a.mp3", "audio");
        put("a.mp4", "video.");
        settle();
        put("a.vtt", "WEBVTT");
        watch.onEvent(Events.completed(id(0), 3).event());
        assertThat(root.resolve("a.vtt")).exists();
        watch.onEvent(Events.completed(id(1), 3).event());
        assertThat(namesBelow("done")).containsExactlyInAnyOrder("a.mp3", "a.mp4", "a.vtt");
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

    private OutcomeEvent secondCompleted(String id) {
        return new OutcomeEvent.Completed(
                second(id), "s", "https://p", null, null, List.of(), 1, Map.of());
    }

    /** Of an event of the second attempt. */
    private EventHeader second(String id) {
        return new EventHeader(id, Events.ACCEPTED_AT, 5L, now, "w", 2, Map.of());
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name)));
    }

    private Object group(String name) throws IOException {
        return Files.getAttribute(root.resolve(name), "unix:gid");
    }

    private OutcomeEvent conflict(int index) {
        return new OutcomeEvent.Rejected(
                EventHeader.ofRejected(id(index), now, "w", Map.of()),
                new UploadError(ErrorCode.CONFLICTING_REQUEST, "other", false, null));
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

    private void putTwoOfOneName() throws IOException {
        put("a.mp3", "audio");
        put("a.mp4", "video.");
        put("a.vtt", "WEBVTT");
        put("a.json", "{\"access\":\"restricted\"}");
    }

    private List<String> namesBelow(String directory) throws IOException {
        return filesBelow(directory).stream().map(file -> file.getFileName().toString()).toList();
    }

    private List<Path> filesBelow(String directory) throws IOException {
        try (var files = Files.walk(root.resolve(directory))) {
            return files.filter(Files::isRegularFile).toList();
        }
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

    private OutcomeEvent completed(int index, String... contents) {
        TransferredFile[] files =
                Stream.of(contents).map(FolderWatchTest::uploaded).toArray(TransferredFile[]::new);
        return Events.completed(id(index), 3, files).event();
    }

    private static TransferredFile uploaded(String content) {
        CRC32 crc32 = new CRC32();
        crc32.update(content.getBytes(UTF_8));
        return TransferredFile.of("00-file", content.length(), crc32.getValue());
    }

    private String id(int index) {
        return published.get(index).get("requestId").asString();
    }

    private void settle() throws Exception {
        pass(0);
        pass(30);
    }

    private void pass(int seconds) throws Exception {
        now = now.plusSeconds(seconds);
        watch.round(now, publishing);
    }

    private void publish(List<PreparedRequest> requests) {
        requests.forEach(each -> published.add(JSON.readTree(each.json())));
    }

    private void put(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(content.length() * 1000L));
    }
}
