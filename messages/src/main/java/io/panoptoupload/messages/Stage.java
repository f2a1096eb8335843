package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The part of a job that is being worked on, in the order in which they happen. */
public enum Stage {
    CREATE("create"),
    TRANSFER("transfer"),
    MANIFEST("manifest"),
    FINALISE("finalise"),
    PROCESSING("processing");

    private final String wireName;

    Stage(String wireName) {
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
    public static Stage of(String wireName) {
        return WireNames.find(values(), Stage::wireName, wireName);
    }
}
