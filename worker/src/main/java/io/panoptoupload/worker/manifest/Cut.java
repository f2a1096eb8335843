package io.panoptoupload.worker.manifest;

import java.time.Duration;

/** A stretch that is not to be shown. */
public record Cut(Duration start, Duration duration) {}
