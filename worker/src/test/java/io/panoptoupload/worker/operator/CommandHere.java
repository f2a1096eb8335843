package io.panoptoupload.worker.operator;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** A command that runs in this JVM, as it would in a process of its own, and starts at once. */
public record CommandHere(
        CommandWords arguments,
        Installation.Opening opening,
        Findings.Check check,
        FolderNames folders) {
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
    public Result run() {
        Terminal terminal = Terminal.piped();
        int exit = run(terminal);
        return new Result(exit, terminal.out(), terminal.err());
    }

    /** On a terminal. */
    public Running start() {
        Terminal terminal = Terminal.shown();
        return new Running(terminal, () -> run(terminal));
    }

    private int run(Terminal terminal) {
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
