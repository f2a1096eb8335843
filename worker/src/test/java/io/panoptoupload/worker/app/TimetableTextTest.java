package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.transfer.Timetable;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** What a property holds at which hour, as rclone's --bwlimit has it. 2026-11-23 is a Monday. */
class TimetableTextTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String NIGHTS = "07:00 20MB, 22:00 unlimited, Sat-07:00 unlimited";

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T00:00, unlimited", // Sunday's last
        "2026-11-23T06:59:59.999, unlimited",
        "2026-11-23T07:00, 20MB",
        "2026-11-23T21:59:59, 20MB",
        "2026-11-23T22:00, unlimited",
        "2026-11-24T06:00, unlimited",
        "2026-11-27T12:00, 20MB",
        "2026-11-28T06:00, unlimited",
        "2026-11-28T12:00, unlimited", // of two at the same time the one of the day
        "2026-11-29T06:00, unlimited",
        "2026-11-29T12:00, 20MB", // a time without a day is Sunday's, too
    })
    void each_limit_holds_from_its_time_until_the_next(LocalDateTime time, String limit) {
        assertThat(at(NIGHTS, time)).isEqualTo(limit);
        assertThat(at("Sat-07:00 unlimited,22:00 unlimited,07:00 20MB", time)).isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T23:59, 3MB", // the week before's last
        "2026-11-23T08:59, 3MB",
        "2026-11-23T09:00, 1MB",
        "2026-11-25T08:59, 1MB",
        "2026-11-25T09:00, 2MB",
        "2026-11-28T12:00, 3MB",
    })
    void days_without_a_time_go_on_with_what_holds(LocalDateTime time, String limit) {
        assertThat(at("Mon-09:00 1MB, wednesday-09:00 2MB, SAT-12:00 3MB", time)).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23T00:00", "2026-11-27T12:00", "2026-11-29T23:59:59"})
    void one_time_holds_always(LocalDateTime time) {
        assertThat(at("Fri-12:00 5MB", time)).isEqualTo("5MB");
        assertThat(at("5MB", time)).isEqualTo("5MB");
        assertThat(at("unlimited", time)).isEqualTo("unlimited");
        assertThat(at("102401", time)).isEqualTo("102401B");
        assertThat(at(" 150 KB ", time)).isEqualTo("150KB");
        assertThat(at(null, time)).isEqualTo("unlimited");
        assertThat(at(" ", time)).isEqualTo("unlimited");
    }

    /** Europe/Berlin, 29 March 2026: 02:00 is followed by 03:00, at 01:00 UTC. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-29T00:59:59Z, 1MB",
        "2026-03-29T01:00:00Z, 3MB", // 02:10 and 02:40 are over at once, the later holds
        "2026-03-29T01:29:59Z, 3MB",
        "2026-03-29T01:30:00Z, 4MB", // 03:30
    })
    void a_time_that_clocks_skip_has_come_when_they_skip_it(Instant now, String limit) {
        String text = "01:00 1MB, 02:10 2MB, 02:40 3MB, 03:30 4MB";
        assertThat(at(text, now)).isEqualTo(limit);
    }

    /** Europe/Berlin, 25 October 2026: 02:00 to 03:00 comes twice, the second time at 01:00 UTC. */
    @ParameterizedTest
    @CsvSource({
        "2026-10-25T00:29:59Z, 1MB",
        "2026-10-25T00:30:00Z, 2MB", // 02:30 in summer time
        "2026-10-25T01:00:00Z, 2MB", // 02:00 again, and nothing is taken back
        "2026-10-25T01:30:00Z, 2MB", // 02:30 again
        "2026-10-25T01:59:59Z, 2MB",
        "2026-10-25T02:00:00Z, 3MB", // 03:00
    })
    void a_time_that_comes_twice_counts_when_it_comes_first(Instant now, String limit) {
        assertThat(at("01:00 1MB, 02:30 2MB, 03:00 3MB", now)).isEqualTo(limit);
    }

    /** Samoa had no 30 December 2011, a Friday. */
    @Test
    void a_day_that_a_zone_left_out_is_over_when_it_is_left_out() {
        Timetable table = TimetableText.parse("Thu-12:00 1MB, Fri-12:00 2MB, Sat-12:00 3MB");
        ZoneId apia = ZoneId.of("Pacific/Apia");
        Instant saturday = LocalDateTime.parse("2011-12-31T00:00").atZone(apia).toInstant();
        assertThat(words(table.at(saturday.minusSeconds(1), apia))).isEqualTo("1MB");
        assertThat(words(table.at(saturday, apia))).isEqualTo("2MB");
    }

    @Test
    void what_holds_says_until_when() {
        Timetable table = TimetableText.parse(NIGHTS);
        assertThat(table.at(Instant.parse("2026-11-23T12:00:00Z"), BERLIN).until())
                .isEqualTo("2026-11-23T21:00:00Z");
        // Friday's night goes on until Sunday morning.
        assertThat(table.at(Instant.parse("2026-11-27T21:00:00Z"), BERLIN).until())
                .isEqualTo("2026-11-29T06:00:00Z");
        assertThat(Timetable.UNLIMITED.at(Instant.EPOCH, BERLIN).until()).isNull();
    }

    private static String at(@Nullable String text, LocalDateTime time) {
        return at(text, time.atZone(BERLIN).toInstant());
    }

    private static String at(@Nullable String text, Instant now) {
        return words(TimetableText.parse(text).at(now, BERLIN));
    }

    private static String words(Timetable.Hold hold) {
        return TimetableText.format(hold.bytesPerSecond());
    }
}
