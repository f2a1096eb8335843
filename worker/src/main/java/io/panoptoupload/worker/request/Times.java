package io.panoptoupload.worker.request;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.module.SimpleModule;

import java.time.Duration;

/**
 * Reads durations that the schema let pass: days, hours, minutes and seconds, none negative. The
 * JDK's way takes 300 bytes for each, and a request may have twenty thousand.
 */
final class Times extends ValueDeserializer<Duration> {
    private static final int NANO_DIGITS = 9;

    private Times() {}

    static JacksonModule module() {
        return new SimpleModule().addDeserializer(Duration.class, new Times());
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
        return of(parser.getString());
    }

    /** Of a text that the schema's pattern matches. */
    static Duration of(String text) {
        long seconds = 0;
        long nanos = 0;
        long number = 0;
        int decimals = -1;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = number * 10 + (c - '0');
                decimals += decimals < 0 ? 0 : 1;
            } else if (c == '.') {
                seconds += number;
                number = 0;
                decimals = 0;
            } else {
                if (decimals < 0) {
                    seconds += number * secondsOf(c);
                } else {
                    for (; decimals < NANO_DIGITS; decimals++) {
                        number *= 10;
                    }
                    nanos = number;
                }
                number = 0;
            }
        }
        return Duration.ofSeconds(seconds, nanos);
    }

    private static int secondsOf(char unit) {
        return switch (unit) {
            case 'D' -> 86_400;
            case 'H' -> 3_600;
            case 'M' -> 60;
            default -> 1;
        };
    }
}
