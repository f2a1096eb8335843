package io.panoptoupload.worker.manifest;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A picture shown from a time on. */
public record Image(
        FileRef file,
        Duration time,
        @Nullable String title,
        @Nullable String description,
        @Nullable String url) {}
