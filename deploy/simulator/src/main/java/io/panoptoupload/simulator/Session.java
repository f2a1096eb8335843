package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A recording as viewers find it.
 *
 * @param access null where it is inherited from the folder
 */
record Session(
        String id,
        Origin origin,
        String folderId,
        String name,
        @Nullable String description,
        @Nullable AccessLevel access,
        List<Tag> tags,
        List<Permission> permissions) {

    /**
     * What clients cannot change.
     *
     * @param owner who uploaded it
     * @param startTime when it was recorded
     * @param length as measured; null if that could not be done
     */
    record Origin(String owner, Instant startTime, @Nullable Duration length) {}

    /** A key word that somebody gave it. */
    record Tag(String id, String content, String createdBy, Instant createdAt) {
        static Tag of(String content, String createdBy, Instant createdAt) {
            return new Tag(UUID.randomUUID().toString(), content, createdBy, createdAt);
        }
    }

    /**
     * A role that a user or a group was given.
     *
     * @param principalType {@code User} or {@code Group}
     * @param roleType the name of a built-in role, if it is one
     */
    record Permission(
            String principalId,
            String principalType,
            @Nullable String roleId,
            @Nullable String roleType) {}

    static Session of(Origin origin, String folderId, String name, @Nullable String description) {
        String id = UUID.randomUUID().toString();
        return new Session(id, origin, folderId, name, description, null, List.of(), List.of());
    }

    Session withText(String newName, @Nullable String newDescription) {
        return new Session(
                id, origin, folderId, newName, newDescription, access, tags, permissions);
    }

    Session inFolder(String newFolder) {
        return new Session(id, origin, newFolder, name, description, access, tags, permissions);
    }

    Session withAccess(@Nullable AccessLevel newAccess) {
        return new Session(id, origin, folderId, name, description, newAccess, tags, permissions);
    }

    Session withTags(List<Tag> newTags) {
        return new Session(id, origin, folderId, name, description, access, newTags, permissions);
    }

    Session withPermissions(List<Permission> newPermissions) {
        return new Session(id, origin, folderId, name, description, access, tags, newPermissions);
    }
}
