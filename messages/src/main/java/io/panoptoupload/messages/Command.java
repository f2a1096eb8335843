package io.panoptoupload.messages;

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
}
