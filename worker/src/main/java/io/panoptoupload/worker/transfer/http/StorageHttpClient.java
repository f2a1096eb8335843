package io.panoptoupload.worker.transfer.http;

import io.panoptoupload.worker.http.AbandonableStream;
import io.panoptoupload.worker.http.HttpPool;
import io.panoptoupload.worker.http.UnreadableBody;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

import javax.net.ssl.SSLContext;

/**
 * The SDK's HTTP client over the Apache client, for large bodies of a known length: nothing is sent
 * chunked, compressed or with {@code Expect}. The SDK's own adapter copies bodies in steps of 4
 * KiB, each of which becomes a TLS record and a system call. An interrupt of a virtual thread, and
 * {@code abort}, end a call by closing its socket.
 */
public final class StorageHttpClient implements SdkHttpClient {
    /** Those that the Apache client writes by itself. */
    private static final Set<String> WRITTEN_ANYWAY = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    static {
        WRITTEN_ANYWAY.addAll(Set.of("Content-Length", "Host"));
    }

    /** Storage puts an object together before it responds, which may take several minutes. */
    private static final Duration COMPLETE_TIMEOUT = Duration.ofMinutes(10);

    private final HttpPool pool;
    private final StallWatch watch;
    private final Bandwidth bandwidth;

    /**
     * @param connections at most, open or being opened
     * @param connectTimeout for TCP and the TLS handshake, each
     * @param idleTimeout without a byte of a response, or with a block of 256 KiB that does not get
     *     off: the least rate is about 4 KiB/s at one minute. Complete's response may take ten
     *     minutes
     * @param bytesPerSecond of all bodies together, as it is at the moment; at least 1, or {@link
     *     Bandwidth#UNLIMITED}
     * @param trust the JVM's own when null
     */
    public StorageHttpClient(
            int connections,
            Duration connectTimeout,
            Duration idleTimeout,
            LongSupplier bytesPerSecond,
            @Nullable SSLContext trust) {
        this.pool =
                new HttpPool(
                        trust,
                        connections,
                        connectTimeout,
                        idleTimeout,
                        new ForbiddenAddress.Resolver());
        this.watch = new StallWatch(idleTimeout);
        this.bandwidth = new Bandwidth(bytesPerSecond);
    }

    @Override
    public String clientName() {
        return "storage";
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest call) {
        HttpUriRequestBase request = request(call.httpRequest());
        if (isComplete(call.httpRequest())) {
            pool.setReadTimeout(request, COMPLETE_TIMEOUT);
        }
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try (BlockEntity body = body(call, request)) {
                    request.setEntity(body);
                    return response(request, pool.execute(request));
                } catch (UnreadableBody e) {
                    throw e.fault();
                } catch (ConnectionRequestTimeoutException e) {
                    throw new SocketTimeoutException("no connection became free");
                }
            }

            @Override
            public void abort() {
                request.cancel();
            }
        };
    }

    private static boolean isComplete(SdkHttpRequest call) {
        return call.method() == SdkHttpMethod.POST
                && call.rawQueryParameters().containsKey("uploadId");
    }

    private static HttpUriRequestBase request(SdkHttpRequest call) {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method().name(), call.getUri());
        call.forEachHeader((name, values) -> {
            if (!WRITTEN_ANYWAY.contains(name)) {
                values.forEach(value -> request.addHeader(name, value));
            }
        });
        return request;
    }

    private @Nullable BlockEntity body(HttpExecuteRequest call, HttpUriRequestBase request) {
        long length =
                call.httpRequest()
                        .firstMatchingHeader("Content-Length")
                        .map(Long::parseLong)
                        .orElse(0L);
        return call.contentStreamProvider()
                .filter(_ -> length > 0)
                .map(body -> new BlockEntity(body, length, bandwidth, watch.watch(request::cancel)))
                .orElse(null);
    }

    private static HttpExecuteResponse response(
            HttpUriRequestBase request, ClassicHttpResponse response) throws IOException {
        SdkHttpFullResponse.Builder head =
                SdkHttpFullResponse.builder()
                        .statusCode(response.getCode())
                        .statusText(response.getReasonPhrase());
        response.headerIterator()
                .forEachRemaining(each -> head.appendHeader(each.getName(), each.getValue()));
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            response.close();
            return HttpExecuteResponse.builder().response(head.build()).build();
        }
        long length = entity.getContentLength();
        InputStream body =
                new AbandonableStream(
                        entity.getContent(), length < 0 ? Long.MAX_VALUE : length, request::cancel);
        AbortableInputStream content = AbortableInputStream.create(body, request::cancel);
        return HttpExecuteResponse.builder()
                .response(head.content(content).build())
                .responseBody(content)
                .build();
    }

    @Override
    public void close() {
        pool.close();
        watch.close();
    }
}
