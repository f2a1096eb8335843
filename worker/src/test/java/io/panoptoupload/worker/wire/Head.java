package io.panoptoupload.worker.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The head of one request as it came; header names in lower case. */
public record Head(String method, String target, Map<String, List<String>> headers) {
    public String header(String name) {
        return String.join(",", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }

    @Override
    public String toString() {
        return method + " " + target + " " + headers;
    }
}
