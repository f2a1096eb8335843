package io.panoptoupload.worker.fault;

import io.panoptoupload.messages.OneLine;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * What Panopto itself said, fit to be carried in a fault: verbatim but for its length and for what
 * opens doors (bearer tokens, UploadTargets, queries of URLs), which an error text may well echo.
 */
public final class PanoptoText {
    private static final int MAX_CHARACTERS = 1000;

    /** The search for a query takes the square of this. */
    private static final int MAX_SEARCHED = 4 * MAX_CHARACTERS;

    private static final Pattern BEARER = Pattern.compile("(?i)(bearer\\s+)[^\\s\"'<>,;]+");
    private static final Pattern TARGET = Pattern.compile("(?i)(/upload/)[^\\s\"'<>,;?]+");
    private static final Pattern QUERY = Pattern.compile("(://[^\\s\"'<>?]*\\?)[^\\s\"'<>]+");

    private PanoptoText() {}

    /** Null for nothing to carry. */
    public static @Nullable String carried(@Nullable String said) {
        if (said == null || said.isBlank()) {
            return null;
        }
        String text = OneLine.beginning(said.strip(), MAX_SEARCHED);
        text = QUERY.matcher(text).replaceAll("$1…");
        text = TARGET.matcher(text).replaceAll("$1…");
        text = BEARER.matcher(text).replaceAll("$1…");
        return OneLine.shortened(text, MAX_CHARACTERS);
    }
}
