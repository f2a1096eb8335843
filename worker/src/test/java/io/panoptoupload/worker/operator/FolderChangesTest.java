package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.OutcomeEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** What changes, comes late or is away while a lecture is uploaded. */
class FolderChangesTest extends WatchedDirectory {
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

    @ParameterizedTest
    @ValueSource(strings = {"a.json", "defaults.json"})
    void what_became_wrong_while_it_was_uploaded_fails_nothing_after_a_restart(String name)
            throws Exception {
        put("a.mp4", "a");
        settle();
        put(name, "{");
        former = Optional.of(Events.accepted(id(0), 1).event());
        start();
        settle();
        settle();
        assertThat(root.resolve("a.mp4")).exists();
        assertThat(watch.isWaiting()).isTrue();
        watch.onEvent(completed(0, "a"));
        assertThat(root.resolve("done/a.mp4")).exists();
        assertThat(published).hasSize(1);
    }

    @Test
    void what_became_wrong_and_has_ended_meanwhile_has_that_end() throws Exception {
        put("a.mp4", "a");
        settle();
        put("a.json", "{");
        former = Optional.of(completed(0, "a"));
        start();
        settle();
        assertThat(namesBelow("done")).containsExactlyInAnyOrder("a.mp4", "a.json");
    }

    @Test
    void what_became_wrong_before_anybody_took_it_fails() throws Exception {
        put("a.mp4", "a");
        settle();
        put("a.json", "{");
        start();
        settle();
        assertThat(namesBelow("failed")).contains("a.mp4", "a.failed.json");
    }

    /** The end of the attempt before is no news of this one. */
    @Test
    void what_is_wrong_when_it_is_put_back_fails() throws Exception {
        put("a.mp4", "a");
        settle();
        OutcomeEvent failed = Events.failed(id(0), 2).event();
        watch.onEvent(failed);
        Files.move(root.resolve("failed/a.mp4"), root.resolve("a.mp4"));
        settle();
        put("a.json", "{");
        former = Optional.of(failed);
        start();
        settle();
        assertThat(namesBelow("failed")).contains("a.mp4", "a.failed.json");
    }

    @Test
    void the_first_stream_that_comes_after_the_second_was_taken_waits_for_its_end()
            throws Exception {
        put("x-2.mp4", "b");
        settle();
        put("x-1.mp4", "a");
        settle();
        assertThat(published).hasSize(1);
        watch.onEvent(completed(0, "b"));
        assertThat(root.resolve("done/x-2.mp4")).exists();
        settle();
        assertThat(published).hasSize(2);
        assertThat(published.getLast().get("streams")).hasSize(1);
    }

    @EnabledOnOs(OS.LINUX)
    @Test
    void the_first_stream_is_not_sent_with_a_second_that_cannot_be_moved() throws Exception {
        put("room/x-2.mp4", "half");
        settle();
        put("room/x-2.mp4", "all of it");
        try (Permissions _ = Permissions.hold()) {
            Permissions.set(root.resolve("room"), "---------");
            assertThatThrownBy(() -> watch.onEvent(completed(0, "all of it")))
                    .isInstanceOf(AccessDeniedException.class);
            Permissions.set(root.resolve("room"), "rwx------");
        }
        put("room/x-1.mp4", "a");
        settle();
        assertThat(published).as("its end is published again on request").hasSize(2);
        assertThat(published.getLast()).isEqualTo(published.getFirst());
    }
}
