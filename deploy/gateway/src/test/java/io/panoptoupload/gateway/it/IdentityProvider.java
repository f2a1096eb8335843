package io.panoptoupload.gateway.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The least of an OpenID Connect provider: whoever comes is bob, an operator. */
final class IdentityProvider implements AutoCloseable {
    static final String CLIENT = "gateway";
    private static final String KEY_ID = "key-1";
    private static final int REDIRECT = 302;

    private final RSAKey published = key();
    private final RSAKey foreign = key();
    private final HttpServer server =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private volatile String nonce = "";
    private volatile RSAKey signsWith = published;

    IdentityProvider() throws IOException {
        server.createContext(
                "/.well-known/openid-configuration",
                call ->
                        json(
                                call,
                                """
                                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize",
                                 "token_endpoint":"%1$s/token","jwks_uri":"%1$s/keys",
                                 "response_types_supported":["code"],
                                 "subject_types_supported":["public"],
                                 "id_token_signing_alg_values_supported":["RS256"]}\
                                """
                                        .formatted(issuer())));
        server.createContext(
                "/keys", call -> json(call, "{\"keys\":[%s]}".formatted(published.toPublicJWK())));
        server.createContext("/authorize", this::authorize);
        server.createContext(
                "/token",
                call ->
                        json(
                                call,
                                """
                                {"access_token":"a","token_type":"Bearer","expires_in":60,"id_token":"%s"}\
                                """
                                        .formatted(idToken())));
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on its tokens are signed with a key that it has not published. */
    void forge() {
        signsWith = foreign;
    }

    private void authorize(HttpExchange call) throws IOException {
        Map<String, String> query = new HashMap<>();
        for (String each : call.getRequestURI().getRawQuery().split("&", -1)) {
            String[] pair = each.split("=", 2);
            query.put(pair[0], URLDecoder.decode(pair[1], UTF_8));
        }
        nonce = query.getOrDefault("nonce", "");
        call.getResponseHeaders()
                .add(
                        "Location",
                        "%s?code=c&state=%s"
                                .formatted(
                                        query.get("redirect_uri"),
                                        URLEncoder.encode(query.getOrDefault("state", ""), UTF_8)));
        call.sendResponseHeaders(REDIRECT, -1);
        call.close();
    }

    private String idToken() {
        Instant now = Instant.now();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY_ID).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(issuer())
                                .subject("bob")
                                .audience(CLIENT)
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plusSeconds(60)))
                                .claim("nonce", nonce)
                                .claim("roles", List.of("operator", "somebody"))
                                .build());
        try {
            token.sign(new RSASSASigner(signsWith));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID(KEY_ID).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void json(HttpExchange call, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(200, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
