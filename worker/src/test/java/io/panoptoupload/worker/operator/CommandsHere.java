package io.panoptoupload.worker.operator;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;

/** Runs commands in this JVM, piped, as those of a process of their own that starts at once. */
public final class CommandsHere {
    private CommandsHere() {}

    /** What a command printed and would have ended with. */
    public record Result(int exit, String out, String err) {}

    public static Result run(
            CommandWords arguments,
            Installation.Opening opening,
            Findings.Check check,
            FolderNames folders) {
        Terminal terminal = Terminal.piped();
        CommandContext context =
                new CommandContext(
                        terminal.console(),
                        opening,
                        check,
                        folders,
                        JsonMapper.builder().build(),
                        InstantSource.system());
        int exit = Commands.commandLine(context).execute(arguments.words().toArray(String[]::new));
        return new Result(exit, terminal.out(), terminal.err());
    }
}
