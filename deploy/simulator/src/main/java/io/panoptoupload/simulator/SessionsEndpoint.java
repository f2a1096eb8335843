package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code /Panopto/api/v1/sessions/{id}}: get a session, change it, remove it; and {@code
 * …/folders/{id}/sessions}: list those of a folder.
 */
final class SessionsEndpoint {
    private final Sessions sessions;
    private final Folders folders;
    private final Access access;
    private final PageAddresses addresses;
    private final Json json;

    SessionsEndpoint(
            Sessions sessions, Folders folders, Access access, PageAddresses addresses, Json json) {
        this.sessions = sessions;
        this.folders = folders;
        this.access = access;
        this.addresses = addresses;
        this.json = json;
    }

    Effect get(Exchange exchange, String id) {
        access.check(exchange, "sessions");
        String pages = addresses.of(exchange);
        return () -> json.response(200, fields(find(id), pages));
    }

    /** A session is listed from its first moment, and with less than it has itself. */
    Effect inFolder(Exchange exchange, String folderId) {
        access.check(exchange, "sessions");
        String pages = addresses.of(exchange);
        Page page = Page.of(exchange, json);
        Comparator<Session> order = order(exchange.query("sortField"));
        if (folders.find(folderId).isEmpty()) {
            throw json.refusal(403, "You may not see folder " + folderId + ".");
        }
        return () -> {
            List<Session> all = sessions.inFolder(folderId).stream().sorted(order).toList();
            return json.response(
                    200,
                    Map.of(
                            "Results",
                            page.of(all).stream().map(each -> listed(each, pages)).toList()));
        };
    }

    private Comparator<Session> order(@Nullable String field) {
        return switch (field == null ? "name" : field.toLowerCase(Locale.ROOT)) {
            case "name" -> Comparator.comparing(Session::name);
            case "createddate" -> (_, _) -> 0;
            default -> throw json.refusal(400, "sortField must be Name or CreatedDate.");
        };
    }

    private Map<String, @Nullable Object> listed(Session session, String pages) {
        Map<String, @Nullable Object> fields = fields(session, pages);
        fields.put("CreatedBy", null);
        fields.put("Urls", Map.of("ViewerUrl", viewer(session, pages)));
        return fields;
    }

    Effect delete(Exchange exchange, String id) {
        access.check(exchange, "sessions");
        return () -> {
            String removed = find(id).id();
            sessions.remove(removed);
            return json.response(200, removed);
        };
    }

    /** What is absent or null stays as it is. */
    Effect update(Exchange exchange, String id) throws IOException {
        access.check(exchange, "sessions");
        JsonNode body = json.object(exchange);
        String pages = addresses.of(exchange);
        return () -> {
            Session session = find(id);
            String folder = body.path("Folder").asString(session.folderId());
            if (!folders.mayCreateIn(folder)) {
                throw json.refusal(403, "You may not create sessions in folder " + folder + ".");
            }
            Session changed =
                    session.inFolder(folder)
                            .withText(
                                    body.path("Name").asString(session.name()),
                                    description(body, session));
            sessions.put(changed);
            return json.response(200, fields(changed, pages));
        };
    }

    private static @Nullable String description(JsonNode body, Session session) {
        JsonNode given = body.path("Description");
        return given.isString() ? given.stringValue() : session.description();
    }

    private Session find(String id) {
        return sessions.find(id)
                .orElseThrow(() -> json.refusal(404, "There is no session " + id + "."));
    }

    private Map<String, @Nullable Object> fields(Session session, String pages) {
        Map<String, @Nullable Object> fields = Json.fields();
        fields.put("Id", session.id());
        fields.put("Name", session.name());
        fields.put("Description", session.description());
        fields.put("StartTime", session.origin().startTime().toString());
        Duration length = session.origin().length();
        fields.put("Duration", length == null ? null : length.toMillis() / 1000.0);
        fields.put("MostRecentViewPosition", 0.0);
        fields.put("CreatedBy", Json.user(session.origin().owner()));
        fields.put("Urls", urls(session, pages));
        fields.put("Folder", session.folderId());
        fields.put(
                "FolderDetails",
                folders.find(session.folderId())
                        .map(folder -> Map.of("Id", folder.id(), "Name", folder.name()))
                        .orElse(null));
        fields.put("PercentCompleted", 0);
        return fields;
    }

    private static String viewer(Session session, String pages) {
        return pages + "Viewer.aspx?id=" + session.id();
    }

    /** What this site does not offer is null. */
    private static Map<String, @Nullable Object> urls(Session session, String pages) {
        Map<String, @Nullable Object> urls = Json.fields();
        urls.put("ViewerUrl", viewer(session, pages));
        urls.put("EmbedUrl", pages + "Embed.aspx?id=" + session.id());
        urls.put("ShareSettingsUrl", null);
        urls.put("DownloadUrl", null);
        urls.put("CaptionDownloadUrl", null);
        urls.put("EditorUrl", null);
        urls.put("ThumbnailUrl", null);
        return urls;
    }
}
