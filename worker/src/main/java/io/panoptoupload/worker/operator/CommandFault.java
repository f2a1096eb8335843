package io.panoptoupload.worker.operator;

import java.util.List;

/** Why a command ends without having done its work: a line for each fault, and the exit code. */
public final class CommandFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;
    private final int exit;

    private CommandFault(int exit, List<String> lines) {
        super(String.join("\n", lines));
        this.exit = exit;
        this.lines = List.copyOf(lines);
    }

    /** Arguments or configuration that no command can work with. */
    public static CommandFault usage(List<String> lines) {
        return new CommandFault(Exit.USAGE, lines);
    }

    /** Requests that the worker would refuse; none of them has been published. */
    static CommandFault rejected(List<String> lines) {
        return new CommandFault(Exit.REJECTED, lines);
    }

    /**
     * What was asked for would be wrong as things are, or Panopto does not respond or denies
     * access; nothing was changed.
     */
    public static CommandFault refused(String line) {
        return new CommandFault(Exit.FAILED, List.of(line));
    }

    /** Kafka does not respond, denies access, or lacks a topic. */
    static CommandFault noKafka(String line) {
        return new CommandFault(Exit.NO_KAFKA, List.of(line));
    }

    /** Kafka does not allow something that the command cannot do without. */
    static CommandFault notAllowed(List<String> lines) {
        return new CommandFault(Exit.NO_KAFKA, lines);
    }

    /** What is wrong, a line each. */
    public List<String> lines() {
        return lines;
    }

    int exit() {
        return exit;
    }
}
