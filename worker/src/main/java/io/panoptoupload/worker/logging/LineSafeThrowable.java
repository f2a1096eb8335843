package io.panoptoupload.worker.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;

import io.panoptoupload.messages.OneLine;

import org.jspecify.annotations.Nullable;

import java.util.stream.Stream;

/**
 * An exception whose messages are one line each. A {@link ThrowableProxy} by its class, because
 * Spring Boot's formats take no other.
 */
final class LineSafeThrowable extends ThrowableProxy {
    private final ThrowableProxy thrown;

    LineSafeThrowable(ThrowableProxy thrown) {
        super(thrown.getThrowable());
        this.thrown = thrown;
    }

    @Override
    public @Nullable String getMessage() {
        return safe(thrown.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return safe(thrown.getOverridingMessage());
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return thrown.getCause() instanceof ThrowableProxy cause
                ? new LineSafeThrowable(cause)
                : null;
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        return Stream.of(thrown.getSuppressed())
                .map(ThrowableProxy.class::cast)
                .map(LineSafeThrowable::new)
                .toArray(IThrowableProxy[]::new);
    }

    @Override
    public String getClassName() {
        return thrown.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return thrown.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return thrown.getCommonFrames();
    }

    @Override
    public boolean isCyclic() {
        return thrown.isCyclic();
    }

    private static @Nullable String safe(@Nullable String text) {
        return text == null ? null : OneLine.of(text);
    }
}
