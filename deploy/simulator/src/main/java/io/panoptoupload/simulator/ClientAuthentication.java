package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * Who asks for a token: client id and secret by HTTP Basic, or as the form fields {@code client_id}
 * and {@code client_secret}, as Panopto's python sample refreshes.
 */
final class ClientAuthentication {
    private static final String BASIC = "Basic ";

    private final Credentials credentials;
    private final Json json;

    ClientAuthentication(Credentials credentials, Json json) {
        this.credentials = credentials;
        this.json = json;
    }

    Credentials.Client client(Exchange exchange, Form form) {
        String header = exchange.header("Authorization");
        if (header != null && header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return basic(header.substring(BASIC.length()).trim());
        }
        return known(form.get("client_id"), form.get("client_secret"));
    }

    private Credentials.Client basic(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
            int colon = pair.indexOf(':');
            return known(pair.substring(0, Math.max(0, colon)), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw json.oauthRefusal("invalid_client");
        }
    }

    private Credentials.Client known(String id, String secret) {
        return credentials
                .client(id, secret)
                .orElseThrow(() -> json.oauthRefusal("invalid_client"));
    }
}
