package io.panoptoupload.simulator;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Reads durations as people write them (500ms, 2s, 5m, 1h, 7d) and ISO 8601 (PT2S). */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
        String text = value.toLowerCase(Locale.ROOT).trim();
        try {
            if (text.startsWith("p")) {
                return Duration.parse(text);
            }
            if (text.endsWith("ms")) {
                return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
            }
            return Duration.parse(text.endsWith("d") ? "P" + text : "PT" + text);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new TypeConversionException(
                    "'" + value + "' is not a duration such as 500ms, 2s, 5m, 1h or PT2S");
        }
    }
}
