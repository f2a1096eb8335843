package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.Priority;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import tools.jackson.databind.node.ObjectNode;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** What can be said of every kind of request; what a request says itself comes first. */
final class RequestOptions {
    @Option(
            names = "--description",
            paramLabel = "TEXT",
            description = "The session's description.")
    private @Nullable String description;

    @Option(
            names = "--access",
            paramLabel = "WHO",
            converter = AccessName.class,
            description =
                    "Who may watch: inherit (default), restricted, organization,"
                            + " organization-unlisted, public, public-unlisted.")
    private @Nullable Access access;

    @Option(
            names = "--priority",
            paramLabel = "P",
            converter = PriorityName.class,
            description = "high, normal (default) or low.")
    private @Nullable Priority priority;

    @Option(
            names = "--not-before",
            paramLabel = "TIME",
            converter = Time.class,
            description =
                    "Transfer no earlier, such as 2026-11-23T22:00 (here) or"
                            + " 2026-11-23T21:00:00Z.")
    private @Nullable Instant notBefore;

    void addTo(ObjectNode content) {
        RequestDefaults.put(content, "description", description);
        RequestDefaults.put(content, "access", access == null ? null : access.wireName());
        RequestDefaults.put(
                content, "options.priority", priority == null ? null : priority.wireName());
        RequestDefaults.put(
                content, "options.notBefore", notBefore == null ? null : notBefore.toString());
    }

    static final class AccessName implements ITypeConverter<Access> {
        @Override
        public Access convert(String word) {
            try {
                return Access.of(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class PriorityName implements ITypeConverter<Priority> {
        @Override
        public Priority convert(String word) {
            try {
                return Priority.of(word);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** RFC 3339, or without an offset the time of the place where the command is given. */
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String word) {
            try {
                return OffsetDateTime.parse(word).toInstant();
            } catch (DateTimeException e) {
                return local(word);
            }
        }

        private static Instant local(String word) {
            try {
                return LocalDateTime.parse(word).atZone(ZoneId.systemDefault()).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'%s' is no time; write 2026-11-23T22:00 or 2026-11-23T21:00:00Z"
                                .formatted(word));
            }
        }
    }
}
