package io.panoptoupload.worker.transfer;

/** Finds where the first element of a text in HTML or XML begins. */
public final class Markup {
    private Markup() {}

    /** The text behind byte order mark, blanks, processing instructions and comments. */
    public static String fromRoot(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\uFEFF' || Character.isWhitespace(c)) {
                at++;
                continue;
            }
            int end = text.startsWith("<?", at) ? end(text, at, "?>") : end(text, at, "-->");
            if (end < 0) {
                break;
            }
            at = end;
        }
        return text.substring(at);
    }

    private static int end(String text, int at, String mark) {
        if (mark.equals("-->") && !text.startsWith("<!--", at)) {
            return -1;
        }
        int end = text.indexOf(mark, at + 2);
        return end < 0 ? -1 : end + mark.length();
    }
}
