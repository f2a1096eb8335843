package io.panoptoupload.messages;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a request asks for. */
public enum Command {
    UPLOAD("upload"),
    CANCEL("cancel"),
    RETRY("retry");

    private final String wireName;

    Command(String wireName) {
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
    public static Command of(String wireName) {
        return WireNames.find(values(), Command::wireName, wireName);
    }
}
