package io.panoptoupload.worker.transfer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.wire.ScriptedServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;

/** Storage behind the JVM's proxy is reached through a tunnel, and by its name only. */
@Isolated("sets the proxies of the process")
class ProxyTest {
    private static final HttpLimits LIMITS =
            new HttpLimits(2, Duration.ofSeconds(5), Duration.ofSeconds(10));

    private final ProxySelector usual = ProxySelector.getDefault();

    @AfterEach
    void restore() {
        ProxySelector.setDefault(usual);
    }

    @Test
    void a_proxy_opens_a_tunnel() throws Exception {
        try (ScriptedServer proxy =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    with.say("HTTP/1.1 200 Connection established\r\n\r\n");
                                    with.head();
                                    with.say("HTTP/1.1 204 No Content\r\n\r\n");
                                });
                StorageHttpClient client = through(proxy)) {
            HttpExecuteResponse response = get(client);

            assertThat(response.httpResponse().statusCode()).isEqualTo(204);
            assertThat(proxy.heads())
                    .satisfiesExactly(
                            first ->
                                    assertThat(first)
                                            .startsWith("CONNECT storage.invalid:8443 HTTP/1.1"),
                            second ->
                                    assertThat(second)
                                            .startsWith("GET /bucket/key HTTP/1.1")
                                            .contains("Host: storage.invalid:8443"));
        }
    }

    @Test
    void a_proxy_that_refuses_is_named() throws Exception {
        try (ScriptedServer proxy =
                        new ScriptedServer(
                                null,
                                (with, _) -> {
                                    with.head();
                                    with.say("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
                                });
                StorageHttpClient client = through(proxy)) {
            assertThatThrownBy(() -> get(client))
                    .hasMessageContaining("the proxy localhost:%d wants a login", proxy.port());
        }
    }

    private static StorageHttpClient through(ScriptedServer proxy) {
        ProxySelector.setDefault(
                ProxySelector.of(InetSocketAddress.createUnresolved("localhost", proxy.port())));
        return new StorageHttpClient(LIMITS, null);
    }

    private static HttpExecuteResponse get(StorageHttpClient client) throws IOException {
        return client.prepareRequest(
                        HttpExecuteRequest.builder()
                                .request(
                                        SdkHttpRequest.builder()
                                                .method(SdkHttpMethod.GET)
                                                .uri(
                                                        URI.create(
                                                                "http://storage.invalid:8443"
                                                                        + "/bucket/key"))
                                                .build())
                                .build())
                .call();
    }
}
