package io.panoptoupload.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** A plain HTTP client that knows Panopto's addresses and nothing else. */
final class Client {
    static final String FOLDER = "00000000-0000-0000-0000-000000000001";
    private static final String REST = "/Panopto/PublicAPI/REST/";

    private final HttpClient http;
    private final URI base;
    private final String token;

    private Client(HttpClient http, URI base, String token) {
        this.http = http;
        this.base = base;
        this.token = token;
    }

    static Client anonymous(HttpClient http, URI base) {
        return new Client(http, base, "");
    }

    Client withToken(String newToken) {
        return new Client(http, base, newToken);
    }

    /** The same client with the demonstration user's token. */
    Client signedIn() {
        return withToken(
                token("password", "username=demo-user&password=demo-password&scope=openid+api")
                        .expect(200)
                        .json()
                        .path("access_token")
                        .asString());
    }

    Reply token(String grant, String fields) {
        return token("demo-client:demo-secret", grant, fields);
    }

    Reply token(String client, String grant, String fields) {
        String basic = Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8));
        return send(
                "POST",
                "/Panopto/oauth2/connect/token",
                Map.of(
                        "Authorization",
                        "Basic " + basic,
                        "Content-Type",
                        "application/x-www-form-urlencoded"),
                "grant_type=" + grant + "&" + fields);
    }

    Reply createUpload() {
        return createUpload(FOLDER);
    }

    Reply createUpload(String folder) {
        return rest("POST", "sessionUpload", "{\"FolderId\": \"%s\"}".formatted(folder));
    }

    Reply getUpload(String id) {
        return rest("GET", "sessionUpload/" + id, "");
    }

    Reply rest(String method, String path, String body) {
        return api(method, REST + path, body);
    }

    Reply api(String method, String path, String body) {
        Map<String, String> headers =
                token.isEmpty()
                        ? Map.of("Content-Type", "application/json")
                        : Map.of(
                                "Content-Type",
                                "application/json",
                                "Authorization",
                                "Bearer " + token);
        return send(method, path, headers, body);
    }

    /** A new upload, ready to be filled. */
    TestUpload begin() {
        return new TestUpload(this, createUpload().expect(201).json());
    }

    Reply get(String path) {
        return send("GET", path, Map.of(), "");
    }

    Reply send(String method, String path, Map<String, String> headers, String body) {
        return send(method, path, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends anywhere: a path is taken from the base address. */
    Reply send(String method, String address, Map<String, String> headers, byte[] body) {
        try {
            return exchange(method, address, headers, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #send}, for requests whose connection is expected to break. */
    Reply exchange(String method, String address, Map<String, String> headers, byte[] body)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(address))
                        .method(
                                method,
                                method.equals("GET")
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            return new Reply(http.send(request.build(), BodyHandlers.ofString()));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
