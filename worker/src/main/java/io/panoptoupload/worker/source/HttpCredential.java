package io.panoptoupload.worker.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * What opens an {@code https:} source, and on which servers: whoever may publish requests chooses
 * the credential by its name, and must not be able to have it sent elsewhere.
 */
public final class HttpCredential {
    private final HostRules servers;
    private final String authorization;

    private HttpCredential(HostRules servers, String authorization) {
        this.servers = servers;
        this.authorization = authorization;
    }

    public static HttpCredential bearer(HostRules servers, String token) {
        return new HttpCredential(servers, "Bearer " + token);
    }

    public static HttpCredential basic(HostRules servers, String username, String password) {
        byte[] both = (username + ":" + password).getBytes(UTF_8);
        return new HttpCredential(servers, "Basic " + Base64.getEncoder().encodeToString(both));
    }

    boolean isFor(HttpsAddress address) {
        return servers.match(address);
    }

    /** The value of the header of that name. */
    String authorization() {
        return authorization;
    }

    @Override
    public String toString() {
        return "HttpCredential[for " + servers + "]";
    }
}
