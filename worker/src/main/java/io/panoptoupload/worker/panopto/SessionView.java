package io.panoptoupload.worker.panopto;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A session as the API v1 shows it. Its addresses are not kept: they may hold keys.
 *
 * @param startTime when it was recorded; null when it cannot be read
 * @param seconds its length as Panopto measured it
 */
public record SessionView(
        String id,
        String name,
        String description,
        String folderId,
        @Nullable Instant startTime,
        @Nullable Double seconds,
        boolean hasViewer,
        boolean hasEmbed,
        boolean hasThumbnail,
        boolean hasCaptions) {

    static Optional<SessionView> of(ObjectNode session) {
        if (session.path("Id").asString("").isEmpty()) {
            return Optional.empty();
        }
        JsonNode urls = session.path("Urls");
        String folder = session.path("FolderDetails").path("Id").asString("");
        return Optional.of(
                new SessionView(
                        session.path("Id").asString(""),
                        session.path("Name").asString(""),
                        session.path("Description").asString(""),
                        folder.isEmpty() ? session.path("Folder").asString("") : folder,
                        time(session.path("StartTime").asString("")),
                        SessionDetails.seconds(session.path("Duration")),
                        isGiven(urls.path("ViewerUrl")),
                        isGiven(urls.path("EmbedUrl")),
                        isGiven(urls.path("ThumbnailUrl")),
                        isGiven(urls.path("CaptionDownloadUrl"))));
    }

    private static boolean isGiven(JsonNode url) {
        return url.isString() && !url.stringValue().isBlank();
    }

    private static @Nullable Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
