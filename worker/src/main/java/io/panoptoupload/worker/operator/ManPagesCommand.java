package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;

/** Writes the pages for {@code man}, which so are those of this version. */
@Command(
        name = "generate-man-pages",
        header = "Write the pages for man.",
        description = {
            "",
            "One for this program and one for each command, as panopto-upload-COMMAND.1; the"
                    + " directory is made if it is absent.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 written, 2 usage, or they cannot be written.",
            "",
            "Example:",
            "  panopto-upload generate-man-pages ~/.local/share/man/man1"
        })
final class ManPagesCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Where they are written.")
    private Path directory = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CommandSpec root = Objects.requireNonNull(spec).root();
        String version = new VersionText().getVersion()[0];
        Files.createDirectories(directory);
        write(root, version);
        for (CommandLine command : root.subcommands().values()) {
            write(command.getCommandSpec(), version);
        }
        return Exit.DONE;
    }

    private void write(CommandSpec command, String version) throws IOException {
        Files.writeString(
                directory.resolve(ManPage.name(command) + ".1"), ManPage.of(command, version));
    }
}
