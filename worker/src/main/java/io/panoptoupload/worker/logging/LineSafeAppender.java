package io.panoptoupload.worker.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachableImpl;

import org.slf4j.ILoggerFactory;

import java.util.ArrayList;
import java.util.List;

/**
 * Passes events on to other appenders as {@link LineSafeEvent}s, whatever their patterns or
 * formats.
 */
public final class LineSafeAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final AppenderAttachableImpl<ILoggingEvent> appenders = new AppenderAttachableImpl<>();

    /** Puts one before all appenders that a configuration has made. */
    public static void install(ILoggerFactory loggers) {
        if (loggers instanceof LoggerContext context) {
            context.getLoggerList().forEach(logger -> install(logger, context));
        }
    }

    private static void install(Logger logger, LoggerContext context) {
        List<Appender<ILoggingEvent>> before = new ArrayList<>();
        logger.iteratorForAppenders().forEachRemaining(before::add);
        before.removeIf(LineSafeAppender.class::isInstance);
        if (before.isEmpty()) {
            return;
        }
        LineSafeAppender safe = new LineSafeAppender();
        safe.setContext(context);
        safe.setName("line-safe");
        before.forEach(safe.appenders::addAppender);
        safe.start();
        // First, so that nothing is lost in between.
        logger.addAppender(safe);
        before.forEach(logger::detachAppender);
    }

    @Override
    protected void append(ILoggingEvent event) {
        appenders.appendLoopOnAppenders(new LineSafeEvent(event));
    }

    @Override
    public void stop() {
        super.stop();
        appenders.detachAndStopAllAppenders();
    }
}
