package io.panoptoupload.worker.panopto;

import org.jspecify.annotations.Nullable;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import java.net.http.HttpClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

/**
 * Java's HTTP client, and another one in its place once it has met a head that it cannot parse: it
 * closes the connection of such a response only at its own end (seen in Java 25), so that a proxy
 * which responds with garbage for a night would use up the process's descriptors.
 */
final class PanoptoConnections implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PanoptoSettings settings;
    private final @Nullable SSLContext tls;
    private volatile Client current;

    /** One client in both its forms. */
    record Client(HttpClient http, RestClient rest) {}

    PanoptoConnections(PanoptoSettings settings, @Nullable SSLContext tls) {
        this.settings = settings;
        this.tls = tls;
        this.current = client();
    }

    private Client client() {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(settings.connectTimeout())
                        .executor(threads);
        if (tls != null) {
            builder.sslContext(tls);
        }
        HttpClient http = builder.build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http, threads);
        requests.setReadTimeout(settings.readTimeout());
        return new Client(http, RestClient.builder().requestFactory(requests).build());
    }

    Client current() {
        return current;
    }

    /** What is under way with that client ends as it would have, and its connections with it. */
    synchronized void replace(Client used) {
        if (current.equals(used)) {
            current = client();
            used.http().shutdown();
        }
    }

    @Override
    public void close() {
        HttpClient http = current.http();
        http.shutdownNow();
        http.close();
        threads.close();
    }
}
