package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * One upload as Panopto describes it. Its {@code id}, the GUID in its target and the {@code
 * sessionId} are three different things; the target is a secret and never shows.
 *
 * @param sessionId the Panopto session; null until processing begins
 * @param uploadTarget may be missing once no bytes are wanted any more; null too if it is no URI
 * @param messageId Panopto's own, from no published catalogue
 * @param whole the object as it was received, which finalising sends back whole
 */
public record UploadSession(
        String id,
        @Nullable String folderId,
        @Nullable String sessionId,
        @Nullable URI uploadTarget,
        UploadState state,
        @Nullable Integer messageId,
        @Nullable String message,
        ObjectNode whole) {
    private static final String STATE = "State";
    private static final String NO_SESSION = "00000000-0000-0000-0000-000000000000";

    /** Empty when the object is not one: no id, or a state that nobody knows. */
    static Optional<UploadSession> of(ObjectNode whole) {
        String id = text(whole, "ID");
        Optional<UploadState> state = UploadState.of(field(whole, STATE).asString(""));
        if (id == null || state.isEmpty()) {
            return Optional.empty();
        }
        String target = text(whole, "UploadTarget");
        JsonNode messageId = field(whole, "MessageID");
        return Optional.of(
                new UploadSession(
                        id,
                        text(whole, "FolderId"),
                        usable(text(whole, "SessionId")),
                        target == null ? null : uri(target),
                        state.get(),
                        messageId.canConvertToInt() ? (Integer) messageId.intValue() : null,
                        text(whole, "Message"),
                        whole));
    }

    /** Where the bytes go; every open upload has one. */
    public URI target() {
        if (uploadTarget == null) {
            throw new TransientFault(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto gave no usable UploadTarget for upload " + id,
                    null);
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

    /** A GUID of zeroes is how .NET spells "none". */
    private static @Nullable String usable(@Nullable String sessionId) {
        return sessionId == null || sessionId.isBlank() || NO_SESSION.equals(sessionId)
                ? null
                : sessionId;
    }

    private static @Nullable String text(ObjectNode whole, String name) {
        JsonNode value = field(whole, name);
        return value.isString() && !value.stringValue().isEmpty() ? value.stringValue() : null;
    }

    private static JsonNode field(ObjectNode whole, String name) {
        for (Map.Entry<String, JsonNode> field : whole.properties()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return MissingNode.getInstance();
    }

    @Override
    public String toString() {
        return "UploadSession[id=%s, state=%s, sessionId=%s]".formatted(id, state, sessionId);
    }
}
