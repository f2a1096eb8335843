package io.panoptoupload.worker.operator;

import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Where a command reads and writes: data to {@code out}, progress and complaints to {@code err}.
 *
 * @param in for requests that are piped in
 */
record Console(InputStream in, Output out, Output err) {
    private static final int USUAL_WIDTH = 80;

    /** The process's own, as its terminal and {@code NO_COLOR} allow. */
    static Console ofThisProcess(Map<String, String> environment) {
        int terminals = "dumb".equals(environment.get("TERM")) ? 0 : terminals();
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Console(
                System.in,
                output(System.out, SystemStream.Output, (terminals & 1) != 0, colours),
                output(System.err, SystemStream.Error, (terminals & 2) != 0, colours));
    }

    private static Output output(
            PrintStream stream, SystemStream which, boolean terminal, boolean colours) {
        return new Output(stream, terminal, terminal && colours, () -> width(which));
    }

    /**
     * Java reports only whether standard input and output are both a terminal, so a shell that
     * inherits the streams is asked: 1 for output, plus 2 for error.
     */
    private static int terminals() {
        try {
            Process asked =
                    new ProcessBuilder(
                                    "sh",
                                    "-c",
                                    "n=0; [ -t 1 ] && n=1; [ -t 2 ] && n=$((n+2)); exit $n")
                            .inheritIO()
                            .start();
            return asked.waitFor(5, TimeUnit.SECONDS) ? asked.exitValue() & 3 : 0;
        } catch (IOException e) {
            // No shell, as on Windows: then only the case that Java itself detects.
            boolean both =
                    Optional.ofNullable(System.console())
                            .map(java.io.Console::isTerminal)
                            .orElse(false);
            return both ? 3 : 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Asked for at every drawing, because windows change. */
    private static int width(SystemStream stream) {
        try {
            int width = TerminalProvider.load("ffm").systemStreamWidth(stream);
            return width > 0 ? width : USUAL_WIDTH;
        } catch (IOException | UncheckedIOException e) {
            return USUAL_WIDTH;
        }
    }
}
