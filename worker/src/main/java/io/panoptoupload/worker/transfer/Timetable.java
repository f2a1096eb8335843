package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.transfer.http.Bandwidth;

import org.jspecify.annotations.Nullable;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Limits of bandwidth by the hours of a week, as rclone's {@code --bwlimit} has them: each holds
 * from its time until the next one, over midnight and over the end of the week.
 *
 * @param entries at least one, in any order; of two at the same time the one of that weekday holds
 */
public record Timetable(List<Entry> entries) {
    /** Longer than a week, of which a change of the zone's offset may leave out a day. */
    private static final int DAYS_AROUND = 9;

    /** Of the same time, what is said of that day alone comes later, and so holds. */
    private static final Comparator<Entry> OF_A_DAY =
            Comparator.comparing(Entry::time)
                    .thenComparing(
                            Entry::day,
                            Comparator.nullsFirst(Comparator.<DayOfWeek>naturalOrder()));

    /** No limit at any time. */
    public static final Timetable UNLIMITED = always(Bandwidth.UNLIMITED);

    /**
     * What comes to hold.
     *
     * @param day null for every day, Saturdays and Sundays too
     * @param bytesPerSecond or {@link Bandwidth#UNLIMITED}
     */
    public record Entry(@Nullable DayOfWeek day, LocalTime time, long bytesPerSecond) {
        boolean isOf(LocalDate date) {
            return day == null || day == date.getDayOfWeek();
        }
    }

    /**
     * What holds.
     *
     * @param bytesPerSecond or {@link Bandwidth#UNLIMITED}
     * @param until when another limit comes to hold; null if none does
     */
    public record Hold(long bytesPerSecond, @Nullable Instant until) {}

    public Timetable {
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a timetable needs an entry");
        }
        entries = entries.stream().sorted(OF_A_DAY).toList();
    }

    /** The same limit at any time. */
    public static Timetable always(long bytesPerSecond) {
        return new Timetable(List.of(new Entry(null, LocalTime.MIDNIGHT, bytesPerSecond)));
    }

    /** What holds at a time, by the clocks of a zone. */
    public Hold at(Instant now, ZoneId zone) {
        NavigableMap<Instant, Long> changes = changesAround(now, zone);
        long limit = changes.floorEntry(now).getValue();
        return new Hold(
                limit,
                changes.tailMap(now, false).entrySet().stream()
                        .filter(change -> change.getValue() != limit)
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(null));
    }

    private NavigableMap<Instant, Long> changesAround(Instant now, ZoneId zone) {
        NavigableMap<Instant, Long> changes = new TreeMap<>();
        LocalDate today = LocalDate.ofInstant(now, zone);
        for (int day = -DAYS_AROUND; day <= DAYS_AROUND; day++) {
            LocalDate date = today.plusDays(day);
            entries.stream()
                    .filter(entry -> entry.isOf(date))
                    .forEach(entry ->
                            changes.put(
                                    instant(date.atTime(entry.time()), zone),
                                    entry.bytesPerSecond()));
        }
        return changes;
    }

    /**
     * A time that clocks skip has come when they skip it, and one that they show twice when they
     * show it first.
     */
    private static Instant instant(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).toInstant();
    }
}
