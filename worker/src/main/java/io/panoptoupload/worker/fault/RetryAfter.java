package io.panoptoupload.worker.fault;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Reads the HTTP header of that name: seconds, or a date. */
public final class RetryAfter {
    /** A mistyped header must not park a recording for years; asking once an hour is no burden. */
    static final Duration MAX = Duration.ofHours(1);

    private RetryAfter() {}

    /** Null when there is none or it cannot be read; never negative, and one hour at most. */
    public static @Nullable Duration parse(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (text.matches("-\\d+")) {
            return Duration.ZERO;
        }
        if (text.matches("\\d+")) {
            return text.length() > 9 ? MAX : bounded(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant until =
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return until.isAfter(now) ? bounded(Duration.between(now, until)) : Duration.ZERO;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration bounded(Duration asked) {
        return asked.compareTo(MAX) < 0 ? asked : MAX;
    }
}
