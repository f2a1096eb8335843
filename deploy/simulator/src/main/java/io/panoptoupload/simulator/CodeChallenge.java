package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The challenge of a client that uses PKCE (RFC 7636); Panopto does not ask for one.
 *
 * @param method {@code S256}, {@code plain}, or empty, which means plain
 * @param value empty without PKCE
 */
record CodeChallenge(String method, String value) {
    boolean isSupported() {
        return method.isEmpty() || method.equals("plain") || method.equals("S256");
    }

    boolean isMetBy(String verifier) {
        if (value.isEmpty()) {
            return true;
        }
        return value.equals(method.equals("S256") ? sha256(verifier) : verifier);
    }

    private static String sha256(String verifier) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
