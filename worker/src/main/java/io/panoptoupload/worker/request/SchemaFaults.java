package io.panoptoupload.worker.request;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts into words what the schema finds wrong with a request: the field, the fault and what is
 * wanted. Never the value, which may be a presigned URL.
 */
final class SchemaFaults {
    /** Below here the schema says what cannot be said of a session that exists. */
    private static final String ADDED = "/$defs/content/then/properties/";

    private static final String DURATION = "/$defs/duration";
    private static final String URI = "/$defs/source/properties/uri";
    private static final int MAX_DURATION_LENGTH = 100;

    /** By where in the schema the pattern stands that does not match. */
    static final Map<String, String> PATTERNS =
            Map.ofEntries(
                    Map.entry(
                            "/properties/requestId", "has to be 1 to 200 visible ASCII characters"),
                    Map.entry("/properties/folderId", "is no GUID"),
                    Map.entry("/properties/addToSession", "is no GUID"),
                    Map.entry(
                            "/$defs/visible", "shows nothing; send at least one visible character"),
                    Map.entry(
                            "/$defs/timestamp",
                            "is no RFC 3339 time with its offset, such as 2026-11-23T09:00:00+01:00"),
                    Map.entry(
                            DURATION,
                            "has to be an ISO 8601 duration from PT0S to 7 days, such as PT1H2M3.5S"),
                    Map.entry("/$defs/cut/properties/duration", "has to be longer than zero"),
                    Map.entry(
                            "/$defs/url",
                            "is no URI reference; encode blanks and what else no URI may hold"),
                    Map.entry(
                            URI,
                            "has to begin with file:/, https:// or s3://account/bucket/, and to hold no control characters"),
                    Map.entry(
                            "/$defs/checksum/properties/value",
                            "has to be hexadecimal digits, two for each byte"),
                    Map.entry(
                            "/$defs/checksum/allOf/0/then/properties/value",
                            "has to be 8 hexadecimal digits for its algorithm"),
                    Map.entry(
                            "/$defs/checksum/allOf/1/then/properties/value",
                            "has to be 32 hexadecimal digits for its algorithm"),
                    Map.entry(
                            "/$defs/checksum/allOf/2/then/properties/value",
                            "has to be 40 hexadecimal digits for its algorithm"),
                    Map.entry(
                            "/$defs/checksum/allOf/3/then/properties/value",
                            "has to be 64 hexadecimal digits for its algorithm"),
                    Map.entry(
                            "/$defs/caption/properties/language", "is no BCP 47 tag such as en-US"),
                    Map.entry(
                            "/$defs/attachment/properties/mediaType",
                            "is no media type such as application/pdf"));

    private static final Map<String, String> TYPES =
            Map.of(
                    "string", "a text",
                    "integer", "a whole number",
                    "boolean", "true or false",
                    "array", "a list",
                    "object", "an object");

    private SchemaFaults() {}

    /**
     * The fault in words.
     *
     * @param path to what is wrong: names of fields, and numbers of elements
     * @param keyword that the value breaks
     */
    static FieldFault fault(List<Object> path, String keyword, SchemaRule rule, JsonNode value) {
        String fault =
                rule.at().startsWith(ADDED)
                        ? "not with addToSession, which adds bare videos to a session"
                        : fault(keyword, rule, value);
        return new FieldFault(field(path), fault);
    }

    /** As in {@code streams[3].chapters}. */
    private static String field(List<Object> path) {
        StringBuilder field = new StringBuilder();
        for (Object step : path) {
            if (step instanceof Integer) {
                field.append('[').append(step).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step);
            }
        }
        return field.toString();
    }

    private static String fault(String keyword, SchemaRule rule, JsonNode value) {
        JsonNode wanted = rule.keywords().path(keyword);
        return switch (keyword) {
            case "required" -> "is missing";
            case "type" -> "has to be " + TYPES.get(wanted.asString());
            case "enum" ->
                    "has to be "
                            + wanted.valueStream()
                                    .map(JsonNode::asString)
                                    .collect(Collectors.joining(", or "));
            case "pattern" -> mismatch(rule.at(), value.asString());
            case "minLength" -> "is empty";
            case "maxLength" -> "is longer than " + wanted + " characters, which no such text is";
            case "minimum" -> "has to be " + wanted + " or more";
            case "maximum" -> "has to be " + wanted + " or less";
            case "minItems" -> "at least one is needed";
            case "maxItems" -> "at most " + wanted + " are allowed";
            case "oneOf" -> "has to have either source or time";
            default -> "has a wrong value";
        };
    }

    private static String mismatch(String pattern, String value) {
        String wanted = PATTERNS.getOrDefault(pattern, "has a wrong value");
        return switch (pattern) {
            case DURATION -> outOfRange(value).orElse(wanted);
            case URI -> path(value).orElse(wanted);
            default -> wanted;
        };
    }

    /** What people paste for the address of a file; empty for anything else. */
    private static Optional<String> path(String value) {
        if (value.matches("(?s)([A-Za-z]:|\\\\).*")) {
            return Optional.of(
                    "is a path of Windows; write the path at which the worker sees the file, as in file:///directory/file");
        }
        return value.startsWith("/")
                ? Optional.of("is a path; write file:// in front of it")
                : Optional.empty();
    }

    /** Empty if it is no duration at all. */
    private static Optional<String> outOfRange(String duration) {
        if (duration.length() > MAX_DURATION_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Duration.parse(duration).isNegative()
                            ? "is negative; the recording begins at PT0S"
                            : RequestRules.TOO_LONG);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
