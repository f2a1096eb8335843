package io.panoptoupload.worker.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;

import io.panoptoupload.messages.OneLine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An event whose texts are one line each, and whose exceptions are the lines of their frames. */
final class LineSafeEvent extends LoggingEvent {
    private final ILoggingEvent event;

    LineSafeEvent(ILoggingEvent event) {
        this.event = event;
        setInstant(event.getInstant());
        setSequenceNumber(event.getSequenceNumber());
        setLevel(event.getLevel());
        setLoggerName(safe(event.getLoggerName()));
        setThreadName(safe(event.getThreadName()));
        setLoggerContextRemoteView(event.getLoggerContextVO());
        // Its arguments stand in it.
        setMessage(safe(event.getFormattedMessage()));
        if (event.getThrowableProxy() instanceof ThrowableProxy thrown) {
            setThrowableProxy(new LineSafeThrowable(thrown));
        }
        Map<String, String> properties = new TreeMap<>();
        event.getMDCPropertyMap().forEach((name, value) -> properties.put(safe(name), safe(value)));
        setMDCPropertyMap(properties);
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair ->
                    addKeyValuePair(
                            new KeyValuePair(safe(pair.key), safe(String.valueOf(pair.value)))));
        }
        List<Marker> markers = event.getMarkerList();
        if (markers != null) {
            markers.forEach(this::addMarker);
        }
    }

    /** Looked for only where it is shown. */
    @Override
    public StackTraceElement[] getCallerData() {
        return event.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return event.hasCallerData();
    }

    private static String safe(@Nullable String text) {
        return text == null ? "" : OneLine.of(text);
    }
}
