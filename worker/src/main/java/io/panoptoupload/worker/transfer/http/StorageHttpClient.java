package io.panoptoupload.worker.transfer.http;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

import java.io.IOException;
import java.util.function.LongSupplier;

import javax.net.ssl.TrustManager;

/**
 * The SDK's HTTP client over a pool of blocking sockets. Bodies need a {@code Content-Length};
 * nothing is sent chunked, compressed or with {@code Expect}. Proxies are those of the process
 * ({@link io.panoptoupload.worker.proxy.Proxies}). An interrupt of a virtual thread, and {@code
 * abort}, end a call by closing its socket.
 */
public final class StorageHttpClient implements SdkHttpClient {
    private final Connections connections;
    private final StallWatch watch;

    /** With the JVM's own trust when no {@code trust} is given. */
    public StorageHttpClient(HttpLimits limits, TrustManager @Nullable [] trust) {
        this(limits, trust, System::nanoTime);
    }

    StorageHttpClient(HttpLimits limits, TrustManager @Nullable [] trust, LongSupplier nanoTime) {
        this.watch = new StallWatch(limits.idleTimeout());
        this.connections = new Connections(limits, new Dialer(limits, trust), watch, nanoTime);
    }

    @Override
    public String clientName() {
        return "storage";
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Call(request);
    }

    @Override
    public void close() {
        connections.close();
        watch.close();
    }

    private final class Call implements ExecutableHttpRequest {
        private final HttpExecuteRequest request;
        private volatile @Nullable Connection connection;
        private volatile boolean aborted;

        Call(HttpExecuteRequest request) {
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            Connection taken = connections.take(Place.of(request.httpRequest()));
            connection = taken;
            if (aborted) {
                connections.drop(taken);
                throw new IOException("aborted");
            }
            try {
                return response(taken, taken.exchange(request));
            } catch (IOException | RuntimeException | Error e) {
                connections.drop(taken);
                throw e;
            }
        }

        private HttpExecuteResponse response(Connection taken, ResponseHead head) {
            ResponseBody body =
                    ResponseBody.of(
                            head,
                            request.httpRequest().method(),
                            taken,
                            reusable -> {
                                if (reusable) {
                                    connections.giveBack(taken);
                                } else {
                                    connections.drop(taken);
                                }
                            });
            AbortableInputStream content = AbortableInputStream.create(body, body::abandon);
            return HttpExecuteResponse.builder()
                    .response(
                            SdkHttpFullResponse.builder()
                                    .statusCode(head.status())
                                    .statusText(head.reason())
                                    .headers(head.headers())
                                    .content(content)
                                    .build())
                    .responseBody(content)
                    .build();
        }

        @Override
        public void abort() {
            aborted = true;
            Connection open = connection;
            if (open != null) {
                open.close();
            }
        }
    }
}
