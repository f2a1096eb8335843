package io.panoptoupload.worker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What picocli's model is written out to, tried with the programs that read it. */
class GeneratedHelpTest {
    private final Terminal terminal = Terminal.piped();
    private final CommandLine commands =
            Commands.commandLine(
                    new CommandContext(
                            terminal.console(),
                            () -> {
                                throw new AssertionError("Kafka is not needed");
                            },
                            (_, _) -> {},
                            _ -> List.of(),
                            new JsonMapper(),
                            InstantSource.system()));

    @TempDir private Path directory;

    @Test
    void the_page_of_the_shell_has_every_command() throws IOException {
        String page = Files.readString(Path.of("../docs/shell.md"));
        assertThat(commands.getSubcommands().keySet())
                .allSatisfy(name ->
                        assertThat(page)
                                .containsPattern(
                                        "`%1$s[` ]|panopto-upload %1$s[` )\\n]".formatted(name)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sta            | status",
                "watch-f        | watch-folder",
                "submit --dr    | --dry-run",
                "check --pr     | --profile --probe",
                "status --state | --state"
            })
    void bash_completes_commands_and_options(String typed, String offered) throws Exception {
        // It works only while a key is pressed.
        String script =
                "compopt() { :; }; source '%s'; COMP_WORDS=(panopto-upload %s); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _complete_panopto-upload; printf '%%s\\n' \"${COMPREPLY[@]}\""
                        .formatted(completion(), typed);
        assertThat(output("bash", "--norc", "-c", script).lines())
                .containsExactlyInAnyOrder(offered.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({
        "sta,            status",
        "submit --dr,    submit --dry-run",
        "check --pr,     check --pro",
        "submit compl,   submit completion"
    })
    void zsh_completes_them_on_the_tab_key(String typed, String line) throws Exception {
        if (!Boolean.getBoolean("checks.required")) {
            Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "no zsh here");
        }
        // The line that the key has left is printed by putting a command before it.
        String script =
                """
                zmodload zsh/zpty && cd '%1$s'
                zpty shell "HOME=. TERM=dumb zsh -f -i"
                zpty -w shell "PS1=; autoload compinit; compinit -u -D; source completion; echo LOAD''ED"
                zpty -r shell seen '*LOADED*'
                zpty -n -w shell "panopto-upload %2$s"$'\\t\\x01'"echo LINE''IS "$'\\n'
                zpty -r shell seen '*LINEIS*[[:cntrl:]]'
                print -r -- "$seen"
                """
                        .formatted(completion().getParent(), typed);
        assertThat(output("/usr/bin/zsh", "-f", "-c", script))
                .contains("LINEIS panopto-upload " + line + "\r\n");
    }

    private Path completion() throws IOException {
        assertThat(commands.execute("generate-completion")).isZero();
        return Files.writeString(directory.resolve("completion"), terminal.out());
    }

    @Test
    void every_command_has_a_page_with_each_of_its_options() throws IOException {
        pages().forEach((name, page) -> assertThat(page).as(name).doesNotContain("${", "%n"));
        commands.getSubcommands()
                .forEach((name, command) -> {
                    String page = pages().get("panopto-upload-" + name + ".1");
                    assertThat(page).as(name).contains(".SH \"SYNOPSIS\"", ".SH \"OPTIONS\"");
                    command.getCommandSpec()
                            .options()
                            .forEach(option ->
                                    assertThat(page)
                                            .contains(option.longestName().replace("-", "\\-")));
                });
        assertThat(pages().get("panopto-upload.1")).contains("\nwatch\\-folder\n");
    }

    @Test
    void man_finds_nothing_wrong_with_any_page() throws Exception {
        if (!Boolean.getBoolean("checks.required")) {
            Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "no groff here");
        }
        for (String name : pages().keySet()) {
            assertThat(output("/usr/bin/groff", "-man", "-Tutf8", "-ww", "-z", file(name)))
                    .as(name)
                    .isEmpty();
        }
        assertThat(
                        output(
                                "/usr/bin/groff",
                                "-man",
                                "-Tascii",
                                "-P-cbou",
                                file("panopto-upload-submit.1")))
                .contains("panopto-upload-submit - ", "--dry-run", "  panopto-upload submit ");
    }

    private String file(String page) {
        return directory.resolve("man1").resolve(page).toString();
    }

    private Map<String, String> pages() {
        Path man = directory.resolve("man1");
        assertThat(commands.execute("generate-man-pages", man.toString())).isZero();
        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(man)) {
            for (Path file : files.toList()) {
                pages.put(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pages;
    }

    private static String output(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
