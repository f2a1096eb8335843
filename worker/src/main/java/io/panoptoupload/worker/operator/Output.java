package io.panoptoupload.worker.operator;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.IntSupplier;

/**
 * One of the process's two streams, and what can be shown on it.
 *
 * @param terminal whether a person looks on and lines can be drawn anew
 * @param colours whether colours are wanted, too
 * @param width of the terminal in columns
 */
record Output(PrintStream stream, boolean terminal, boolean colours, IntSupplier width) {
    private static final String PLAIN = "\033[0m";

    /** The colours that are used; chosen to be readable on dark and on light. */
    enum Colour {
        GREEN("\033[32m"),
        RED("\033[31m"),
        YELLOW("\033[33m"),
        DIM("\033[2m");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    void line(String text) {
        stream.println(text);
    }

    PrintWriter writer() {
        return new PrintWriter(stream, true, stream.charset());
    }

    String paint(Colour colour, String text) {
        return colours && !text.isEmpty() ? colour.code + text + PLAIN : text;
    }

    /** The text, or another one where the stream's character set does not have its characters. */
    String either(String text, String ascii) {
        return stream.charset().newEncoder().canEncode(text) ? text : ascii;
    }
}
