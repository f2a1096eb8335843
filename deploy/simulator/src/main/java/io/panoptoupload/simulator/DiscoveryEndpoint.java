package io.panoptoupload.simulator;

import java.util.List;
import java.util.Map;

/** OpenID Connect's discovery document, and the key set that it has to name. */
final class DiscoveryEndpoint {
    private final Json json;

    DiscoveryEndpoint(Json json) {
        this.json = json;
    }

    Effect configuration(Exchange exchange) {
        String base = exchange.baseUri() + "/Panopto/oauth2";
        Map<String, Object> document =
                Map.ofEntries(
                        Map.entry("issuer", base),
                        Map.entry("authorization_endpoint", base + "/connect/authorize"),
                        Map.entry("token_endpoint", base + "/connect/token"),
                        Map.entry("revocation_endpoint", base + "/connect/revocation"),
                        Map.entry("jwks_uri", base + "/.well-known/jwks"),
                        Map.entry("scopes_supported", List.of("openid", "api", "offline_access")),
                        Map.entry("grant_types_supported", TokenEndpoint.GRANTS),
                        Map.entry("response_types_supported", List.of("code")),
                        Map.entry("response_modes_supported", List.of("query")),
                        Map.entry("subject_types_supported", List.of("public")),
                        Map.entry("id_token_signing_alg_values_supported", List.of("RS256")),
                        Map.entry("code_challenge_methods_supported", List.of("plain", "S256")),
                        Map.entry(
                                "token_endpoint_auth_methods_supported",
                                List.of("client_secret_basic", "client_secret_post")));
        return () -> json.response(200, document);
    }

    /** Empty: no identity tokens are issued. */
    Effect keys(Exchange exchange) {
        return () -> json.response(200, Map.of("keys", List.of()));
    }
}
