package io.panoptoupload.simulator;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Optional;

/** Who may watch, by Panopto's names, from the fewest to the most. */
public enum AccessLevel {
    RESTRICTED("Restricted"),
    ORGANIZATION_UNLISTED("OrganizationUnlisted"),
    ORGANIZATION("Organization"),
    PUBLIC_UNLISTED("PublicUnlisted"),
    PUBLIC("Public");

    private final String text;

    AccessLevel(String text) {
        this.text = text;
    }

    @JsonValue
    public String text() {
        return text;
    }

    static Optional<AccessLevel> of(String text) {
        return Arrays.stream(values()).filter(level -> level.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
