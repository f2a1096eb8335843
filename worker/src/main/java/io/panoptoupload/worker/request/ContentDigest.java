package io.panoptoupload.worker.request;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.json.VerbatimNumber;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Decides whether two requests ask for the same upload: however they are spaced, ordered, wrapped
 * in CloudEvents or extended by unknown fields.
 */
public final class ContentDigest {
    private final JsonMapper json;

    public ContentDigest(JsonMapper json) {
        this.json =
                json.rebuild()
                        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                        .addModule(
                                new SimpleModule()
                                        .addSerializer(VerbatimNumber.class, new ByValue()))
                        .build();
    }

    /** 64 hex digits. */
    public String of(UploadRequest request) {
        UploadRequest content =
                UploadRequest.builder(request)
                        .command(Command.UPLOAD)
                        .reason(null)
                        .afterAttempt(null)
                        .build();
        MessageDigest sha = sha256();
        json.writeValue(new DigestOutputStream(OutputStream.nullOutputStream(), sha), content);
        return HexFormat.of().formatHex(sha.digest());
    }

    /** Numbers by their value, as in the digests of all requests before they were kept as sent. */
    private static final class ByValue extends ValueSerializer<VerbatimNumber> {
        @Override
        public void serialize(
                VerbatimNumber number, JsonGenerator out, SerializationContext context) {
            if (number.isInteger()) {
                out.writeNumber(number.longValue());
            } else {
                out.writeNumber(number.doubleValue());
            }
        }
    }

    /** A new SHA-256, which every JDK has. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
