package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** OAuth2's token endpoint, and the revocation of tokens. */
final class TokenEndpoint {
    static final Set<String> GRANTS =
            Set.of("authorization_code", "password", "refresh_token", "client_credentials");

    private final Credentials credentials;
    private final ClientAuthentication clients;
    private final AuthorizationCodes codes;
    private final Tokens tokens;
    private final Json json;

    TokenEndpoint(Credentials credentials, AuthorizationCodes codes, Tokens tokens, Json json) {
        this.credentials = credentials;
        this.clients = new ClientAuthentication(credentials, json);
        this.codes = codes;
        this.tokens = tokens;
        this.json = json;
    }

    Effect token(Exchange exchange) throws IOException {
        Form form = Form.read(exchange);
        Credentials.Client client = clients.client(exchange, form);
        String grant = form.get("grant_type");
        if (!GRANTS.contains(grant)) {
            throw refusal("unsupported_grant_type");
        }
        if (!client.grants().contains(grant)) {
            throw refusal("unauthorized_client");
        }
        return switch (grant) {
            case "authorization_code" -> code(client, form);
            case "password" -> password(client, form);
            case "refresh_token" -> refresh(client, form);
            default -> clientCredentials(client, form);
        };
    }

    private Effect code(Credentials.Client client, Form form) {
        return () ->
                codes.spend(
                                form.get("code"),
                                client.id(),
                                form.get("redirect_uri"),
                                form.get("code_verifier"))
                        .map(this::issued)
                        .orElseThrow(() -> refusal("invalid_grant"));
    }

    private Effect password(Credentials.Client client, Form form) {
        if (!credentials.knowsUser(form.get("username"), form.get("password"))) {
            throw refusal("invalid_grant");
        }
        requireScope(form);
        var holder = new Tokens.Holder(client.id(), form.get("username"), form.get("scope"));
        return () -> issued(holder);
    }

    /** The refresh token rotates: the one that was sent is spent, the response brings the next. */
    private Effect refresh(Credentials.Client client, Form form) {
        return () ->
                tokens.spend(form.get("refresh_token"), client.id())
                        .map(holder -> issued(tokens.issue(holder, true)))
                        .orElseThrow(() -> refusal("invalid_grant"));
    }

    private Effect clientCredentials(Credentials.Client client, Form form) {
        requireScope(form);
        var holder = new Tokens.Holder(client.id(), client.id(), form.get("scope"));
        return () -> issued(tokens.issue(holder, false));
    }

    Effect revoke(Exchange exchange) throws IOException {
        Form form = Form.read(exchange);
        clients.client(exchange, form);
        return () -> {
            tokens.revoke(form.get("token"));
            return SimulatorResponse.empty(200);
        };
    }

    private void requireScope(Form form) {
        if (!scopes(form.get("scope")).contains("api")) {
            throw refusal("invalid_scope");
        }
    }

    private static Set<String> scopes(String scope) {
        return Set.copyOf(List.of(scope.trim().split("\\s+", -1)));
    }

    private SimulatorResponse issued(Tokens.Holder holder) {
        return issued(tokens.issue(holder, scopes(holder.scope()).contains("offline_access")));
    }

    private SimulatorResponse issued(Tokens.Issued issued) {
        Map<String, @Nullable Object> body = Json.fields();
        body.put("access_token", issued.access());
        body.put("token_type", "Bearer");
        body.put("expires_in", issued.life().toSeconds());
        body.put("scope", issued.scope());
        if (issued.refresh() != null) {
            body.put("refresh_token", issued.refresh());
        }
        return json.response(200, body).with("Cache-Control", "no-store");
    }

    private Refusal refusal(String error) {
        return json.oauthRefusal(error);
    }
}
