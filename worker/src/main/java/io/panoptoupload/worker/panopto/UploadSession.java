package io.panoptoupload.worker.panopto;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.net.URI;

/**
 * One upload as Panopto describes it. Its {@code id}, the GUID in its target and the {@code
 * sessionId} are three different things; the target is a secret and never shows.
 *
 * @param sessionId the Panopto session; null until processing begins
 * @param messageId Panopto's own, from no published catalogue
 * @param whole the object as it was received, which finalising sends back whole
 */
public record UploadSession(
        String id,
        @Nullable String folderId,
        @Nullable String sessionId,
        URI uploadTarget,
        UploadState state,
        @Nullable Integer messageId,
        @Nullable String message,
        ObjectNode whole) {

    @Override
    public String toString() {
        return "UploadSession[id=%s, state=%s, sessionId=%s]".formatted(id, state, sessionId);
    }
}
