package io.panoptoupload.gateway.hooks;

import io.panoptoupload.messages.OneLine;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An event of Opencast with its publications, as a request. Of the tracks of a flavour, which are
 * the same in several qualities, the best is taken; {@code presenter/…} is the primary stream.
 *
 * @param id of the media package, which is the event's
 */
record OpencastEvent(String id, JsonNode event) {
    private static final Comparator<JsonNode> BY_QUALITY =
            Comparator.<JsonNode>comparingInt(track -> track.path("height").asInt(0))
                    .thenComparingInt(track -> track.path("bitrate").asInt(0));
    private static final int MAX_TITLE = 255;

    @Nullable String series() {
        return text("is_part_of");
    }

    /** The capture agent's, or wherever the event takes place. */
    @Nullable String room() {
        return text("location");
    }

    String name() {
        return "event %s ('%s', series %s, room %s)".formatted(id, title(), series(), room());
    }

    private String title() {
        String title = text("title");
        if (title == null) {
            return "Opencast event " + id;
        }
        return OneLine.beginning(title, MAX_TITLE);
    }

    private @Nullable String text(String field) {
        String text = event.path(field).asString("").strip();
        return text.isEmpty() ? null : text;
    }

    /** The request; empty if nothing is published on that channel. */
    Optional<UploadRequest> request(String folderId, String channel, @Nullable String credential) {
        List<Stream> streams = streams(channel, credential);
        if (streams.isEmpty()) {
            return Optional.empty();
        }
        UploadRequestBuilder request =
                UploadRequest.builder("opencast-" + id)
                        .folderId(folderId)
                        .title(title())
                        .description(text("description"))
                        .streams(streams)
                        .extensions(Map.of("opencast", Map.of("mediaPackageId", id)));
        start().ifPresent(request::recordedAt);
        return Optional.of(request.build());
    }

    private Optional<OffsetDateTime> start() {
        try {
            return Optional.of(OffsetDateTime.parse(event.path("start").asString("")));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private List<Stream> streams(String channel, @Nullable String credential) {
        Map<String, JsonNode> best = new TreeMap<>();
        for (JsonNode publication : event.path("publications")) {
            if (publication.path("channel").asString("").equals(channel)) {
                publication
                        .path("media")
                        .forEach(track -> {
                            if (isTrack(track)) {
                                best.merge(
                                        part(track),
                                        track,
                                        (a, b) -> BY_QUALITY.compare(a, b) >= 0 ? a : b);
                            }
                        });
            }
        }
        String first = best.containsKey("presenter") ? "presenter" : firstOf(best);
        return best.entrySet().stream()
                .sorted(Comparator.comparing(each -> !each.getKey().equals(first)))
                .map(each -> stream(each.getValue(), each.getKey().equals(first), credential))
                .toList();
    }

    private static @Nullable String firstOf(Map<String, JsonNode> best) {
        return best.isEmpty() ? null : best.keySet().iterator().next();
    }

    private static boolean isTrack(JsonNode track) {
        String type = track.path("mediatype").asString("");
        return (type.startsWith("video/") || type.startsWith("audio/"))
                && track.path("url").asString("").startsWith("https://")
                && !track.path("is_master_playlist").asBoolean(false)
                && !track.path("is_live").asBoolean(false);
    }

    /** What a flavour says before its slash: who or what is seen. */
    private static String part(JsonNode track) {
        return track.path("flavor").asString("").replaceFirst("/.*", "");
    }

    private static Stream stream(JsonNode track, boolean primary, @Nullable String credential) {
        boolean sound =
                track.path("mediatype").asString("").startsWith("audio/")
                        && !track.path("has_video").asBoolean(false);
        JsonNode size = track.path("size");
        return Stream.of(
                new Source(
                        track.path("url").asString(""),
                        size.canConvertToLong() && size.asLong() > 0 ? size.asLong() : null,
                        null,
                        credential),
                sound ? Role.AUDIO : primary ? Role.PRIMARY : Role.SECONDARY);
    }
}
