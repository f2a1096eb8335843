package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The sessions that uploads made, and what clients changed about them since. */
final class Sessions {
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    /** A recording as viewers find it. */
    record Session(
            String id,
            String folderId,
            String name,
            @Nullable String description,
            @Nullable String access,
            List<String> tags,
            List<String> permissions) {

        Session withText(String newName, @Nullable String newDescription) {
            return new Session(id, folderId, newName, newDescription, access, tags, permissions);
        }

        Session inFolder(String newFolder) {
            return new Session(id, newFolder, name, description, access, tags, permissions);
        }

        Session withAccess(String newAccess) {
            return new Session(id, folderId, name, description, newAccess, tags, permissions);
        }

        Session withTags(List<String> newTags) {
            return new Session(id, folderId, name, description, access, newTags, permissions);
        }

        Session withPermissions(List<String> newPermissions) {
            return new Session(id, folderId, name, description, access, tags, newPermissions);
        }
    }

    String open(String folderId, String name, @Nullable String description) {
        String id = UUID.randomUUID().toString();
        put(new Session(id, folderId, name, description, null, List.of(), List.of()));
        return id;
    }

    Optional<Session> find(String id) {
        return Optional.ofNullable(sessions.get(id.toLowerCase(Locale.ROOT)));
    }

    void put(Session session) {
        sessions.put(session.id(), session);
    }

    void remove(String id) {
        sessions.remove(id.toLowerCase(Locale.ROOT));
    }

    void clear() {
        sessions.clear();
    }
}
