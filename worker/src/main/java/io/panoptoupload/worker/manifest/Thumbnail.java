package io.panoptoupload.worker.manifest;

import java.time.Duration;

/** The session's picture: one of its own, or a moment of the recording. */
public sealed interface Thumbnail {
    record Picture(FileRef file) implements Thumbnail {}

    record Moment(Duration time) implements Thumbnail {}
}
