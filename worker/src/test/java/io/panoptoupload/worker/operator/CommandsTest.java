package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;

class CommandsTest {
    private final Terminal terminal = Terminal.piped();
    private List<FolderNames.Named> folders = List.of();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "submit",
                "watch",
                "watch-folder",
                "status",
                "cancel",
                "retry",
                "replay",
                "skip",
                "check",
                "generate-man-pages"
            })
    void every_command_has_a_help_with_an_example(String command) {
        assertThat(execute(command, "--help")).isEqualTo(Exit.DONE);
        assertThat(terminal.out()).contains("Usage: panopto-upload " + command, "Example");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void the_help_names_every_command() {
        assertThat(execute("--help")).isEqualTo(Exit.DONE);
        assertThat(terminal.out())
                .contains(
                        "  run ",
                        "  submit ",
                        "  watch ",
                        "  status ",
                        "  cancel ",
                        "  retry ",
                        "  replay ",
                        "  skip ",
                        "  check ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense                                | nonsense",
                "submit                                  | Give one of FILE",
                "submit a.mp4 --batch b                  | Give one of FILE",
                "submit a.mp4 --title t                  | needs --folder and --title",
                "submit a.mp4 --folder f                 | needs --folder and --title",
                "submit --request r --captions c         | --captions",
                "submit --batch b --id x                 | --id",
                "submit a.mp4 --unknown                  | --unknown",
                "submit /tmp /tmp --folder f             | one directory",
                "submit /tmp --folder f --id x           | --id",
                "submit a.mp4 --access all               | --access",
                "submit a.mp4 --not-before soon          | is no time",
                "submit a.mp4 --id hörsaal               | is no request id",
                "watch --json=3                          | --json",
                "watch -x                                | -x",
                "status --state busy                     | allowed: waiting, transferring, parked",
                "status a b                              | b",
                "watch-folder /tmp                       | --folder",
                "watch-folder /none --folder f           | is not a writable directory",
                "watch-folder /tmp --folder f --settle x | is no duration",
                "watch --timeout 0s                      | is no time to wait",
                "submit a.mp4 --timeout PT0S             | is no time to wait",
                "watch-folder /tmp --folder f --timeout 0m | is no time to wait",
                "cancel                                  | REQUEST_ID",
                "retry                                   | Give --failed or a REQUEST_ID",
                "retry a --code INTERNAL                 | --code belongs to --failed",
                "replay                                  | --dead-letter",
                "check --live                            | --live needs --folder",
                "check --probe                           | belong to --live",
                "check --folder f --report r             | belong to --live",
                "skip --partition 3                      | --offset",
                "skip --partition 3 --offset here        | --offset",
            })
    void a_mistake_in_the_arguments_is_explained_with_exit_2(String line, String explanation) {
        assertThat(execute(line.split(" ", -1))).isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).contains(explanation, "--help");
        assertThat(terminal.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "statsu, Did you mean status",
        "submti a.mp4, Did you mean submit",
        "status --jsno, Did you mean --json",
    })
    void what_was_mistyped_is_guessed(String line, String guess) {
        assertThat(execute(line.split(" ", -1))).isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).contains(guess);
    }

    @Test
    void completion_is_generated_for_every_command() {
        assertThat(execute("generate-completion")).isEqualTo(Exit.DONE);
        assertThat(terminal.out()).contains("complete -F", "watch", "--not-before", "--profile");
    }

    @Test
    void the_version_has_its_commit_and_its_time() {
        Properties git = new Properties();
        git.putAll(
                Map.of(
                        "git.commit.id.abbrev", "abc1234",
                        "git.commit.time", "2026-11-23T09:00:00Z",
                        "git.dirty", "true"));
        assertThat(VersionText.text("1.0", git))
                .isEqualTo(
                        "panopto-upload 1.0, commit abc1234 with changes, built 2026-11-23T09:00:00Z");
        assertThat(VersionText.text("1.0", new Properties())).contains("commit unknown");
        assertThat(execute("--version")).isEqualTo(Exit.DONE);
        assertThat(terminal.out()).startsWith("panopto-upload ");
    }

    @Test
    void a_request_that_would_be_rejected_ends_with_exit_3_before_kafka_is_asked(
            @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("r.json"), "{\"requestId\":\"a\"}");
        assertThat(execute("submit", "--request", file.toString())).isEqualTo(Exit.REJECTED);
        assertThat(terminal.err())
                .startsWith(file + " 'a': ")
                .contains("folderId: is missing", "title: is missing", "streams: ");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void requests_come_from_standard_input_too() {
        terminal.typed("{\"requestId\":\"a\"}\n{}\n");
        assertThat(execute("submit", "--batch", "-")).isEqualTo(Exit.REJECTED);
        assertThat(terminal.err())
                .contains("-:1 'a': ", "-:2: The request is invalid: requestId: is missing");
    }

    @Test
    void a_folder_that_nobody_has_is_refused_before_kafka_is_asked(@TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve("a.mp4"), "bytes");
        assertThat(execute("submit", file.toString(), "--folder", "Algebra", "--title", "t"))
                .isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).contains("no folder 'Algebra'");
    }

    @Test
    void a_name_of_two_folders_is_refused_with_both(@TempDir Path directory) throws IOException {
        folders =
                List.of(
                        new FolderNames.Named("id-1", "/Sciences/Algebra"),
                        new FolderNames.Named("id-2", "/Arts/Algebra"));
        Path file = Files.writeString(directory.resolve("a.mp4"), "bytes");
        assertThat(execute("submit", file.toString(), "--folder", "Algebra", "--title", "t"))
                .isEqualTo(Exit.USAGE);
        assertThat(terminal.err())
                .contains("2 folders", "id-1  /Sciences/Algebra", "id-2  /Arts/Algebra");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void a_name_of_one_folder_stands_for_its_id(@TempDir Path directory) throws IOException {
        folders = List.of(new FolderNames.Named("no-guid", "/Algebra"));
        Path file = Files.writeString(directory.resolve("a.mp4"), "bytes");
        assertThat(execute("submit", file.toString(), "--folder", "Algebra", "--title", "t"))
                .isEqualTo(Exit.REJECTED);
        assertThat(terminal.err()).contains("folderId");
    }

    @Test
    void a_folder_by_its_id_asks_panopto_for_nothing() {
        FolderNames nobody =
                name -> {
                    throw new AssertionError("asked for " + name);
                };
        String id = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
        assertThat(nobody.idOf(id)).isEqualTo(id);
    }

    @Test
    void a_dry_run_prints_the_requests_of_a_directory_and_asks_nobody(@TempDir Path directory)
            throws IOException {
        Files.writeString(directory.resolve("b.mp4"), "b");
        Files.writeString(directory.resolve("a-1.mp4"), "a");
        Files.writeString(directory.resolve("a-2.mp4"), "a");
        Files.writeString(directory.resolve("a.json"), "{\"title\":\"Week 1\"}");
        String folder = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";
        assertThat(
                        execute(
                                "submit",
                                directory.toString(),
                                "--dry-run",
                                "--priority=low",
                                "--not-before=2026-11-23T21:00:00Z",
                                "--folder",
                                folder))
                .isEqualTo(Exit.DONE);
        assertThat(terminal.out().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .contains("\"title\":\"Week 1\"", "a-1.mp4", "a-2.mp4")
                                        .contains("\"priority\":\"low\"", folder)
                                        .contains("\"notBefore\":\"2026-11-23T21:00:00Z\""),
                        line -> assertThat(line).contains("\"title\":\"b\""));
    }

    @Test
    void a_dry_run_prints_a_request_on_one_line_however_it_was_written() {
        terminal.typed(
                """
                {
                \t"requestId": "a", "title": "t", "folderId": "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11",
                  "streams": [{"source": {"uri": "file:///captures/a.mp4"}}]
                }
                """);
        assertThat(execute("submit", "--request", "-", "--dry-run")).isEqualTo(Exit.DONE);
        assertThat(terminal.out().lines()).hasSize(1);
        assertThat(JsonMapper.shared().readTree(terminal.out()).path("title").asString())
                .isEqualTo("t");
    }

    @Test
    void a_recording_that_is_not_there_is_named_with_exit_2() {
        assertThat(execute("submit", "/nowhere/a.mp4", "--folder", "f", "--title", "t"))
                .isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).isEqualTo("/nowhere/a.mp4: is no file that can be read here\n");
    }

    @Test
    void a_file_that_is_not_there_is_named_with_exit_2() {
        assertThat(execute("submit", "--request", "/nowhere/r.json")).isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).isEqualTo("/nowhere/r.json: no such file\n");
    }

    @Test
    void a_wrong_configuration_ends_with_exit_2_and_a_line_for_each_fault() {
        assertThat(execute("watch", "a")).isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).isEqualTo("one is missing\ntwo is wrong\n");
    }

    @Test
    void an_id_may_look_like_an_option_or_a_file_of_arguments() {
        assertThat(execute("watch", "@no-such-file", "\"quoted\"", "--", "-x", "--json"))
                .as("understood, and stopped by the configuration only")
                .isEqualTo(Exit.USAGE);
        assertThat(terminal.err()).startsWith("one is missing");
    }

    @Test
    void a_check_has_a_line_for_everything_and_ends_with_0_if_all_is_well() {
        assertThat(execute("check")).isEqualTo(Exit.DONE);
        assertThat(terminal.out())
                .isEqualTo(
                        """
                        ✓ Kafka         responds
                        """);
        assertThat(terminal.err()).isEqualTo("- folder        not looked at: give --folder ID\n");
    }

    @Test
    void a_check_that_finds_a_fault_ends_with_1() {
        assertThat(execute("check", "--folder", "f")).isEqualTo(Exit.FAILED);
        assertThat(terminal.out()).contains("✗ folder        f is nowhere; make it");
    }

    private int execute(String... words) {
        CommandContext context =
                new CommandContext(
                        terminal.console(),
                        () -> {
                            throw CommandFault.usage(List.of("one is missing", "two is wrong"));
                        },
                        (wanted, findings) -> {
                            findings.good("Kafka", "responds");
                            if (wanted.folder() == null) {
                                findings.notAsked("folder", "give --folder ID");
                            } else {
                                findings.bad("folder", wanted.folder() + " is nowhere; make it");
                            }
                        },
                        name -> folders,
                        JsonMapper.builder().build(),
                        InstantSource.system());
        return Commands.commandLine(context).execute(words);
    }
}
