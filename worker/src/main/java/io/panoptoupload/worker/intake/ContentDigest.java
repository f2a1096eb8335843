package io.panoptoupload.worker.intake;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether two requests ask for the same upload: however they are spaced, ordered, wrapped in
 * CloudEvents or extended by fields that nobody here knows.
 */
final class ContentDigest {
    private final JsonMapper json;

    ContentDigest(JsonMapper json) {
        this.json = json.rebuild().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
    }

    /** 64 hex digits. */
    String of(UploadRequest request) {
        ObjectNode content = json.valueToTree(request);
        content.put("command", json.convertValue(Command.UPLOAD, String.class));
        content.remove("reason");
        content.remove("afterAttempt");
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(json.writeValueAsBytes(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
