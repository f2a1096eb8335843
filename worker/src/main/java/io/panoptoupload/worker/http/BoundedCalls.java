package io.panoptoupload.worker.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Calls whose whole response is read at once, and is bounded in time and size. They block the
 * caller; an interrupt of a virtual thread ends them, with its flag set.
 */
public final class BoundedCalls implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BoundedCalls.class);

    private final HttpPool connections;
    private final Duration timeout;
    private final int maxBytes;
    private final TimeLimits limits = new TimeLimits();

    /**
     * @param connections which are closed with it
     * @param timeout time for one call, from its connection to the last byte of its response; a
     *     look-up of the host's name ends by the system's own limits alone
     * @param maxBytes of a body; what is longer is cut there
     */
    public BoundedCalls(HttpPool connections, Duration timeout, int maxBytes) {
        this.connections = connections;
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    /**
     * A response.
     *
     * @param body as UTF-8, without the byte order mark that .NET services put before a text; its
     *     beginning, if it is longer than what is read
     */
    public record Response(ClassicHttpResponse head, String body) {
        public Response {
            body = body.startsWith("\uFEFF") ? body.substring(1) : body;
        }

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
        return within(request, this::read);
    }

    /**
     * The same where only the status counts: a body that does not end does not matter.
     *
     * @return the response's status code
     */
    public int status(HttpUriRequestBase request) throws IOException {
        return within(
                request,
                response -> {
                    try {
                        read(response);
                    } catch (IOException e) {
                        log.debug("a body that nobody reads ends with {}", e.toString());
                    }
                    return response.getCode();
                });
    }

    private interface Reading<T> {
        T of(ClassicHttpResponse response) throws IOException;
    }

    private <T> T within(HttpUriRequestBase request, Reading<T> reading) throws IOException {
        try (TimeLimits.Limit limit = limits.begin(timeout, request::cancel)) {
            try {
                return reading.of(connections.execute(request));
            } catch (IOException | IllegalStateException e) {
                if (limit.isOver()) {
                    throw new SocketTimeoutException("the response does not end");
                }
                throw e instanceof IOException io ? io : closed(e);
            } finally {
                // Drops the connection if it was not read to its end.
                request.cancel();
            }
        }
    }

    /** The client's word for its own end. */
    private static IOException closed(Exception thrown) {
        IOException closed = new ConnectionClosedException("the connections are closed");
        closed.initCause(thrown);
        return closed;
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
