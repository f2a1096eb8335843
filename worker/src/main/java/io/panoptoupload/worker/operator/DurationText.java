package io.panoptoupload.worker.operator;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write and read them: {@code 30s}, {@code 5m}, {@code 2h}, {@code 3d}. */
final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    @Override
    public Duration convert(String word) {
        Matcher matcher = SHORT.matcher(word.toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
        try {
            Duration duration = Duration.parse(word);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException e) {
            // As one that is negative.
        }
        throw new TypeConversionException(
                "'%s' is no duration; write 30s, 5m, 2h or 1d".formatted(word));
    }

    /** With its largest unit and the next, such as {@code 2h 5m}. */
    static String of(Duration duration) {
        if (duration.toDays() > 0) {
            return two(duration.toDays(), "d", duration.toHoursPart(), "h");
        }
        if (duration.toHours() > 0) {
            return two(duration.toHours(), "h", duration.toMinutesPart(), "m");
        }
        return duration.toMinutes() > 0
                ? two(duration.toMinutes(), "m", duration.toSecondsPart(), "s")
                : duration.toSeconds() + "s";
    }

    private static String two(long large, String unit, int small, String smallUnit) {
        return large + unit + (small == 0 ? "" : " " + small + smallUnit);
    }
}
