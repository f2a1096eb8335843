package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PanoptoText;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

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

    /** How .NET spells "none" where nothing may be missing: its least GUID, and its least time. */
    private static final Pattern NONE =
            Pattern.compile(
                    "\\s*|[{(]?0{8}-?(0{4}-?){3}0{12}[)}]?|0001-01-01([T ]00:00:00(\\.0+)?(Z|[+-]00:00)?)?");

    /** Empty when the object is not an upload: no id, or an unknown state. */
    static Optional<UploadSession> of(ObjectNode whole) {
        String id = text(whole, "ID");
        Optional<UploadState> state =
                UploadState.of(PanoptoResponse.field(whole, STATE).asString(""));
        if (id == null || state.isEmpty()) {
            return Optional.empty();
        }
        String target = text(whole, "UploadTarget");
        return Optional.of(
                new UploadSession(
                        id,
                        text(whole, "FolderId"),
                        text(whole, "SessionId"),
                        target == null ? null : uri(target),
                        state.get(),
                        PanoptoText.redacted(message(whole)),
                        whole));
    }

    /** The number alone where there is no text: Panopto's support may know what it means. */
    private static @Nullable String message(ObjectNode whole) {
        String message = text(whole, "Message");
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

    private static @Nullable String text(ObjectNode whole, String name) {
        JsonNode value = PanoptoResponse.field(whole, name);
        return value.isString() ? orNone(value.stringValue()) : null;
    }

    private static @Nullable String orNone(String value) {
        return NONE.matcher(value).matches() ? null : value;
    }

    @Override
    public String toString() {
        return "UploadSession[id=%s, state=%s, sessionId=%s]".formatted(id, state, sessionId);
    }
}
