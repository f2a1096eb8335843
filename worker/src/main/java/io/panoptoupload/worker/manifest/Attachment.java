package io.panoptoupload.worker.manifest;

/** A file that viewers can download. */
public record Attachment(FileRef file, String mediaType) {}
