package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** OAuth2: tokens, their revocation, and the discovery document. */
final class TokenEndpoint {
    private static final Set<String> GRANTS =
            Set.of("password", "refresh_token", "client_credentials");

    private final Credentials credentials;
    private final Tokens tokens;
    private final Json json;

    TokenEndpoint(Credentials credentials, Tokens tokens, Json json) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.json = json;
    }

    Effect token(Exchange exchange) throws IOException {
        Form form = Form.read(exchange);
        Credentials.Client client = client(exchange);
        String grant = form.get("grant_type");
        if (!GRANTS.contains(grant)) {
            throw refusal("unsupported_grant_type");
        }
        if (!client.grants().contains(grant)) {
            throw refusal("unauthorized_client");
        }
        return switch (grant) {
            case "password" -> password(client, form);
            case "refresh_token" -> refresh(client, form);
            default -> clientCredentials(client, form);
        };
    }

    private Effect password(Credentials.Client client, Form form) {
        if (!credentials.knowsUser(form.get("username"), form.get("password"))) {
            throw refusal("invalid_grant");
        }
        Set<String> scope = scope(form);
        var holder = new Tokens.Holder(client.id(), form.get("username"), form.get("scope"));
        return () -> issued(tokens.issue(holder, scope.contains("offline_access")));
    }

    /** The refresh token rotates: the one that was sent is spent, the answer brings the next. */
    private Effect refresh(Credentials.Client client, Form form) {
        return () ->
                tokens.spend(form.get("refresh_token"), client.id())
                        .map(holder -> issued(tokens.issue(holder, true)))
                        .orElseThrow(() -> refusal("invalid_grant"));
    }

    private Effect clientCredentials(Credentials.Client client, Form form) {
        scope(form);
        var holder = new Tokens.Holder(client.id(), client.id(), form.get("scope"));
        return () -> issued(tokens.issue(holder, false));
    }

    Effect revoke(Exchange exchange) throws IOException {
        Form form = Form.read(exchange);
        client(exchange);
        return () -> {
            tokens.revoke(form.get("token"));
            return Answer.empty(200);
        };
    }

    Effect discovery(Exchange exchange) {
        String base = exchange.baseUri() + "/Panopto/oauth2";
        return () ->
                json.answer(
                        200,
                        Map.of(
                                "issuer",
                                base,
                                "token_endpoint",
                                base + "/connect/token",
                                "revocation_endpoint",
                                base + "/connect/revocation",
                                "grant_types_supported",
                                GRANTS,
                                "scopes_supported",
                                Set.of("openid", "api", "offline_access")));
    }

    private Set<String> scope(Form form) {
        Set<String> scope = Set.copyOf(List.of(form.get("scope").trim().split("\\s+", -1)));
        if (!scope.contains("api")) {
            throw refusal("invalid_scope");
        }
        return scope;
    }

    private Credentials.Client client(Exchange exchange) {
        String header = exchange.header("Authorization");
        if (header != null && header.startsWith("Basic ")) {
            try {
                byte[] decoded = Base64.getDecoder().decode(header.substring(6).trim());
                String pair = new String(decoded, UTF_8);
                int colon = pair.indexOf(':');
                if (colon > 0) {
                    return credentials
                            .client(pair.substring(0, colon), pair.substring(colon + 1))
                            .orElseThrow(() -> refusal("invalid_client"));
                }
            } catch (IllegalArgumentException e) {
                throw refusal("invalid_client");
            }
        }
        throw refusal("invalid_client");
    }

    private Answer issued(Tokens.Issued issued) {
        Map<String, @Nullable Object> body = Json.fields();
        body.put("access_token", issued.access());
        body.put("token_type", "Bearer");
        body.put("expires_in", issued.life().toSeconds());
        body.put("scope", issued.scope());
        if (issued.refresh() != null) {
            body.put("refresh_token", issued.refresh());
        }
        return json.answer(200, body).with("Cache-Control", "no-store");
    }

    /** Panopto's identity server answers 400 to each of these, to a wrong client as well. */
    private Refusal refusal(String error) {
        return new Refusal(json.answer(400, Map.of("error", error)));
    }
}
