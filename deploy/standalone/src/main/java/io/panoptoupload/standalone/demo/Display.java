package io.panoptoupload.standalone.demo;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What the person sees while the demo runs: on a terminal, a line that is redrawn while a file is
 * in transfer; elsewhere one line per event.
 */
final class Display {
    private static final int BAR = 30;
    private static final String CLEAR_LINE = "\r\033[2K";
    private static final String DIM = "\033[2m";
    private static final String GREEN = "\033[32m";
    private static final String RED = "\033[31m";
    private static final String PLAIN = "\033[0m";

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colours;
    private final long began = System.nanoTime();

    Display(PrintStream out, boolean terminal, boolean colours) {
        this.out = out;
        this.terminal = terminal;
        this.colours = colours;
    }

    /** On standard error, as that terminal and the environment's NO_COLOR allow. */
    static Display ofThisProcess() {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        String noColour = System.getenv("NO_COLOR");
        return new Display(
                System.err, terminal, terminal && (noColour == null || noColour.isEmpty()));
    }

    void say(String text) {
        line("", text);
    }

    void succeed(String text) {
        line(GREEN, text);
    }

    void fail(String text) {
        line(RED, text);
    }

    private void line(String colour, String text) {
        String passed = seconds();
        out.println((terminal ? CLEAR_LINE : "") + paint(DIM, passed) + "  " + paint(colour, text));
    }

    /** Replaces the line that was drawn last, if that was progress too. */
    void progress(double percent, String text) {
        if (!terminal) {
            say("%3.0f %%  %s".formatted(percent, text));
            return;
        }
        int full = (int) Math.round(Math.clamp(percent, 0, 100) / 100 * BAR);
        String bar = paint(GREEN, "━".repeat(full)) + paint(DIM, "─".repeat(BAR - full));
        String numbers = String.format(Locale.ROOT, "%3.0f %%", percent);
        out.print(CLEAR_LINE + paint(DIM, seconds()) + "  " + bar + ' ' + numbers + "  " + text);
        out.flush();
    }

    private String seconds() {
        double passed = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
        return String.format(Locale.ROOT, "%5.1f s", passed);
    }

    private String paint(String colour, String text) {
        return colours && !colour.isEmpty() ? colour + text + PLAIN : text;
    }
}
