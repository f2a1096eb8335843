package io.panoptoupload.worker.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;

import org.slf4j.ILoggerFactory;

import java.util.List;

/**
 * Loggers of HTTP clients, which below WARN write down whole requests: addresses with their
 * queries, tokens, forms with passwords.
 */
public final class WireLoggers {
    private static final List<String> NAMES =
            List.of(
                    "org.apache.hc",
                    "software.amazon.awssdk",
                    "org.springframework.web.client",
                    "org.springframework.http",
                    "org.springframework.web.HttpLogging",
                    "jdk.httpclient",
                    "jdk.internal.httpclient",
                    "sun.net.www");

    private WireLoggers() {}

    /** Keeps them at WARN at least, whatever the configuration says. */
    public static void quiet(ILoggerFactory loggers) {
        if (loggers instanceof LoggerContext context) {
            NAMES.forEach(name -> quiet(context.getLogger(name)));
            context.getLoggerList().stream()
                    .filter(logger -> logger.getLevel() != null && isBelow(logger.getName()))
                    .forEach(WireLoggers::quiet);
        }
    }

    private static boolean isBelow(String logger) {
        return NAMES.stream().anyMatch(name -> logger.startsWith(name + "."));
    }

    private static void quiet(Logger logger) {
        if (!logger.getEffectiveLevel().isGreaterOrEqual(Level.WARN)) {
            logger.setLevel(Level.WARN);
        }
    }
}
