package io.panoptoupload.worker.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.Base64;

/**
 * What opens an {@code https:} source, and for which hosts: whoever may publish requests chooses
 * the credential by its name, and must not be able to have it sent elsewhere.
 */
public final class HttpCredential {
    private final Globs hosts;
    private final String authorization;

    private HttpCredential(Globs hosts, String authorization) {
        this.hosts = hosts;
        this.authorization = authorization;
    }

    public static HttpCredential bearer(Globs hosts, String token) {
        return new HttpCredential(hosts, "Bearer " + token);
    }

    public static HttpCredential basic(Globs hosts, String username, String password) {
        byte[] both = (username + ":" + password).getBytes(UTF_8);
        return new HttpCredential(hosts, "Basic " + Base64.getEncoder().encodeToString(both));
    }

    boolean isFor(URI place) {
        return hosts.matches(place.getHost());
    }

    /** The value of the header of that name. */
    String authorization() {
        return authorization;
    }

    @Override
    public String toString() {
        return "HttpCredential[for " + hosts + "]";
    }
}
