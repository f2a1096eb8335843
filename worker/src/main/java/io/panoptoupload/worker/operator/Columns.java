package io.panoptoupload.worker.operator;

import org.jline.utils.AttributedString;

/** How wide texts are on a terminal, where a line that is too long would break the redrawing. */
final class Columns {
    private Columns() {}

    static int of(String text) {
        return new AttributedString(text).columnLength();
    }

    /** As much of a text from its beginning as fits. */
    static String cut(String text, int columns) {
        return new AttributedString(text).columnSubSequence(0, columns).toString();
    }

    /**
     * A text that fits: without its middle if it is too long, since titles of one series differ at
     * their end.
     *
     * @param gap what stands for the middle
     */
    static String shortened(String text, int columns, String gap) {
        AttributedString whole = new AttributedString(text);
        int width = whole.columnLength();
        if (width <= columns) {
            return text;
        }
        int end = columns / 2 - of(gap);
        return cut(text, columns - of(gap) - end) + gap + lastOf(whole, width, end);
    }

    private static AttributedString lastOf(AttributedString text, int width, int columns) {
        AttributedString last = text.columnSubSequence(width - columns, width);
        // It may begin inside of a character that is two columns wide.
        return last.columnLength() <= columns
                ? last
                : text.columnSubSequence(width - columns + 1, width);
    }
}
