package io.panoptoupload.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is sent back: a status, header fields and a text that is complete before it is sent. */
record SimulatorResponse(int status, Map<String, String> headers, String body) {

    static SimulatorResponse of(int status, String contentType, String body) {
        return new SimulatorResponse(status, Map.of("Content-Type", contentType), body);
    }

    static SimulatorResponse empty(int status) {
        return new SimulatorResponse(status, Map.of(), "");
    }

    SimulatorResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new SimulatorResponse(status, more, body);
    }

    /** The same, but for the State that it shows of an upload; without one, the same. */
    SimulatorResponse showingState(int state) {
        return new SimulatorResponse(
                status, headers, body.replaceFirst("\"State\":\\d", "\"State\":" + state));
    }

    /** The same with a byte order mark before its text; an empty body stays empty. */
    SimulatorResponse withByteOrderMark() {
        return body.isEmpty() ? this : new SimulatorResponse(status, headers, '\uFEFF' + body);
    }
}
