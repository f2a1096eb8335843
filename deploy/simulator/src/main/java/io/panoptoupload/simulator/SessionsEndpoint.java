package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** {@code /Panopto/api/v1/sessions}: look at a session, change it, remove it. */
final class SessionsEndpoint {
    private static final Set<String> LEVELS =
            Set.of(
                    "Restricted",
                    "OrganizationUnlisted",
                    "Organization",
                    "PublicUnlisted",
                    "Public");

    private final Sessions sessions;
    private final Access access;
    private final Credentials credentials;
    private final Json json;

    SessionsEndpoint(Sessions sessions, Access access, Credentials credentials, Json json) {
        this.sessions = sessions;
        this.access = access;
        this.credentials = credentials;
        this.json = json;
    }

    Effect get(Exchange exchange, String id) {
        access.check(exchange, "sessions");
        String baseUri = exchange.baseUri();
        return () -> json.answer(200, fields(find(id), baseUri));
    }

    Effect delete(Exchange exchange, String id) {
        access.check(exchange, "sessions");
        return () -> {
            sessions.remove(find(id).id());
            return Answer.empty(200);
        };
    }

    Effect update(Exchange exchange, String id) throws IOException {
        JsonNode body = checkedBody(exchange);
        String folder = body.path("Folder").asString("");
        if (!folder.isEmpty() && credentials.folder(folder).isEmpty()) {
            throw json.refusal(403, "You may not create sessions in folder " + folder + ".");
        }
        return change(
                exchange,
                id,
                session ->
                        session.withText(
                                        body.path("Name").asString(session.name()),
                                        body.has("Description")
                                                ? body.path("Description").asString("")
                                                : session.description())
                                .inFolder(folder.isEmpty() ? session.folderId() : folder));
    }

    Effect access(Exchange exchange, String id) throws IOException {
        JsonNode body = checkedBody(exchange);
        if (body.path("IsInherited").asBoolean(false)) {
            return change(exchange, id, session -> session.withAccess("Inherited"));
        }
        String level = body.path("Level").asString("");
        if (!LEVELS.contains(level)) {
            throw json.refusal(400, "Level must be one of " + LEVELS + ".");
        }
        return change(exchange, id, session -> session.withAccess(level));
    }

    Effect tags(Exchange exchange, String id) throws IOException {
        access.check(exchange, "sessions");
        JsonNode body = json.tree(exchange);
        JsonNode listed = body.isArray() ? body : body.path("Tags");
        List<String> tags = new ArrayList<>();
        listed.forEach(tag -> tags.add(tag.asString("")));
        return change(exchange, id, session -> session.withTags(List.copyOf(tags)));
    }

    Effect permission(Exchange exchange, String id) throws IOException {
        JsonNode body = checkedBody(exchange);
        String granted =
                body.path("RoleType").asString("") + ":" + body.path("PrincipalId").asString("");
        return change(
                exchange,
                id,
                session -> {
                    List<String> more = new ArrayList<>(session.permissions());
                    more.add(granted);
                    return session.withPermissions(List.copyOf(more));
                });
    }

    private JsonNode checkedBody(Exchange exchange) throws IOException {
        access.check(exchange, "sessions");
        return json.object(exchange);
    }

    private Effect change(Exchange exchange, String id, UnaryOperator<Sessions.Session> operation) {
        String baseUri = exchange.baseUri();
        return () -> {
            Sessions.Session changed = operation.apply(find(id));
            sessions.put(changed);
            return json.answer(200, fields(changed, baseUri));
        };
    }

    private Sessions.Session find(String id) {
        return sessions.find(id)
                .orElseThrow(() -> json.refusal(404, "There is no session " + id + "."));
    }

    private static Map<String, @Nullable Object> fields(Sessions.Session session, String base) {
        Map<String, @Nullable Object> fields = Json.fields();
        fields.put("Id", session.id());
        fields.put("Name", session.name());
        fields.put("Description", session.description());
        fields.put("Folder", session.folderId());
        fields.put("Tags", session.tags());
        fields.put("Access", session.access());
        fields.put("Permissions", session.permissions());
        String pages = base + "/Panopto/Pages/";
        fields.put(
                "Urls",
                Map.of(
                        "ViewerUrl", pages + "Viewer.aspx?id=" + session.id(),
                        "EmbedUrl", pages + "Embed.aspx?id=" + session.id()));
        return fields;
    }
}
