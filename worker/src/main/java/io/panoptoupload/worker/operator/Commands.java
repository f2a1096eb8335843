package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * The command line as a whole: finds the command, runs it, and turns what went wrong into words.
 */
public final class Commands {
    private static final int HELP_WIDTH = 96;

    private Commands() {}

    /**
     * Runs one command of this process.
     *
     * @return the exit code
     */
    public static int execute(
            CommandWords arguments,
            Installation.Opening opening,
            Findings.Check check,
            FolderNames folders) {
        Console console = Console.ofThisProcess(System.getenv());
        JsonMapper json = JsonMapper.builder().build();
        CommandContext context =
                new CommandContext(console, opening, check, folders, json, InstantSource.system());
        return commandLine(context).execute(arguments.words().toArray(String[]::new));
    }

    static CommandLine commandLine(CommandContext context) {
        Console console = context.console();
        CommandLine root =
                new CommandLine(new RootCommand())
                        .addSubcommand(new RunCommand())
                        .addSubcommand(new SubmitCommand(context))
                        .addSubcommand(new WatchCommand(context))
                        .addSubcommand(new WatchFolderCommand(context))
                        .addSubcommand(new StatusCommand(context))
                        .addSubcommand(new CancelCommand(context))
                        .addSubcommand(new RetryCommand(context))
                        .addSubcommand(new ReplayCommand(context))
                        .addSubcommand(new SkipCommand(context))
                        .addSubcommand(new CheckCommand(context))
                        .addSubcommand("generate-completion", new AutoComplete.GenerateCompletion())
                        .addSubcommand(new ManPagesCommand());
        return root
                // A request id may begin with @ or with a quotation mark.
                .setExpandAtFiles(false)
                .setTrimQuotes(false)
                .setUsageHelpWidth(HELP_WIDTH)
                .setOut(console.out().writer())
                .setErr(console.err().writer())
                .setColorScheme(
                        Help.defaultColorScheme(
                                console.out().colours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setParameterExceptionHandler((fault, _) -> explain(fault, console.err()))
                .setExecutionExceptionHandler((fault, _, _) -> explain(fault, console.err()));
    }

    static ParameterException usage(@Nullable CommandSpec spec, String text) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), text);
    }

    private static int explain(ParameterException fault, Output err) {
        err.line(String.valueOf(fault.getMessage()));
        if (fault instanceof CommandLine.UnmatchedArgumentException unmatched) {
            List<String> similar = unmatched.getSuggestions();
            if (!similar.isEmpty()) {
                err.line("Did you mean " + String.join(" or ", similar) + "?");
            }
        }
        String name = fault.getCommandLine().getCommandSpec().qualifiedName();
        err.line("See " + name + " --help; after -- every word is a parameter.");
        return Exit.USAGE;
    }

    private static int explain(Exception fault, Output err) {
        return switch (fault) {
            case CommandFault known -> {
                known.lines().forEach(err::line);
                yield known.exit();
            }
            case IOException file -> {
                err.line(String.valueOf(file.getMessage()) + ": " + kind(file));
                yield Exit.USAGE;
            }
            default -> {
                err.line("This should not have happened; please report it:");
                trace(fault, err);
                yield Exit.FAILED;
            }
        };
    }

    /** As Java prints it, but for messages of more than one line. */
    private static void trace(Exception fault, Output err) {
        frames("", fault, err);
        for (@Nullable Throwable cause = fault.getCause();
                cause != null;
                cause = cause.getCause()) {
            frames("Caused by: ", cause, err);
        }
    }

    private static void frames(String before, Throwable thrown, Output err) {
        err.line(before, thrown);
        for (StackTraceElement frame : thrown.getStackTrace()) {
            err.line("    at ", frame);
        }
    }

    private static String kind(IOException fault) {
        return fault instanceof java.nio.file.NoSuchFileException
                ? "no such file"
                : fault.getClass().getSimpleName();
    }
}
