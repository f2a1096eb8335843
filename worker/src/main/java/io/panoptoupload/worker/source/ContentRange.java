package io.panoptoupload.worker.source;

import org.jspecify.annotations.Nullable;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a partial response holds of the whole, as its header {@code Content-Range} says.
 *
 * @param first offset of the first byte; -1 when no byte of the range exists
 * @param last offset of the last byte; -1 as well
 * @param total bytes of the whole, unless it is unknown
 */
record ContentRange(long first, long last, OptionalLong total) {
    private static final Pattern HEADER =
            Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18}|\\*)");

    /** Null for a header that is missing, not understood, or beyond the end that it names. */
    static @Nullable ContentRange parse(@Nullable String header) {
        Matcher range = HEADER.matcher(header == null ? "" : header.strip());
        if (!range.matches()) {
            return null;
        }
        boolean some = range.group(1) != null;
        long last = some ? Long.parseLong(range.group(2)) : -1;
        OptionalLong total =
                range.group(3).equals("*")
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(range.group(3)));
        return total.isPresent() && total.getAsLong() <= last
                ? null
                : new ContentRange(some ? Long.parseLong(range.group(1)) : -1, last, total);
    }

    boolean holds(long offset, long length) {
        return first == offset && last == offset + length - 1;
    }
}
