package io.panoptoupload.worker.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** 128 bits of a text's SHA-256: stands for an id of up to 200 characters in 16 bytes. */
public record IdHash(long high, long low) {
    public static IdHash of(String text) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            ByteBuffer bytes = ByteBuffer.wrap(sha);
            return new IdHash(bytes.getLong(), bytes.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
