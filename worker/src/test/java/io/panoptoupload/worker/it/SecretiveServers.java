package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;

import io.panoptoupload.worker.wire.FileServer;
import io.panoptoupload.worker.wire.TestTls;

import java.io.IOException;
import java.net.URI;

/** A web server that redirects to presigned addresses, and token servers that repeat secrets. */
record SecretiveServers(FileServer files, FileServer tokens) implements AutoCloseable {
    static final String CLIENT_SECRET = "s3cret-oauth2";
    static final String PARAMETER = "s3cret-parameter";
    static final String TOKEN = "s3cret-issued";
    static final String REDIRECTED = "s3cret-redirect";

    static SecretiveServers start(TestTls tls) throws IOException {
        SecretiveServers servers =
                new SecretiveServers(
                        new FileServer(tls, new byte[200_000]), new FileServer(tls, new byte[0]));
        servers.files.oddly(servers::redirect);
        servers.tokens.oddly(SecretiveServers::token);
        return servers;
    }

    /** Two credentials of the kind {@code oauth2}: one gets tokens, the other does not. */
    String[] credentials() {
        return java.util.stream.Stream.of("zoom", "stale")
                .flatMap(name ->
                        java.util.stream.Stream.of(
                                        "hosts=localhost:*",
                                        "oauth2.token-endpoint=" + tokens.uri("/" + name),
                                        "oauth2.client-id=reader",
                                        "oauth2.client-secret=" + CLIENT_SECRET,
                                        "oauth2.parameters.account-id=" + PARAMETER)
                                .map(each -> "--worker.sources.credentials." + name + "." + each))
                .toArray(String[]::new);
    }

    private boolean redirect(HttpExchange exchange) throws IOException {
        String host =
                switch (exchange.getRequestURI().getPath()) {
                    case "/moved" -> files.uri("").toString();
                    case "/lost" -> "https://localhost:1";
                    case "/astray" -> "https://evil.example";
                    default -> "";
                };
        if (host.isEmpty()) {
            return false;
        }
        exchange.getResponseHeaders()
                .set("Location", host + "/a.mp4?X-Amz-Signature=" + REDIRECTED);
        exchange.sendResponseHeaders(302, -1);
        return true;
    }

    private static boolean token(HttpExchange exchange) throws IOException {
        boolean gives = exchange.getRequestURI().getPath().equals("/zoom");
        String sent = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        byte[] body =
                (gives
                                ? "{\"access_token\":\"%s\",\"expires_in\":3600}".formatted(TOKEN)
                                : "{\"error\":\"invalid_client\",\"error_description\":\"%s\"}"
                                        .formatted(sent))
                        .getBytes(UTF_8);
        exchange.sendResponseHeaders(gives ? 200 : 401, body.length);
        exchange.getResponseBody().write(body);
        return true;
    }

    /** Whether the token has been used. */
    boolean tokenArrived() {
        return files.heads().stream()
                .anyMatch(head -> head.header("authorization").equals("Bearer " + TOKEN));
    }

    URI uri(String pathAndQuery) {
        return files.uri(pathAndQuery);
    }

    @Override
    public void close() {
        files.close();
        tokens.close();
    }
}
