package io.panoptoupload.worker.panopto;

/**
 * A session as its folder lists it.
 *
 * @param name as Panopto shows it; empty when it has none
 */
public record FolderSession(String id, String name) {}
