package io.panoptoupload.worker.request;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What docs/messages.md says of a request, written down once more without the schema and without
 * anything that reads it: a second opinion on both. Nulls are taken out before.
 */
final class Contract {
    /** The clock of the rules that no schema can say. */
    static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    /** What becomes of a request. */
    enum Verdict {
        TAKEN,
        /** By a rule that no schema can say. */
        REFUSED_BEYOND_THE_SCHEMA,
        REFUSED
    }

    private static final Predicate<JsonNode> TEXT = JsonNode::isString;
    private static final Predicate<JsonNode> VISIBLE =
            text(value -> value.codePoints().anyMatch(Contract::shows));
    private static final Predicate<JsonNode> GUID =
            text(value -> value.matches("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
    private static final Predicate<JsonNode> TIME = text(value -> !duration(value).isNegative());
    private static final Predicate<JsonNode> LENGTH =
            text(value -> duration(value).compareTo(Duration.ZERO) > 0);
    private static final Predicate<JsonNode> LINK = text(Contract::isLink);
    private static final Predicate<JsonNode> MOMENT = text(Contract::isMoment);

    private static final Predicate<JsonNode> CHECKSUM =
            object(
                            Map.of(
                                    "algorithm", oneOf("crc32", "crc32c", "md5", "sha1", "sha256"),
                                    "value", text(value -> value.matches("(?i)[0-9a-f]+"))),
                            "algorithm",
                            "value")
                    .and(node ->
                            node.get("value").asString().length()
                                    == Map.of("crc32", 8, "crc32c", 8, "md5", 32, "sha1", 40)
                                            .getOrDefault(node.get("algorithm").asString(), 64));
    private static final Predicate<JsonNode> SOURCE =
            object(
                    Map.of(
                            "uri",
                                    text(value ->
                                            value.matches(
                                                    "(file:/|https://|s3://[^/]+/[^/]+/)\\P{Cntrl}+")),
                            "sizeBytes", whole(1, 9_007_199_254_740_991L),
                            "checksum", CHECKSUM,
                            "credential", text(value -> !value.isEmpty())),
                    "uri");
    private static final Predicate<JsonNode> CUT =
            object(Map.of("start", TIME, "duration", LENGTH), "start", "duration");
    private static final Predicate<JsonNode> CHAPTER =
            object(
                    Map.of("time", TIME, "title", VISIBLE, "description", TEXT, "url", LINK),
                    "time",
                    "title");
    private static final Predicate<JsonNode> CAPTION =
            object(
                    Map.of(
                            "source",
                            SOURCE,
                            "language",
                            text(value -> value.matches("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")),
                            "visible",
                            JsonNode::isBoolean,
                            "origin",
                            TEXT),
                    "source");
    private static final Predicate<JsonNode> STREAM =
            object(
                    Map.of(
                            "source", SOURCE,
                            "role", oneOf("primary", "secondary", "audio"),
                            "start", TIME,
                            "title", TEXT,
                            "chapters", list(CHAPTER),
                            "cuts", list(CUT),
                            "captions", list(CAPTION)),
                    "source");
    private static final Predicate<JsonNode> CHANGE =
            object(
                    Map.of(
                            "time", TIME,
                            "slideNumber", whole(1, Integer.MAX_VALUE),
                            "title", TEXT,
                            "description", TEXT,
                            "url", LINK),
                    "time",
                    "slideNumber");
    private static final Predicate<JsonNode> SLIDES =
            object(
                    Map.of(
                            "source",
                            SOURCE,
                            "start",
                            TIME,
                            "changes",
                            list(CHANGE),
                            "optional",
                            JsonNode::isBoolean),
                    "source");
    private static final Predicate<JsonNode> IMAGE =
            object(
                    Map.of(
                            "source", SOURCE,
                            "time", TIME,
                            "title", TEXT,
                            "description", TEXT,
                            "url", LINK),
                    "source",
                    "time");
    private static final Predicate<JsonNode> ATTACHMENT =
            object(
                    Map.of(
                            "source", SOURCE,
                            "mediaType", text(value -> value.matches("(?s)[!-.0-~]+/[!-.0-~]+.*")),
                            "name", text(value -> !value.isEmpty())),
                    "source");
    private static final Predicate<JsonNode> REQUEST =
            object(
                    Map.ofEntries(
                            Map.entry(
                                    "requestId", text(value -> value.matches("\\p{Graph}{1,200}"))),
                            Map.entry("command", oneOf("upload", "cancel", "retry")),
                            Map.entry("reason", TEXT),
                            Map.entry("afterAttempt", whole(1, Integer.MAX_VALUE)),
                            Map.entry("folderId", GUID),
                            Map.entry("title", VISIBLE),
                            Map.entry("description", TEXT),
                            Map.entry("recordedAt", MOMENT),
                            Map.entry(
                                    "creator",
                                    object(
                                            Map.of(
                                                    "firstName",
                                                    TEXT,
                                                    "lastName",
                                                    TEXT,
                                                    "email",
                                                    TEXT))),
                            Map.entry("tags", list(VISIBLE)),
                            Map.entry("streams", list(STREAM).and(list -> !list.isEmpty())),
                            Map.entry("slides", list(SLIDES)),
                            Map.entry("images", list(IMAGE)),
                            Map.entry("cuts", list(CUT)),
                            Map.entry(
                                    "thumbnail",
                                    object(Map.of("source", SOURCE, "time", TIME))
                                            .and(node -> node.has("source") != node.has("time"))),
                            Map.entry("attachments", list(ATTACHMENT)),
                            Map.entry(
                                    "access",
                                    oneOf(
                                            "inherit",
                                            "restricted",
                                            "organization",
                                            "organization-unlisted",
                                            "public",
                                            "public-unlisted")),
                            Map.entry("addToSession", GUID),
                            Map.entry(
                                    "options",
                                    object(
                                            Map.of(
                                                    "priority", oneOf("high", "normal", "low"),
                                                    "notBefore", MOMENT,
                                                    "deadline", MOMENT))),
                            Map.entry("extensions", JsonNode::isObject)),
                    "requestId");

    private Contract() {}

    static Verdict verdict(JsonNode request) {
        if (!REQUEST.test(request) || !commandIsWhole(request)) {
            return Verdict.REFUSED;
        }
        return planned(request) && durationsAddUp(request)
                ? Verdict.TAKEN
                : Verdict.REFUSED_BEYOND_THE_SCHEMA;
    }

    private static boolean commandIsWhole(JsonNode request) {
        boolean whole =
                request.has("streams")
                        && (request.has("addToSession")
                                ? bareStreams(request)
                                : request.has("folderId") && request.has("title"));
        return switch (request.path("command").asString("upload")) {
            case "cancel" -> true;
            case "retry" ->
                    request.has("afterAttempt")
                            && (whole
                                    || List.of("streams", "folderId", "title", "addToSession")
                                            .stream()
                                            .noneMatch(request::has));
            default -> whole;
        };
    }

    private static boolean bareStreams(JsonNode request) {
        return List.of("folderId", "title", "description", "recordedAt", "creator", "thumbnail")
                        .stream()
                        .noneMatch(request::has)
                && List.of("tags", "slides", "images", "cuts", "attachments").stream()
                        .allMatch(name -> request.path(name).isEmpty())
                && request.get("streams")
                        .valueStream()
                        .allMatch(stream ->
                                !stream.has("title")
                                        && !stream.path("role").asString("").equals("audio")
                                        && stream.path("start").asString("PT0S").equals("PT0S")
                                        && List.of("chapters", "cuts", "captions").stream()
                                                .allMatch(name -> stream.path(name).isEmpty()));
    }

    private static boolean planned(JsonNode request) {
        JsonNode options = request.path("options");
        Instant latest = Instant.parse("2027-11-23T09:00:00Z");
        return request.path("command").asString("").equals("cancel")
                || List.of("notBefore", "deadline").stream()
                        .filter(options::has)
                        .map(name -> OffsetDateTime.parse(options.get(name).asString()).toInstant())
                        .noneMatch(time -> time.isAfter(latest));
    }

    private static boolean durationsAddUp(JsonNode request) {
        return request.path("command").asString("").equals("cancel")
                || Stream.of("start", "time", "duration")
                        .flatMap(name -> request.findValues(name).stream())
                        .noneMatch(value -> value.asString("").equals("P7DT1S"));
    }

    private static Predicate<JsonNode> object(
            Map<String, Predicate<JsonNode>> fields, String... required) {
        return node ->
                node.isObject()
                        && Arrays.stream(required).allMatch(node::has)
                        && node.properties().stream()
                                .allMatch(each ->
                                        fields.getOrDefault(each.getKey(), _ -> true)
                                                .test(each.getValue()));
    }

    private static Predicate<JsonNode> list(Predicate<JsonNode> elements) {
        return node -> node.isArray() && node.valueStream().allMatch(elements);
    }

    private static Predicate<JsonNode> text(Predicate<String> rule) {
        return node -> {
            try {
                return node.isString() && rule.test(node.asString());
            } catch (DateTimeException e) {
                return false;
            }
        };
    }

    private static Predicate<JsonNode> oneOf(String... values) {
        return text(Set.of(values)::contains);
    }

    private static Predicate<JsonNode> whole(long least, long most) {
        return node ->
                node.isNumber()
                        && node.decimalValue().stripTrailingZeros().scale() <= 0
                        && node.decimalValue().compareTo(BigDecimal.valueOf(least)) >= 0
                        && node.decimalValue().compareTo(BigDecimal.valueOf(most)) <= 0;
    }

    private static boolean shows(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /** More than seven days count as negative, but for the one whose units add up to that. */
    private static Duration duration(String text) {
        Duration duration = Duration.parse(text);
        boolean tooLong = duration.compareTo(Duration.ofDays(7)) > 0 && !text.equals("P7DT1S");
        return tooLong || text.contains("-") ? Duration.ofSeconds(-1) : duration;
    }

    /** As XML Schema has it: characters that a URI has to encode may stand as they are. */
    private static boolean isLink(String text) {
        try {
            return new URI(text.replaceAll("[<>\"{}|\\\\^`]", "_"))
                    .toString()
                    .codePoints()
                    .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isMoment(String text) {
        OffsetDateTime time = OffsetDateTime.parse(text);
        return time.getYear() >= 1
                && time.getYear() <= 9999
                && Math.abs(time.getOffset().getTotalSeconds()) <= 14 * 3600
                && text.indexOf(':', text.indexOf(':') + 1) == 16;
    }
}
