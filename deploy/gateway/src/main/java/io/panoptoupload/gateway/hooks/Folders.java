package io.panoptoupload.gateway.hooks;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The mapping file: which meeting, series or room goes to which folder, and the default, as a JSON
 * object of {@code meetings}, {@code series}, {@code rooms} and {@code default}.
 */
final class Folders {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
    private static final Pattern GUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String DEFAULT = "default";
    private static final Set<String> KINDS = Set.of("meetings", "series", "rooms");
    private static final long MAX_BYTES = 4 << 20;

    /** Of a gateway that has no hook. */
    static final Folders NONE = new Folders(Map.of(), null);

    private final Map<String, Map<String, String>> byKind;
    private final @Nullable String standard;

    private Folders(Map<String, Map<String, String>> byKind, @Nullable String standard) {
        this.byKind = byKind;
        this.standard = standard;
    }

    /**
     * Reads a mapping.
     *
     * @throws IllegalArgumentException with a sentence for what is wrong with it
     */
    static Folders read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("it has more than 4 MiB");
            }
            return of(JSON.readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "it cannot be read (%s)".formatted(e.getClass().getSimpleName()), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "it is not valid JSON (line %d)".formatted(e.getLocation().getLineNr()), e);
        }
    }

    private static Folders of(JsonNode root) {
        if (!root.isObject()) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        List<String> faults = new ArrayList<>();
        Map<String, Map<String, String>> all = new HashMap<>();
        root.properties()
                .forEach(field -> {
                    String kind = field.getKey();
                    if (KINDS.contains(kind) && field.getValue().isObject()) {
                        Map<String, String> folders = new HashMap<>();
                        field.getValue()
                                .properties()
                                .forEach(each ->
                                        folder(kind + "." + each.getKey(), each.getValue(), faults)
                                                .ifPresent(folder ->
                                                        folders.put(key(each.getKey()), folder)));
                        all.put(kind, folders);
                    } else if (!kind.equals(DEFAULT)) {
                        faults.add(
                                "'%s' is not one of default, meetings, series and rooms"
                                        .formatted(kind));
                    }
                });
        String standard =
                root.has(DEFAULT) ? folder(DEFAULT, root.get(DEFAULT), faults).orElse(null) : null;
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join(", ", faults));
        }
        return new Folders(all, standard);
    }

    private static Optional<String> folder(String name, JsonNode value, List<String> faults) {
        if (value.isString() && GUID.matcher(value.stringValue()).matches()) {
            return Optional.of(value.stringValue());
        }
        faults.add("%s is no folder's GUID".formatted(name));
        return Optional.empty();
    }

    /** People copy a meeting's number with blanks in it. */
    private static String key(String text) {
        return text.matches("[\\d ]+") ? text.replace(" ", "") : text;
    }

    /** Of a Zoom meeting. */
    Optional<String> ofMeeting(String meetingId) {
        return first(Stream.of(in("meetings", meetingId)));
    }

    /** Of a recording of Opencast; the series counts more than the room. */
    Optional<String> of(@Nullable String series, @Nullable String room) {
        return first(Stream.of(in("series", series), in("rooms", room)));
    }

    private Optional<String> first(Stream<Optional<String>> found) {
        return found.flatMap(Optional::stream).findFirst().or(() -> Optional.ofNullable(standard));
    }

    private Optional<String> in(String kind, @Nullable String name) {
        return name == null
                ? Optional.empty()
                : Optional.ofNullable(byKind.getOrDefault(kind, Map.of()).get(name));
    }
}
