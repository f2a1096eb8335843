package io.panoptoupload.gateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How Zoom signs: {@code v0=} and the HMAC-SHA-256 over {@code v0:{timestamp}:{body}}, in hex. A
 * signature is good for five minutes, so that a call that somebody recorded is of no use later.
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private final byte[] secret;
    private final InstantSource clock;

    Signature(String secret, InstantSource clock) {
        this.secret = secret.getBytes(UTF_8);
        this.clock = clock;
    }

    /** Whether somebody who knows the secret sent this, and just now. */
    boolean isOf(byte[] body, @Nullable String timestamp, @Nullable String signature) {
        if (timestamp == null || signature == null || !timestamp.matches("\\d{1,12}")) {
            return false;
        }
        Duration age =
                Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        Mac mac = mac();
        mac.update(("v0:" + timestamp + ":").getBytes(UTF_8));
        String expected = "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
        return MessageDigest.isEqual(expected.getBytes(UTF_8), signature.getBytes(UTF_8))
                && age.abs().compareTo(MAX_AGE) <= 0;
    }

    /** The response to a challenge. */
    String of(String plain) {
        return HexFormat.of().formatHex(mac().doFinal(plain.getBytes(UTF_8)));
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
