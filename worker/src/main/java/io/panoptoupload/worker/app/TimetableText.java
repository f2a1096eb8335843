package io.panoptoupload.worker.app;

import io.panoptoupload.worker.transfer.Timetable;
import io.panoptoupload.worker.transfer.http.Bandwidth;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A {@link Timetable} as properties hold it: {@code 07:00 20MB, 22:00 unlimited}. */
final class TimetableText {
    static final String ALLOWED =
            "100KB or more per second, unlimited, or a timetable such as"
                    + " '07:00 20MB, 22:00 unlimited, Sat-07:00 unlimited'";

    private static final long MIN_BYTES = DataSize.ofKilobytes(100).toBytes();
    private static final int MAX_ENTRIES = 200;

    private TimetableText() {}

    /**
     * @param text null for none
     * @throws IllegalArgumentException with what is wrong with it
     */
    static Timetable parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Timetable.UNLIMITED;
        }
        if (!text.contains(":") && !text.contains(",")) {
            return Timetable.always(size(text.strip()));
        }
        String[] parts = text.strip().split("\\s*,\\s*", -1);
        if (parts.length > MAX_ENTRIES) {
            throw new IllegalArgumentException("it has more than %d times".formatted(MAX_ENTRIES));
        }
        List<Timetable.Entry> entries = Arrays.stream(parts).map(TimetableText::entry).toList();
        Set<List<Object>> times = new HashSet<>();
        for (Timetable.Entry entry : entries) {
            if (!times.add(Arrays.asList(entry.day(), entry.time()))) {
                throw new IllegalArgumentException(entry.time() + " stands in it twice");
            }
        }
        return new Timetable(entries);
    }

    private static Timetable.Entry entry(String text) {
        String[] words = text.split("\\s+", 2);
        if (words.length != 2) {
            throw new IllegalArgumentException("'%s' is not a time and a size".formatted(text));
        }
        int dash = words[0].indexOf('-');
        return new Timetable.Entry(
                dash < 0 ? null : day(words[0].substring(0, dash)),
                time(words[0].substring(dash + 1)),
                size(words[1]));
    }

    private static DayOfWeek day(String text) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day ->
                        day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH).equalsIgnoreCase(text)
                                || day.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "'%s' is no day; they are Mon to Sun".formatted(text)));
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text.matches("\\d:\\d\\d") ? "0" + text : text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is no time from 00:00 to 23:59".formatted(text), e);
        }
    }

    private static long size(String text) {
        if (text.equalsIgnoreCase("unlimited")) {
            return Bandwidth.UNLIMITED;
        }
        long bytes;
        try {
            bytes = DataSize.parse(text).toBytes();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("'%s' is no size".formatted(text), e);
        }
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("'%s' is less than 100KB".formatted(text));
        }
        return bytes;
    }

    /** A limit in the unit in which it is a whole number. */
    static String format(long bytesPerSecond) {
        if (bytesPerSecond == Bandwidth.UNLIMITED) {
            return "unlimited";
        }
        long kilo = 1024;
        if (bytesPerSecond % (kilo * kilo) == 0) {
            return bytesPerSecond / (kilo * kilo) + "MB";
        }
        return bytesPerSecond % kilo == 0 ? bytesPerSecond / kilo + "KB" : bytesPerSecond + "B";
    }
}
