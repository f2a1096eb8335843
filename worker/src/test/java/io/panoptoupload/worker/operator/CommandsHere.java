package io.panoptoupload.worker.operator;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Runs commands in this JVM, as those of a process of their own that starts at once. */
public final class CommandsHere {
    private CommandsHere() {}

    /** What a command printed and would have ended with. */
    public record Result(int exit, String out, String err) {}

    /** One that runs on a terminal, which is closed with it. */
    public static final class Running implements AutoCloseable {
        private final Terminal terminal;
        private final CompletableFuture<Integer> exit;

        private Running(Terminal terminal, Supplier<Integer> command) {
            this.terminal = terminal;
            this.exit = CompletableFuture.supplyAsync(command);
        }

        public String out() {
            return terminal.out();
        }

        public String err() {
            return terminal.err();
        }

        /** What it ends with. */
        public Future<Integer> exit() {
            return exit;
        }

        @Override
        public void close() {
            terminal.close();
            exit.join();
        }
    }

    /** Piped. */
    public static Result run(
            CommandWords arguments,
            Installation.Opening opening,
            Findings.Check check,
            FolderNames folders) {
        Terminal terminal = Terminal.piped();
        int exit = run(terminal, arguments, opening, check, folders);
        return new Result(exit, terminal.out(), terminal.err());
    }

    /** On a terminal. */
    public static Running start(
            CommandWords arguments,
            Installation.Opening opening,
            Findings.Check check,
            FolderNames folders) {
        Terminal terminal = Terminal.shown();
        return new Running(terminal, () -> run(terminal, arguments, opening, check, folders));
    }

    private static int run(
            Terminal terminal,
            CommandWords arguments,
            Installation.Opening opening,
            Findings.Check check,
            FolderNames folders) {
        CommandContext context =
                new CommandContext(
                        terminal.console(),
                        opening,
                        check,
                        folders,
                        JsonMapper.builder().build(),
                        InstantSource.system());
        return Commands.commandLine(context).execute(arguments.words().toArray(String[]::new));
    }
}
