package io.panoptoupload.worker.manifest;

/**
 * An object of the same upload.
 *
 * @param objectName exactly as it was sent, without folders
 * @param crc32 of the bytes as sent
 */
public record FileRef(String objectName, int crc32) {}
