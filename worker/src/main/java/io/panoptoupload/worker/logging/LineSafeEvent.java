package io.panoptoupload.worker.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.ThrowableProxy;

import io.panoptoupload.messages.OneLine;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An event whose texts are one line each, and whose exceptions are the lines of their frames. */
final class LineSafeEvent implements ILoggingEvent {
    private final ILoggingEvent event;

    LineSafeEvent(ILoggingEvent event) {
        this.event = event;
    }

    @Override
    public String getFormattedMessage() {
        return safe(event.getFormattedMessage());
    }

    @Override
    public String getMessage() {
        return safe(event.getMessage());
    }

    /** None: they stand in the formatted message. */
    @Override
    public Object[] getArgumentArray() {
        return new Object[0];
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return event.getThrowableProxy() instanceof ThrowableProxy thrown
                ? new LineSafeThrowable(thrown)
                : null;
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        Map<String, String> properties = new TreeMap<>();
        event.getMDCPropertyMap().forEach((name, value) -> properties.put(safe(name), safe(value)));
        return properties;
    }

    @Override
    @SuppressWarnings("deprecation")
    public Map<String, String> getMdc() {
        return getMDCPropertyMap();
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs == null
                ? null
                : pairs.stream()
                        .map(pair ->
                                new KeyValuePair(safe(pair.key), safe(String.valueOf(pair.value))))
                        .toList();
    }

    @Override
    public String getThreadName() {
        return safe(event.getThreadName());
    }

    @Override
    public String getLoggerName() {
        return safe(event.getLoggerName());
    }

    @Override
    public Level getLevel() {
        return event.getLevel();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return event.getLoggerContextVO();
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return event.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return event.hasCallerData();
    }

    @Override
    public List<Marker> getMarkerList() {
        return event.getMarkerList();
    }

    @Override
    public long getTimeStamp() {
        return event.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return event.getNanoseconds();
    }

    @Override
    public Instant getInstant() {
        return event.getInstant();
    }

    @Override
    public long getSequenceNumber() {
        return event.getSequenceNumber();
    }

    @Override
    public void prepareForDeferredProcessing() {
        event.prepareForDeferredProcessing();
    }

    private static String safe(@Nullable String text) {
        return text == null ? "" : OneLine.of(text);
    }
}
