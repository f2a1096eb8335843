package io.panoptoupload.worker.manifest;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** A slide deck and when its slides were shown. */
public record Presentation(Duration start, FileRef file, List<SlideChange> changes) {
    /**
     * A slide comes up.
     *
     * @param slideNumber from 1
     */
    public record SlideChange(
            Duration time,
            int slideNumber,
            String title,
            @Nullable String description,
            @Nullable String url) {}

    public Presentation {
        changes = List.copyOf(changes);
    }
}
