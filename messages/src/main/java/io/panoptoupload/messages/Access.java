package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonValue;

/** Who may watch the session; {@code inherit} takes the folder's setting. */
public enum Access {
    INHERIT("inherit"),
    RESTRICTED("restricted"),
    ORGANIZATION("organization"),
    ORGANIZATION_UNLISTED("organization-unlisted"),
    PUBLIC("public"),
    PUBLIC_UNLISTED("public-unlisted");

    private final String wireName;

    Access(String wireName) {
        this.wireName = wireName;
    }

    /** The value as it stands in JSON. */
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
