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

    /** As it stands, or as JSON, HTML and addresses may have it within their texts. */
    private static final String SLASH = "(?:\\\\*+/|\\\\++u002f|&#47;|&#x2f;|&sol;|%2f)";

    private static final Pattern TARGET =
            Pattern.compile("(?i)(%1$supload%1$s)[^\\s\"'<>,;?]+".formatted(SLASH));
    private static final Pattern QUERY =
            Pattern.compile("(?i)(:%1$s%1$s[^\\s\"'<>?]*\\?)[^\\s\"'<>]+".formatted(SLASH));

    private PanoptoText() {}

    /** Null for nothing to carry. */
    public static @Nullable String redacted(@Nullable String raw) {
        if (raw == null || raw.isBlank()) {
            return null;
        }
        String text = OneLine.beginning(raw.strip(), MAX_SEARCHED);
        text = QUERY.matcher(text).replaceAll("$1…");
        text = TARGET.matcher(text).replaceAll("$1…");
        text = BEARER.matcher(text).replaceAll("$1…");
        return OneLine.shortened(text, MAX_CHARACTERS);
    }
}
