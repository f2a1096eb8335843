package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
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

    /**
     * The constant of this wire name.
     *
     * @throws IllegalArgumentException when there is none; the message lists those that there are
     */
    @JsonCreator
    public static Access of(String wireName) {
        return WireNames.find(values(), Access::wireName, wireName);
    }
}
