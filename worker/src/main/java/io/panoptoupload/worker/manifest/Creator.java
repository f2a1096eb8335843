package io.panoptoupload.worker.manifest;

import org.jspecify.annotations.Nullable;

/** The person to whom the recording belongs. */
public record Creator(
        @Nullable String firstName, @Nullable String lastName, @Nullable String email) {}
