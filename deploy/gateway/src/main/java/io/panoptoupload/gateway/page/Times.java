package io.panoptoupload.gateway.page;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as people read them: how long ago, and when. */
final class Times {
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;
    private static final int DAY = 24 * HOUR;

    private final InstantSource clock;
    private final ZoneId zone;
    private final DateTimeFormatter format;

    Times(InstantSource clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
        this.format =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ENGLISH)
                        .withZone(zone);
    }

    /**
     * A moment.
     *
     * @param iso for machines
     * @param relative to now: {@code 3 min ago}, {@code in 20 s}
     */
    record Moment(String iso, String absolute, String relative) {}

    Moment of(Instant time) {
        return new Moment(
                time.truncatedTo(ChronoUnit.SECONDS).toString(),
                format.format(time),
                relative(Duration.between(time, clock.instant())));
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    Moment now() {
        return of(clock.instant());
    }

    boolean isLongerAgo(Instant time, Duration age) {
        return time.isBefore(clock.instant().minus(age));
    }

    private static String relative(Duration age) {
        return age.isNegative() ? "in " + length(age.negated()) : length(age) + " ago";
    }

    /** In one unit, rounded down; the script in the page has the same steps. */
    static String length(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return seconds / MINUTE + " min";
        }
        return seconds < 2 * DAY ? seconds / HOUR + " h" : seconds / DAY + " days";
    }
}
