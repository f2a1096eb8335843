package io.panoptoupload.simulator;

import java.util.regex.Pattern;

/** Texts of others on a page for people. */
final class Html {
    private static final Pattern LINE_BREAK = Pattern.compile("\\R|\\t");

    /** Control and format characters, direction overrides, and letters that are invisible. */
    private static final Pattern NOT_SHOWN =
            Pattern.compile(
                    "[\\p{C}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u2800\\u3164"
                            + "\\uFE00-\\uFE0F\\uFFA0\\x{E0100}-\\x{E01EF}]");

    private Html() {}

    /** Escaped, and with a sign in place of what would not show or would turn what follows. */
    static String text(String text) {
        String line = LINE_BREAK.matcher(text).replaceAll(" ");
        return Xml.escape(NOT_SHOWN.matcher(line).replaceAll("\uFFFD"));
    }
}
