package io.panoptoupload.gateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.regex.Pattern;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How Zoom signs: {@code v0=} and the HMAC-SHA-256 over {@code v0:{timestamp}:{body}}, in hex. A
 * signature is good for five minutes, so that a call that somebody recorded is of no use later.
 */
final class Signature {
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern FORM = Pattern.compile("v0=[0-9a-f]{64}");
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private final byte[] secret;
    private final InstantSource clock;

    Signature(String secret, InstantSource clock) {
        this.secret = secret.getBytes(UTF_8);
        this.clock = clock;
    }

    /** What is known without the body: whether it may be one that was made just now. */
    boolean isPlausible(String timestamp, String signature) {
        if (!FORM.matcher(signature).matches() || !timestamp.matches("\\d{1,12}")) {
            return false;
        }
        Duration age =
                Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        return age.abs().compareTo(MAX_AGE) <= 0;
    }

    /** Whether somebody who knows the secret signed this. */
    boolean isOf(byte[] body, String timestamp, String signature) {
        Mac mac = mac();
        mac.update(("v0:" + timestamp + ":").getBytes(UTF_8));
        String expected = "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
        return MessageDigest.isEqual(expected.getBytes(UTF_8), signature.getBytes(UTF_8));
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
