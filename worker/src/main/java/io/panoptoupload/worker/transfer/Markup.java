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
            String close = text.startsWith("<?", at) ? "?>" : "-->";
            int end = text.indexOf(close, at + 2);
            if (end < 0 || !(text.startsWith("<?", at) || text.startsWith("<!--", at))) {
                break;
            }
            at = end + close.length();
        }
        return text.substring(at);
    }
}
