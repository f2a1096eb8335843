package io.panoptoupload.worker.source;

import io.panoptoupload.worker.transfer.Pin;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes pins from the heads of responses, and from pins the headers that ask for nothing else. A
 * strong ETag identifies bytes; a weak one and a time only together with what they were before; and
 * of a server that sends none of them, two ranges may be of two contents, so that they are not
 * asked for.
 */
final class HttpPins {
    private static final String ONCE = "once ";
    private static final String TIME = "at ";
    private static final int MAX_LENGTH = 1000;

    private HttpPins() {}

    /** Of a server that yielded a range of a whole of that size. */
    static Pin ranged(SourceResponse response, long total) {
        String marks = marks(response);
        return new Pin(total, marks.isEmpty() ? ONCE : marks);
    }

    /** Of a server that yields the whole only; {@link Pin#UNKNOWN_SIZE} when it does not say. */
    static Pin once(SourceResponse response, long size) {
        return new Pin(size, ONCE + marks(response));
    }

    static boolean isRanged(Pin pin) {
        return !pin.isDistrusted() && !pin.mark().startsWith(ONCE);
    }

    /** What differs between two pins of one size, in words. */
    static String difference(Pin before, Pin now) {
        if (isRanged(before) && !isRanged(now)) {
            return "its server no longer yields parts of it";
        }
        if (!isRanged(before) && isRanged(now)) {
            return "its server yields parts of it now";
        }
        return "%s before, %s now".formatted(describe(before), describe(now));
    }

    private static String describe(Pin pin) {
        String mark = isRanged(pin) ? pin.mark() : pin.mark().substring(ONCE.length());
        if (mark.isEmpty()) {
            return "no ETag and no Last-Modified";
        }
        return mark.startsWith(TIME)
                ? "Last-Modified " + mark.substring(TIME.length())
                : "ETag " + mark;
    }

    /**
     * What makes a server refuse, as well as it can, to respond with another content. A weak ETag
     * never matches in {@code If-Match} (RFC 9110, 13.1.1).
     */
    static Map<String, String> conditions(Pin pin) {
        Map<String, String> headers = new LinkedHashMap<>();
        String mark = pin.mark();
        if (mark.startsWith("\"")) {
            headers.put("If-Match", mark);
        } else if (mark.startsWith(TIME)) {
            headers.put("If-Unmodified-Since", mark.substring(TIME.length()));
        }
        return headers;
    }

    private static String marks(SourceResponse response) {
        String etag = response.header("ETag");
        if (etag != null && etag.startsWith("\"") && etag.length() <= MAX_LENGTH) {
            return etag;
        }
        String time = response.header("Last-Modified");
        if (time != null && time.length() <= MAX_LENGTH) {
            return TIME + time;
        }
        return etag != null && etag.length() <= MAX_LENGTH ? etag : "";
    }
}
