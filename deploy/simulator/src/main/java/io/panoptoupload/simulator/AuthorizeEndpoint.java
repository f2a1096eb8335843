package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * OAuth2's authorization endpoint. Where Panopto would show a login and a consent page, the first
 * user consents at once, so that a client needs no browser.
 */
final class AuthorizeEndpoint {
    private final Credentials credentials;
    private final AuthorizationCodes codes;
    private final Json json;

    AuthorizeEndpoint(Credentials credentials, AuthorizationCodes codes, Json json) {
        this.credentials = credentials;
        this.codes = codes;
        this.json = json;
    }

    Effect authorize(Exchange exchange) {
        Credentials.Client client =
                credentials.clients().stream()
                        .filter(one -> one.id().equals(parameter(exchange, "client_id")))
                        .findFirst()
                        .orElseThrow(() -> json.oauthRefusal("unauthorized_client"));
        // Panopto compares it with what is registered for the client; here any address will do.
        String redirectUri = parameter(exchange, "redirect_uri");
        if (!isWebAddress(redirectUri)) {
            throw json.oauthRefusal("invalid_request");
        }
        String scope = parameter(exchange, "scope");
        var challenge =
                new CodeChallenge(
                        parameter(exchange, "code_challenge_method"),
                        parameter(exchange, "code_challenge"));
        Map<String, String> result = new LinkedHashMap<>();
        Optional<String> error = error(client, exchange, challenge);
        return () -> {
            error.ifPresentOrElse(
                    reason -> result.put("error", reason),
                    () -> {
                        String user = credentials.users().getFirst().name();
                        var holder = new Tokens.Holder(client.id(), user, scope);
                        result.put("code", codes.issue(holder, redirectUri, challenge));
                        result.put("scope", scope);
                    });
            result.put("state", parameter(exchange, "state"));
            return SimulatorResponse.empty(302)
                    .with("Location", redirectUri + query(redirectUri, result));
        };
    }

    private static Optional<String> error(
            Credentials.Client client, Exchange exchange, CodeChallenge challenge) {
        if (!parameter(exchange, "response_type").equals("code")) {
            return Optional.of("unsupported_response_type");
        }
        if (!client.grants().contains("authorization_code")) {
            return Optional.of("unauthorized_client");
        }
        if (!List.of(parameter(exchange, "scope").split(" ", -1)).contains("api")) {
            return Optional.of("invalid_scope");
        }
        return challenge.isSupported() ? Optional.empty() : Optional.of("invalid_request");
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && uri.getFragment() == null
                    && List.of("http", "https").contains(uri.getScheme());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String query(String redirectUri, Map<String, String> fields) {
        return fields.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&", redirectUri.contains("?") ? "&" : "?", ""));
    }

    private static String parameter(Exchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.query(name), "");
    }
}
