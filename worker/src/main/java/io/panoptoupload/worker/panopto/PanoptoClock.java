package io.panoptoupload.worker.panopto;

import io.panoptoupload.worker.fault.ClockDifference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Compares this machine's clock with the {@code Date} of Panopto's responses. */
final class PanoptoClock {
    private static final Logger log = LoggerFactory.getLogger(PanoptoClock.class);

    private volatile @Nullable Duration ahead;

    /** Of a response that came just now; a header that cannot be read says nothing. */
    void update(@Nullable String date, Instant now) {
        if (date == null) {
            return;
        }
        try {
            Instant there =
                    ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            Duration before = ahead;
            Duration difference = Duration.between(there, now);
            ahead = difference;
            boolean wasWell = before == null || ClockDifference.isTolerated(before);
            if (wasWell && !ClockDifference.isTolerated(difference)) {
                log.warn(
                        "{}; synchronise it: Kafka and sources refuse what is sent at another time",
                        ClockDifference.describe(difference, "Panopto's"));
            }
        } catch (DateTimeException e) {
            log.debug("a response has no readable Date");
        }
    }

    Optional<Duration> ahead() {
        return Optional.ofNullable(ahead);
    }
}
