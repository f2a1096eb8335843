package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class CommandWordsTest {
    @Test
    void a_dot_in_the_name_makes_a_property_wherever_it_stands() {
        CommandWords words =
                CommandWords.of(
                        "--spring.kafka.bootstrap-servers=k:9092",
                        "submit",
                        "a.mp4",
                        "--folder",
                        "--worker.sources.file-roots[0]=/x",
                        "--title=Week 1. Introduction=all",
                        "--worker.topics.create");
        assertThat(words.words())
                .containsExactly("submit", "a.mp4", "--folder", "--title=Week 1. Introduction=all");
        assertThat(words.properties())
                .containsExactly(
                        "--spring.kafka.bootstrap-servers=k:9092",
                        "--worker.sources.file-roots[0]=/x",
                        "--worker.topics.create");
    }

    @Test
    void behind_two_dashes_everything_is_a_word() {
        CommandWords words = CommandWords.of("cancel", "--", "--an.id=like-a-property");
        assertThat(words.words()).containsExactly("cancel", "--", "--an.id=like-a-property");
        assertThat(words.properties()).isEmpty();
    }

    @Test
    void a_profile_is_named_by_one_word_or_by_two() {
        assertThat(CommandWords.of("status", "--profile", "test"))
                .isEqualTo(new CommandWords(List.of("status"), List.of(), "test"))
                .isEqualTo(CommandWords.of("--profile=test", "status"));
        assertThat(CommandWords.of("cancel", "--", "--profile=x").profile()).isNull();
        assertThat(CommandWords.of("status", "--profile").words())
                .as("left for the command line to complain of")
                .containsExactly("status", "--profile");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "--server.port=0",
                "run --server.port=0",
                "--debug",
                "--trace --server.port=0 run",
                "run -x",
                "run --debug"
            })
    void the_worker_is_meant(String arguments) {
        assertThat(CommandWords.of(split(arguments)).isRun()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "submit",
                "--help",
                "-h",
                "run --help",
                "-V",
                "--a.b=c status",
                "--debug status",
                "--trace --debug check",
                "--debug --hlep",
                "unknown",
                "--hlep"
            })
    void a_command_is_meant(String arguments) {
        assertThat(CommandWords.of(split(arguments)).isRun()).isFalse();
    }

    private static String[] split(String arguments) {
        return arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
    }
}
