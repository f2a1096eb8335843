package io.panoptoupload.worker.transfer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.wire.ScriptedServer;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;

import javax.net.ssl.SSLContext;

/** Single calls of the storage client, to servers that follow a script. */
final class StorageCalls {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";

    private StorageCalls() {}

    static StorageHttpClient client() {
        return client(2, Duration.ofSeconds(10), null);
    }

    static StorageHttpClient client(
            int connections, Duration idleTimeout, @Nullable SSLContext trust) {
        return new StorageHttpClient(
                connections, Duration.ofSeconds(5), idleTimeout, () -> Bandwidth.UNLIMITED, trust);
    }

    /** Responds to every request of a connection with the same. */
    static ScriptedServer responding(String response) throws IOException {
        return new ScriptedServer(
                null,
                (with, _) -> {
                    while (true) {
                        with.head();
                        with.say(response);
                    }
                });
    }

    static HttpExecuteResponse get(StorageHttpClient client, ScriptedServer server)
            throws IOException {
        return call(client, request(SdkHttpMethod.GET, "http", server).build(), null);
    }

    static HttpExecuteResponse put(StorageHttpClient client, ScriptedServer server, byte[] body)
            throws IOException {
        return call(
                client,
                request(SdkHttpMethod.PUT, "http", server)
                        .putHeader("Content-Length", Integer.toString(body.length))
                        .build(),
                ContentStreamProvider.fromByteArray(body));
    }

    static SdkHttpRequest.Builder request(
            SdkHttpMethod method, String scheme, ScriptedServer server) {
        return SdkHttpRequest.builder()
                .method(method)
                .uri(
                        URI.create(
                                "%s://localhost:%d/bucket/key?partNumber=1"
                                        .formatted(scheme, server.port())));
    }

    static HttpExecuteResponse call(
            StorageHttpClient client, SdkHttpRequest request, @Nullable ContentStreamProvider body)
            throws IOException {
        return client.prepareRequest(
                        HttpExecuteRequest.builder()
                                .request(request)
                                .contentStreamProvider(body)
                                .build())
                .call();
    }

    static String text(HttpExecuteResponse response) throws IOException {
        try (InputStream body = response.responseBody().orElseThrow()) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }
}
