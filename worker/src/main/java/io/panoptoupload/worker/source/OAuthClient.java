package io.panoptoupload.worker.source;

import java.net.URI;
import java.util.Map;

/**
 * A client of an OAuth 2.0 token server that gets its tokens without a user. Secrets never show in
 * {@code toString}.
 *
 * @param tokenEndpoint https: only
 * @param parameters of the request, {@code scope} included; {@code grant_type} is {@code
 *     client_credentials} unless it is among them
 */
public record OAuthClient(
        URI tokenEndpoint, String clientId, String clientSecret, Map<String, String> parameters) {
    public OAuthClient {
        parameters = Map.copyOf(parameters);
    }

    @Override
    public String toString() {
        return "OAuthClient[at " + tokenEndpoint.getHost() + "]";
    }
}
