package io.panoptoupload.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class FileRootsTest {
    private static final String VARIABLE = "WORKER_SOURCES_FILEROOTS";

    @Test
    void directories_that_a_link_leads_to_are_those_that_count(@TempDir Path captures)
            throws Exception {
        Path real = Files.createDirectories(captures.resolve("real/in"));
        Path link = Files.createSymbolicLink(captures.resolve("link"), real);
        FileRoots roots = new FileRoots(List.of(captures.resolve("real")));
        assertThat(roots.leaveOut(link)).isFalse();
        assertThat(new FileRoots(List.of(link)).leaveOut(captures.resolve("real"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker.sources.file-roots",
                "worker.sources.fileRoots",
                "worker.sources.file_roots"
            })
    void an_argument_counts_in_every_spelling_and_more_than_a_variable(String argument) {
        assertThat(leaveOutOther(Map.of(argument, "/captures"), Map.of(VARIABLE, "/other")))
                .isTrue();
        assertThat(leaveOutOther(Map.of(argument, "/other"), Map.of(VARIABLE, "/captures")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {VARIABLE, "WORKER_SOURCES_FILE_ROOTS"})
    void a_variable_counts_in_both_spellings(String variable) {
        assertThat(leaveOutOther(Map.of(), Map.of(variable, "/captures"))).isTrue();
    }

    @Test
    void a_placeholder_is_left_to_the_worker() {
        assertThat(leaveOutOther(Map.of(FileRoots.PROPERTY, "/captures,${HOME}/x"), Map.of()))
                .isFalse();
        assertThat(leaveOutOther(Map.of(), Map.of(VARIABLE, "${CAPTURES:/captures}"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker.sources.file-roots[0]", "worker.sources.fileRoots[1]"})
    void an_element_of_the_list_is_left_to_the_worker(String argument) {
        Map<String, String> environment = Map.of(VARIABLE, "/captures");
        assertThat(leaveOutOther(Map.of(argument, "/other"), environment)).isFalse();
        assertThat(leaveOutOther(Map.of(), Map.of(VARIABLE + "_0_", "/captures"))).isFalse();
    }

    @Test
    void json_may_say_it_unless_an_argument_does() {
        Map<String, String> environment =
                Map.of(VARIABLE, "/captures", "SPRING_APPLICATION_JSON", "{}");
        assertThat(leaveOutOther(Map.of(), environment)).isFalse();
        assertThat(
                        leaveOutOther(
                                Map.of("spring.application.json", "{}"),
                                Map.of(VARIABLE, "/captures")))
                .isFalse();
        assertThat(leaveOutOther(Map.of(FileRoots.PROPERTY, "/captures"), environment)).isTrue();
    }

    @Test
    void what_nobody_says_is_left_to_the_worker() {
        assertThat(leaveOutOther(Map.of(), Map.of("HOME", "/captures"))).isFalse();
    }

    private static boolean leaveOutOther(
            Map<String, String> properties, Map<String, String> environment) {
        return FileRoots.of(properties, environment).leaveOut(Path.of("/other"));
    }
}
