package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PanoptoText;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * One upload as Panopto describes it. Its {@code id}, the GUID in its target and the {@code
 * sessionId} are three different things; the target is a secret and never shows.
 *
 * @param sessionId the Panopto session; null until processing begins
 * @param uploadTarget may be missing once no bytes are wanted any more; null too if it is no URI
 * @param message fit to be passed on: without queries, tokens and targets, of a bounded length
 * @param whole the object as it was received, which finalising sends back whole
 */
public record UploadSession(
        String id,
        @Nullable String folderId,
        @Nullable String sessionId,
        @Nullable URI uploadTarget,
        UploadState state,
        @Nullable String message,
        ObjectNode whole) {
    private static final String STATE = "State";

    /** Empty when the object is not an upload: no id, or an unknown state. */
    static Optional<UploadSession> of(ObjectNode whole) {
        String id = PanoptoResponse.text(whole, "ID");
        Optional<UploadState> state =
                UploadState.of(PanoptoResponse.field(whole, STATE).asString(""));
        if (id == null || state.isEmpty()) {
            return Optional.empty();
        }
        String target = PanoptoResponse.text(whole, "UploadTarget");
        return Optional.of(
                new UploadSession(
                        id,
                        PanoptoResponse.text(whole, "FolderId"),
                        PanoptoResponse.text(whole, "SessionId"),
                        target == null ? null : uri(target),
                        state.get(),
                        PanoptoText.redacted(message(whole)),
                        whole));
    }

    /** The number alone where there is no text: Panopto's support may know what it means. */
    private static @Nullable String message(ObjectNode whole) {
        String message = PanoptoResponse.text(whole, "Message");
        int number = PanoptoResponse.field(whole, "MessageID").asInt(0);
        return message == null && number != 0 ? "MessageID " + number : message;
    }

    /** Where the bytes go; every open upload has one. */
    public URI target() {
        if (uploadTarget == null) {
            throw new TransientFault(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto shows upload %s open, but does not say where its files go"
                            .formatted(id));
        }
        return uploadTarget;
    }

    /** The whole object again, saying that the client is done. */
    String finalised() {
        ObjectNode done = whole.deepCopy();
        whole.propertyNames().stream()
                .filter(STATE::equalsIgnoreCase)
                .forEach(name -> done.put(name, UploadState.UPLOAD_COMPLETE.number()));
        return done.toString();
    }

    /**
     * Null for what is no URI, as if there were none: an exception would quote the target, which is
     * a secret.
     */
    private static @Nullable URI uri(String target) {
        try {
            return new URI(target);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "UploadSession[id=%s, state=%s, sessionId=%s]".formatted(id, state, sessionId);
    }
}
