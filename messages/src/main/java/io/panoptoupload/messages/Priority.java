package io.panoptoupload.messages;

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
}
