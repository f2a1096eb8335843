package io.panoptoupload.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is sent back: a status, header fields and a text that is complete before it is sent. */
record Answer(int status, Map<String, String> headers, String body) {

    static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body);
    }

    static Answer empty(int status) {
        return new Answer(status, Map.of(), "");
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    /** The same, but for the State that it shows of an upload; without one, the same. */
    Answer showingState(int state) {
        return new Answer(
                status, headers, body.replaceFirst("\"State\":\\d", "\"State\":" + state));
    }

    /** The same with a byte order mark before its text; an empty body stays empty. */
    Answer withByteOrderMark() {
        return body.isEmpty() ? this : new Answer(status, headers, '\uFEFF' + body);
    }
}
