package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Which of the waiting jobs gets a free upload slot first. */
public enum Priority {
    HIGH("high"),
    NORMAL("normal"),
    LOW("low");

    private final String wireName;

    Priority(String wireName) {
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
    public static Priority of(String wireName) {
        return WireNames.find(values(), Priority::wireName, wireName);
    }
}
