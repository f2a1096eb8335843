package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.OneLine;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.IntSupplier;

/**
 * One of the process's two streams, and what can be shown on it.
 *
 * @param terminal whether it is a terminal, where lines can be redrawn
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

    /** A text in a colour, where colours are wanted. */
    record Painted(Colour colour, String text) {}

    static Painted paint(Colour colour, String text) {
        return new Painted(colour, text);
    }

    /** A line of texts, some of them painted. */
    void line(Object... parts) {
        stream.println(shown(parts));
    }

    /**
     * What is shown of texts: the only control sequences that reach the terminal are those of their
     * colours, whatever the texts contain.
     */
    String shown(Object... parts) {
        StringBuilder shown = new StringBuilder();
        for (Object part : parts) {
            if (part instanceof Painted(Colour colour, String text)) {
                boolean painted = colours && !text.isEmpty();
                shown.append(painted ? colour.code : "")
                        .append(OneLine.of(text))
                        .append(painted ? PLAIN : "");
            } else {
                shown.append(OneLine.of(part.toString()));
            }
        }
        return shown.toString();
    }

    /**
     * JSON as it is, on one line: characters that do not show are escaped, but for line breaks and
     * tabs, which stand between its values only, and become blanks.
     */
    void json(String json) {
        String line = json.replace('\n', ' ').replace('\r', ' ').replace('\t', ' ');
        stream.writeBytes((OneLine.of(line) + '\n').getBytes(UTF_8));
    }

    PrintWriter writer() {
        return new PrintWriter(stream, true, stream.charset());
    }

    /** The text, or another one where the stream's character set does not have its characters. */
    String either(String text, String ascii) {
        return stream.charset().newEncoder().canEncode(text) ? text : ascii;
    }
}
