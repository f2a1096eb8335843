package io.panoptoupload.worker.operator;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The two streams of a command, kept for looking at. */
final class Terminal {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private volatile boolean closed;

    private final ByteArrayOutputStream out =
            new ByteArrayOutputStream() {
                @Override
                public void flush() throws IOException {
                    if (closed) {
                        throw new IOException("Input/output error");
                    }
                }
            };

    private final boolean isTerminal;
    private final boolean colours;
    private final Charset charset;
    private String input = "";
    private int width = 80;

    private Terminal(boolean isTerminal, boolean colours, Charset charset) {
        this.isTerminal = isTerminal;
        this.colours = colours;
        this.charset = charset;
    }

    static Terminal piped() {
        return new Terminal(false, false, StandardCharsets.UTF_8);
    }

    static Terminal shown() {
        return new Terminal(true, false, StandardCharsets.UTF_8);
    }

    static Terminal shown(int width) {
        Terminal terminal = shown();
        terminal.width = width;
        return terminal;
    }

    static Terminal coloured() {
        return new Terminal(true, true, StandardCharsets.UTF_8);
    }

    static Terminal ofAscii() {
        return new Terminal(true, false, StandardCharsets.US_ASCII);
    }

    Terminal typed(String text) {
        input = text;
        return this;
    }

    Console console() {
        return new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                output(out),
                output(err));
    }

    Output output() {
        return output(out);
    }

    private Output output(ByteArrayOutputStream bytes) {
        return new Output(new PrintStream(bytes, true, charset), isTerminal, colours, () -> width);
    }

    /** As when its window is closed. */
    void close() {
        closed = true;
    }

    String out() {
        return out.toString(charset);
    }

    String err() {
        return err.toString(charset);
    }
}
