package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.Access;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;

/**
 * Who may watch a session, in Panopto's words: the object that the API v1 takes and gives at {@code
 * settings/access}.
 *
 * @param inherited whether the folder decides
 * @param level that is in effect; says nothing in a PUT of an inherited one
 */
record AccessSettings(boolean inherited, String level) {
    static AccessSettings of(Access access) {
        return new AccessSettings(
                access == Access.INHERIT,
                switch (access) {
                    case INHERIT, RESTRICTED -> "Restricted";
                    case ORGANIZATION -> "Organization";
                    case ORGANIZATION_UNLISTED -> "OrganizationUnlisted";
                    case PUBLIC -> "Public";
                    case PUBLIC_UNLISTED -> "PublicUnlisted";
                });
    }

    /** Empty when the response is no such object. */
    static Optional<AccessSettings> of(PanoptoResponse response) {
        ObjectNode object = response.object();
        JsonNode level = object == null ? null : object.path("Level");
        return object == null || level == null || !level.isString()
                ? Optional.empty()
                : Optional.of(
                        new AccessSettings(
                                object.path("IsInherited").asBoolean(false), level.stringValue()));
    }

    /** Whether viewers get the access that was asked for, wherever its level comes from. */
    boolean grants(AccessSettings wanted) {
        return wanted.inherited ? inherited : level.equals(wanted.level);
    }

    String json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("IsInherited", inherited)
                .put("Level", level)
                .toString();
    }

    @Override
    public String toString() {
        return inherited ? level + " (inherited from its folder)" : level;
    }
}
