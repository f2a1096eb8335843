package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What hangs on a session in the API v1: {@code settings/access}, {@code tags} and {@code
 * permissions}. Each has an object of its own, and none shows in the session.
 */
final class SessionSettingsEndpoint {
    private static final Set<String> PRINCIPALS = Set.of("User", "Group");
    private static final Set<String> ROLES = Set.of("Viewer", "Creator", "Publisher");

    private final Sessions sessions;
    private final Folders folders;
    private final Access access;
    private final InstantSource clock;
    private final Json json;

    SessionSettingsEndpoint(
            Sessions sessions, Folders folders, Access access, InstantSource clock, Json json) {
        this.sessions = sessions;
        this.folders = folders;
        this.access = access;
        this.clock = clock;
        this.json = json;
    }

    Effect access(Exchange exchange, String id) {
        check(exchange);
        return () -> json.response(200, accessOf(find(id)));
    }

    Effect setAccess(Exchange exchange, String id) throws IOException {
        check(exchange);
        JsonNode body = json.object(exchange);
        AccessLevel level =
                AccessLevel.of(body.path("Level").asString(""))
                        .orElseThrow(() ->
                                json.refusal(
                                        400,
                                        "Level must be one of "
                                                + List.of(AccessLevel.values())
                                                + "."));
        if (!body.path("IsInherited").isBoolean()) {
            throw json.refusal(400, "IsInherited must be true or false.");
        }
        boolean inherited = body.path("IsInherited").booleanValue();
        return () -> {
            Session changed = find(id).withAccess(inherited ? null : level);
            sessions.put(changed);
            return json.response(200, accessOf(changed));
        };
    }

    /**
     * A level that lets in fewer than the folder's does not count: the folder's takes precedence.
     */
    private Map<String, Object> accessOf(Session session) {
        AccessLevel folder =
                folders.find(session.folderId())
                        .map(Credentials.Folder::accessLevel)
                        .orElse(AccessLevel.RESTRICTED);
        AccessLevel own = session.access();
        boolean inherited = own == null || own.compareTo(folder) < 0;
        return Map.of("IsInherited", inherited, "Level", inherited ? folder : own);
    }

    Effect tags(Exchange exchange, String id) {
        check(exchange);
        return () -> tagsOf(find(id));
    }

    /** Replaces the tags; one that was there already stays the same tag. */
    Effect setTags(Exchange exchange, String id) throws IOException {
        Tokens.Holder holder = check(exchange);
        JsonNode listed = json.object(exchange).path("Tags");
        if (!listed.isArray() || !listed.valueStream().allMatch(JsonNode::isString)) {
            throw json.refusal(400, "Tags must be a list of texts.");
        }
        List<String> wanted = listed.valueStream().map(JsonNode::stringValue).distinct().toList();
        return () -> {
            Session session = find(id);
            List<Session.Tag> tags =
                    wanted.stream()
                            .map(content ->
                                    session.tags().stream()
                                            .filter(tag -> tag.content().equals(content))
                                            .findFirst()
                                            .orElseGet(() ->
                                                    Session.Tag.of(
                                                            content,
                                                            holder.owner(),
                                                            clock.instant())))
                            .toList();
            Session changed = session.withTags(tags);
            sessions.put(changed);
            return tagsOf(changed);
        };
    }

    private SimulatorResponse tagsOf(Session session) {
        return results(session.tags().stream().map(this::fields).toList());
    }

    private Map<String, @Nullable Object> fields(Session.Tag tag) {
        Map<String, @Nullable Object> fields = Json.fields();
        fields.put("Id", tag.id());
        fields.put("Content", tag.content());
        fields.put("UsageCount", sessions.usageOf(tag.content()));
        fields.put("CreateDate", tag.createdAt().toString());
        fields.put("MostRecentUseDate", tag.createdAt().toString());
        fields.put("CreatedBy", Json.user(tag.createdBy()));
        return fields;
    }

    Effect permissions(Exchange exchange, String id) {
        check(exchange);
        Page page = Page.of(exchange, json);
        return () ->
                results(
                        page.of(find(id).permissions()).stream()
                                .map(SessionSettingsEndpoint::fields)
                                .toList());
    }

    Effect addPermission(Exchange exchange, String id) throws IOException {
        check(exchange);
        Session.Permission granted = permission(json.object(exchange));
        return () -> {
            Session session = find(id);
            List<Session.Permission> more = new ArrayList<>(session.permissions());
            more.add(granted);
            sessions.put(session.withPermissions(List.copyOf(more)));
            return json.response(200, fields(granted));
        };
    }

    private Session.Permission permission(JsonNode body) {
        String type = body.path("PrincipalType").asString("");
        if (!PRINCIPALS.contains(type)) {
            throw json.refusal(400, "PrincipalType must be one of " + PRINCIPALS + ".");
        }
        String role = body.path("RoleType").asString("None");
        boolean builtIn = ROLES.contains(role);
        if (!builtIn && !role.equals("None")) {
            throw json.refusal(400, "RoleType must be one of " + ROLES + ".");
        }
        return new Session.Permission(
                json.guid(body, "PrincipalId"),
                type,
                builtIn ? null : json.guid(body, "RoleId"),
                builtIn ? role : null);
    }

    private static Map<String, @Nullable Object> fields(Session.Permission permission) {
        Map<String, @Nullable Object> role = Json.fields();
        role.put("Id", permission.roleId());
        role.put("Name", permission.roleType());
        Map<String, @Nullable Object> fields = Json.fields();
        fields.put("IsInherited", false);
        fields.put(
                "Principal",
                Map.of("Id", permission.principalId(), "Type", permission.principalType()));
        fields.put("Role", role);
        return fields;
    }

    private Tokens.Holder check(Exchange exchange) {
        return access.check(exchange, "sessions");
    }

    private SimulatorResponse results(List<?> results) {
        return json.response(200, Map.of("Results", results));
    }

    private Session find(String id) {
        return sessions.find(id)
                .orElseThrow(() -> json.refusal(404, "There is no session " + id + "."));
    }
}
