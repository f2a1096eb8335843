package io.panoptoupload.worker.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

/** A console for {@link LineSafeEvent}s; {@code command-logging.xml} names it. */
public final class LineSafeConsole extends ConsoleAppender<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
        super.append(new LineSafeEvent(event));
    }
}
