package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a stream shows or carries. */
public enum Role {
    PRIMARY("primary"),
    SECONDARY("secondary"),
    AUDIO("audio");

    private final String wireName;

    Role(String wireName) {
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
    public static Role of(String wireName) {
        return WireNames.find(values(), Role::wireName, wireName);
    }
}
