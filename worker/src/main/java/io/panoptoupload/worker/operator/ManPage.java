package io.panoptoupload.worker.operator;

import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The page of one command in section 1 of a manual, in roff's macros, from what its help says. */
final class ManPage {
    private static final Pattern BEYOND_ASCII = Pattern.compile("[^\\x00-\\x7E]");

    private final CommandSpec command;
    private final Help help;
    private final StringBuilder page = new StringBuilder();

    private ManPage(CommandSpec command) {
        this.command = command;
        this.help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
    }

    /** The name of a command's page, without the section. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    /**
     * The page.
     *
     * @param version in one line
     */
    static String of(CommandSpec command, String version) {
        return new ManPage(command).written(version);
    }

    private String written(String version) {
        String name = name(command);
        macro("TH", name.toUpperCase(Locale.ROOT), "1", "", version, "");
        macro("SH", "NAME");
        text(name + " - " + String.join(" ", command.usageMessage().header()));
        macro("SH", "SYNOPSIS");
        verbatim(help.synopsis(0).strip());
        macro("SH", "DESCRIPTION");
        prose(command.usageMessage().description());
        arguments();
        commands();
        macro("SH", "NOTES");
        prose(command.usageMessage().footer());
        return page.toString();
    }

    private void arguments() {
        List<ArgSpec> shown = command.args().stream().filter(each -> !each.hidden()).toList();
        if (shown.isEmpty()) {
            return;
        }
        macro("SH", "OPTIONS");
        for (ArgSpec each : shown) {
            page.append(".TP\n");
            text(
                    each instanceof OptionSpec option
                            ? String.join(", ", option.names()) + parameter(option)
                            : each.paramLabel());
            prose(each.description());
        }
    }

    private static String parameter(OptionSpec option) {
        return option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    }

    private void commands() {
        if (command.subcommands().isEmpty()) {
            return;
        }
        macro("SH", "COMMANDS");
        command.subcommands()
                .forEach((name, each) -> {
                    page.append(".TP\n");
                    text(name);
                    prose(each.getCommandSpec().usageMessage().header());
                });
    }

    /** Lines that begin with blanks are examples, and stay as they are. */
    private void prose(String... lines) {
        for (String line : lines) {
            String plain = line.replace("%n", "\n").replace("%%", "%");
            if (plain.isBlank()) {
                page.append(".PP\n");
            } else if (plain.startsWith("  ")) {
                verbatim(plain);
            } else {
                text(plain);
            }
        }
    }

    private void verbatim(String lines) {
        page.append(".nf\n");
        lines.lines().forEach(this::text);
        page.append(".fi\n");
    }

    private void text(String line) {
        page.append(escaped(line)).append('\n');
    }

    private void macro(String name, String... arguments) {
        page.append('.').append(name);
        for (String argument : arguments) {
            page.append(" \"").append(escaped(argument).replace("\"", "\\(dq")).append('"');
        }
        page.append('\n');
    }

    /** A dash is one that can be copied; a line that begins with a point is no macro. */
    private static String escaped(String text) {
        String plain =
                BEYOND_ASCII
                        .matcher(text.replace("\\", "\\e").replace("-", "\\-"))
                        .replaceAll(found -> "\\\\[u%04X]".formatted(found.group().codePointAt(0)));
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
