package io.panoptoupload.worker.logging;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.slf4j.LoggerFactory;

import java.util.List;

/** What a class logs on the thread of the test, whatever other tests let it log meanwhile. */
public final class LoggedHere implements AutoCloseable {
    private final String here = Thread.currentThread().getName();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Logger logger;

    public LoggedHere(Class<?> type) {
        logger = (Logger) LoggerFactory.getLogger(type);
        appender.start();
        logger.addAppender(appender);
    }

    public List<ILoggingEvent> lines() {
        // Other threads append under this monitor.
        synchronized (appender) {
            return appender.list.stream()
                    .filter(line -> line.getThreadName().equals(here))
                    .toList();
        }
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
