package io.panoptoupload.messages;

/**
 * Text of which every character shows, on one line: what somebody else wrote can then be printed to
 * a log, a terminal or a page without forging a line of it. Whatever does not show (control and
 * format characters, line breaks, direction overrides, invisible letters) stands there as JSON
 * would escape it, {@code \}{@code u202e}; all else is as it was. Applied to a JSON text without
 * line breaks and tabs between its values, it leaves its meaning unchanged.
 */
public final class OneLine {
    private OneLine() {}

    /** The text itself if all of it shows. */
    public static String of(String text) {
        int shown = shownUpTo(text);
        if (shown == text.length()) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length() + 32).append(text, 0, shown);
        text.substring(shown)
                .codePoints()
                .forEach(character -> {
                    if (shows(character)) {
                        line.appendCodePoint(character);
                    } else {
                        for (char unit : Character.toChars(character)) {
                            line.append(String.format("\\u%04x", (int) unit));
                        }
                    }
                });
        return line.toString();
    }

    /**
     * The beginning of a text, no character of it cut in half: strict readers of JSON refuse half a
     * character.
     *
     * @param max in {@code char}s, 1 or more
     */
    public static String beginning(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    /** The same, with {@code …} behind it if there was more. */
    public static String shortened(String text, int max) {
        return text.length() <= max ? text : beginning(text, max) + "…";
    }

    private static int shownUpTo(String text) {
        int at = 0;
        while (at < text.length() && shows(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private static boolean shows(int character) {
        if (character >= ' ' && character < 0x7F) {
            return true;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> !isInvisible(character);
        };
    }

    /**
     * What Unicode calls default-ignorable beside format characters, and letters that are blank.
     */
    private static boolean isInvisible(int character) {
        return switch (character) {
            case 0x034F, // combining grapheme joiner
                    0x115F, // fillers of Hangul
                    0x1160,
                    0x3164,
                    0xFFA0,
                    0x17B4, // inherent vowels of Khmer
                    0x17B5,
                    0x2065,
                    0x2800 -> // a Braille pattern without dots
                    true;
            default ->
                    isIn(character, 0x180B, 0x180F) // variation selectors
                            || isIn(character, 0xFE00, 0xFE0F)
                            || isIn(character, 0xFFF0, 0xFFF8)
                            || isIn(character, 0xE0000, 0xE0FFF); // tags, more selectors
        };
    }

    private static boolean isIn(int character, int first, int last) {
        return character >= first && character <= last;
    }
}
