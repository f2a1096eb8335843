package io.panoptoupload.worker.operator;

import java.lang.Character.UnicodeScript;
import java.util.Set;

/** How wide texts are on a terminal, where a line that is too long would break the redrawing. */
final class Columns {
    private static final Set<UnicodeScript> WIDE =
            Set.of(
                    UnicodeScript.HAN,
                    UnicodeScript.HANGUL,
                    UnicodeScript.HIRAGANA,
                    UnicodeScript.KATAKANA,
                    UnicodeScript.BOPOMOFO,
                    UnicodeScript.YI);

    private Columns() {}

    static int of(String text) {
        return text.codePoints().map(Columns::of).sum();
    }

    /** As much of a text from its beginning as fits. */
    static String cut(String text, int columns) {
        int end = 0;
        int left = columns;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            left -= of(character);
            if (left < 0) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }

    /**
     * A text that fits: without its middle if it is too long, since titles of one series differ at
     * their end.
     *
     * @param gap what stands for the middle
     */
    static String shortened(String text, int columns, String gap) {
        if (of(text) <= columns) {
            return text;
        }
        int end = columns / 2 - of(gap);
        return cut(text, columns - of(gap) - end) + gap + lastOf(text, end);
    }

    private static String lastOf(String text, int columns) {
        int start = text.length();
        int left = columns;
        while (start > 0) {
            int character = text.codePointBefore(start);
            left -= of(character);
            if (left < 0) {
                break;
            }
            start -= Character.charCount(character);
        }
        return text.substring(start);
    }

    private static int of(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(character) ? 2 : 1;
        };
    }

    private static boolean isWide(int character) {
        // 3000 to 303E: punctuation of these scripts; FF01 to FF60: full-width forms.
        return WIDE.contains(UnicodeScript.of(character))
                || (character >= 0x3000 && character <= 0x303E)
                || (character >= 0xFF01 && character <= 0xFF60)
                || Character.isEmojiPresentation(character);
    }
}
