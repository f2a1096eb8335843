package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PanoptoText;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RetryAfter;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.oauth.ClientRequest;
import io.panoptoupload.worker.oauth.TokenResponse;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Method;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Asks Panopto's OAuth2 server for one access token, and says in words why it gave none. */
final class TokenEndpoint {
    private static final ContentType FORM = ContentType.create("application/x-www-form-urlencoded");

    private final URI address;
    private final OAuth oauth;
    private final PanoptoHttp http;
    private final InstantSource clock;
    private final @Nullable RefreshTokenFile refreshToken;

    TokenEndpoint(PanoptoSettings settings, PanoptoHttp http, InstantSource clock) {
        this.address = settings.at("/oauth2/connect/token");
        this.oauth = settings.oauth();
        this.http = http;
        this.clock = clock;
        this.refreshToken =
                oauth.grant() instanceof OAuth.RefreshToken(var file)
                        ? new RefreshTokenFile(file)
                        : null;
    }

    TokenResponse.Issued token() {
        PanoptoResponse response =
                http.send(
                        Method.POST,
                        address,
                        ClientRequest.basic(oauth.clientId(), oauth.clientSecret()),
                        FORM,
                        ClientRequest.form(parameters()));
        return switch (TokenResponse.of(response.status(), response.body())) {
            case TokenResponse.Issued issued -> {
                if (refreshToken != null && issued.refreshToken() != null) {
                    refreshToken.replace(issued.refreshToken());
                }
                yield issued;
            }
            // No words of the response: some servers and firewalls repeat what they were sent.
            case TokenResponse.Refused(String error) ->
                    throw new PermanentFault(
                            ErrorCode.AUTHENTICATION_FAILED,
                            explained(error),
                            PanoptoText.redacted(error));
            case TokenResponse.Other _ ->
                    throw new TransientFault(
                            ErrorCode.PANOPTO_UNAVAILABLE,
                            without(response),
                            null,
                            RetryAfter.parse(response.retryAfter(), clock.instant()));
        };
    }

    private String without(PanoptoResponse response) {
        return "the token endpoint at %s responded with %d %s; if it stays so, check the base URL"
                .formatted(
                        address.getHost(),
                        response.status(),
                        response.isPage()
                                ? "with a web page, perhaps a proxy's or a firewall's"
                                : "without a token");
    }

    private Map<String, String> parameters() {
        Map<String, String> form = new LinkedHashMap<>();
        switch (oauth.grant()) {
            case OAuth.Password(var username, var password) -> {
                form.put("grant_type", "password");
                form.put("username", username);
                form.put("password", password);
                form.put("scope", "openid api");
            }
            case OAuth.RefreshToken _ -> {
                form.put("grant_type", "refresh_token");
                form.put("refresh_token", Objects.requireNonNull(refreshToken).read());
            }
            case OAuth.ClientCredentials() -> {
                form.put("grant_type", "client_credentials");
                form.put("scope", "api");
            }
        }
        return form;
    }

    private String explained(String error) {
        return switch (error) {
            case "invalid_client" ->
                    "Panopto refused the client id or secret (invalid_client); compare both with Panopto's page System > Identity Providers or User Settings > API Clients";
            case "unauthorized_client", "unsupported_grant_type" ->
                    "Panopto does not allow this client the grant %s (%s); create an API client of type %s"
                            .formatted(grantName(), error, clientType());
            case "invalid_grant" ->
                    switch (oauth.grant()) {
                        case OAuth.Password(var username, _) ->
                                "Panopto refused user '%s' (invalid_grant); check name and password, and that it is a local account, not a single sign-on one"
                                        .formatted(username);
                        case OAuth.RefreshToken(var file) ->
                                "Panopto refused the refresh token in %s (invalid_grant); sign in once more to get a new one"
                                        .formatted(file);
                        case OAuth.ClientCredentials() ->
                                "Panopto refused the client credentials (invalid_grant)";
                    };
            default ->
                    "Panopto gave no token: %s; check the API client's settings"
                            .formatted(PanoptoText.redacted(error));
        };
    }

    private String grantName() {
        return switch (oauth.grant()) {
            case OAuth.Password _ -> "password";
            case OAuth.RefreshToken _ -> "refresh_token";
            case OAuth.ClientCredentials _ -> "client_credentials";
        };
    }

    private String clientType() {
        return switch (oauth.grant()) {
            case OAuth.Password _ -> "User Based Server Application";
            case OAuth.RefreshToken _ -> "Server-side Web Application";
            case OAuth.ClientCredentials _ -> "User Based Server Application, with grant password";
        };
    }
}
