package io.panoptoupload.worker.job;

import org.slf4j.MDC;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which request the log lines of this thread are about: its id, and the trace that it belongs to,
 * under the names that Micrometer's tracing uses. Ended by {@link #close}, after which they are
 * about what they were about before.
 */
public final class LogContext implements AutoCloseable {
    private static final String REQUEST = "requestId";
    private static final String TRACE = "traceId";
    private static final String SPAN = "spanId";

    /** As of W3C Trace Context; ids of zeros mean none. */
    private static final Pattern TRACEPARENT =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}.*");

    private final Map<String, String> before;

    private LogContext(Map<String, String> before) {
        this.before = before;
    }

    /**
     * Until it is closed, what this thread logs is about the request.
     *
     * @param traceparent as the request brought it; what cannot be read as one is left out
     */
    public static LogContext of(String requestId, Optional<String> traceparent) {
        Map<String, String> before =
                Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of());
        MDC.put(REQUEST, requestId);
        traceparent
                .map(TRACEPARENT::matcher)
                .filter(Matcher::matches)
                .ifPresent(trace -> {
                    MDC.put(TRACE, trace.group(1));
                    MDC.put(SPAN, trace.group(2));
                });
        return new LogContext(before);
    }

    @Override
    public void close() {
        MDC.setContextMap(before);
    }
}
