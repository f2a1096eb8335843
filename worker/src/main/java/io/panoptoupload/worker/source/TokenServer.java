package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RetryAfter;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.http.BoundedCalls;
import io.panoptoupload.worker.http.HttpPool;
import io.panoptoupload.worker.oauth.ClientRequest;
import io.panoptoupload.worker.oauth.SharedToken;
import io.panoptoupload.worker.oauth.TokenResponse;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import javax.net.ssl.SSLContext;

/**
 * Asks the token server of one credential (RFC 6749, 4.4, and grants that extend it). It is named
 * by the operator, not by publishers of requests, so its address may be private; redirects are not
 * followed.
 */
final class TokenServer implements SharedToken.Server, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(20);
    private static final Duration WHOLE_RESPONSE = Duration.ofSeconds(60);
    private static final int MAX_RESPONSE = 64 * 1024;

    private final String credential;
    private final OAuthClient client;
    private final BoundedCalls calls;

    /**
     * @param credential its name
     * @param tls with the trust for sources; the JVM's own when null
     */
    TokenServer(String credential, OAuthClient client, @Nullable SSLContext tls) {
        this.credential = credential;
        this.client = client;
        HttpPool connection =
                new HttpPool(tls, 1, CONNECT, READ, SystemDefaultDnsResolver.INSTANCE);
        this.calls = new BoundedCalls(connection, WHOLE_RESPONSE, MAX_RESPONSE);
    }

    @Override
    public TokenResponse.Issued token() {
        HttpPost request = new HttpPost(client.tokenEndpoint());
        request.setHeader(
                HttpHeaders.AUTHORIZATION,
                ClientRequest.basic(client.clientId(), client.clientSecret()));
        request.setHeader(HttpHeaders.ACCEPT, ContentType.APPLICATION_JSON.getMimeType());
        request.setEntity(new StringEntity(form(), ContentType.APPLICATION_FORM_URLENCODED));
        try {
            return issued(calls.send(request));
        } catch (IOException e) {
            throw none(HttpFaults.describe(e), null);
        }
    }

    private TokenResponse.Issued issued(BoundedCalls.Response response) {
        int status = response.status();
        return switch (TokenResponse.of(status, response.body())) {
            case TokenResponse.Issued issued -> issued;
            case TokenResponse.Refused(String error) ->
                    throw new PermanentFault(ErrorCode.SOURCE_UNREADABLE, explained(error, status));
            case TokenResponse.Other(boolean page) ->
                    throw none(
                            "it responded with %d %s"
                                    .formatted(
                                            status,
                                            page
                                                    ? "with a web page, perhaps a proxy's or a firewall's"
                                                    : "without a token"),
                            RetryAfter.parse(
                                    response.header(HttpHeaders.RETRY_AFTER), Instant.now()));
        };
    }

    private String form() {
        Map<String, String> all = new TreeMap<>(client.parameters());
        all.putIfAbsent("grant_type", "client_credentials");
        return ClientRequest.form(all);
    }

    private String explained(String error, int status) {
        String property = "worker.sources.credentials.%s.oauth2".formatted(credential);
        String remedy =
                switch (error) {
                    case "invalid_client" ->
                            "compare %s.client-id and .client-secret with the server's"
                                    .formatted(property);
                    case "invalid_scope" ->
                            "give it a %s.scope that the client may have".formatted(property);
                    default ->
                            "check %s.parameters, and what the server allows this client"
                                    .formatted(property);
                };
        // Its words are left out: some servers repeat in them what they were sent.
        return "the token server %s refuses the credential '%s' (%s); %s, then restart the worker"
                .formatted(
                        client.tokenEndpoint().getHost(),
                        credential,
                        error.matches("[\\w.-]{1,64}") ? error : status,
                        remedy);
    }

    private TransientFault none(String why, @Nullable Duration retryAfter) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "there is no token for the credential '%s' just now (its token server %s: %s)"
                        .formatted(credential, client.tokenEndpoint().getHost(), why),
                null,
                retryAfter);
    }

    @Override
    public void close() {
        calls.close();
    }
}
