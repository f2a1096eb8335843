package io.panoptoupload.worker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Calls whose whole response is read at once, and is bounded in time and size. They block the
 * caller; an interrupt of a virtual thread ends them, with its flag set.
 */
public final class BoundedCalls implements AutoCloseable {
    private final HttpPool connections;
    private final Duration most;
    private final int maxBytes;
    private final TimeLimits limits = new TimeLimits();

    /**
     * @param connections which are closed with it
     * @param most time for one call, from its connection to the last byte of its response
     * @param maxBytes of a body; what is longer is cut there
     */
    public BoundedCalls(HttpPool connections, Duration most, int maxBytes) {
        this.connections = connections;
        this.most = most;
        this.maxBytes = maxBytes;
    }

    /**
     * A response, read to its end.
     *
     * @param body as UTF-8
     */
    public record Response(ClassicHttpResponse head, String body) {
        public int status() {
            return head.getCode();
        }

        /** The first one of that name. */
        public @Nullable String header(String name) {
            Header header = head.getFirstHeader(name);
            return header == null ? null : header.getValue();
        }
    }

    /**
     * Sends a request, once.
     *
     * @throws ProxyRefusal if it is a proxy that responds
     * @throws SocketTimeoutException if it takes too long
     * @throws ConnectionClosedException also after the end of this object
     */
    public Response send(HttpUriRequestBase request) throws IOException {
        try (TimeLimits.Limit limit = limits.begin(most, request::cancel)) {
            try {
                return read(connections.execute(request));
            } catch (IOException e) {
                throw limit.isOver() ? new SocketTimeoutException("the response does not end") : e;
            } catch (IllegalStateException e) {
                throw new ConnectionClosedException("the pool is closed");
            } finally {
                // Drops the connection if it was not read to its end.
                request.cancel();
            }
        }
    }

    private Response read(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(maxBytes);
        return new Response(response, new String(body, UTF_8));
    }

    @Override
    public void close() {
        limits.close();
        connections.close();
    }
}
