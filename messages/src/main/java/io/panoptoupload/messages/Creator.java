package io.panoptoupload.messages;

import org.jspecify.annotations.Nullable;

/** The person named as the recording's creator. */
@Message
public record Creator(
        @Nullable String firstName, @Nullable String lastName, @Nullable String email) {}
