package io.panoptoupload.simulator;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One request as the endpoints see it; its body is read once, by the thread that handles it. */
final class Exchange {
    private static final int MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;

    private final Request request;
    private final Fields query;
    private boolean bodyEnded;

    Exchange(Request request) {
        this.request = request;
        this.query = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
    }

    /** Takes the bytes of a body as they come; the buffer is reused afterwards. */
    @FunctionalInterface
    interface BodyReader {
        /** Returns whether it wants more. */
        boolean accept(ByteBuffer bytes) throws IOException;
    }

    String method() {
        return request.getMethod();
    }

    /** The path without escapes. */
    String path() {
        String path = request.getHttpURI().getDecodedPath();
        return path == null ? "/" : path;
    }

    /** Path and query as the client sent them. */
    String target() {
        return request.getHttpURI().getPathQuery();
    }

    @Nullable String query(String name) {
        return query.getValue(name);
    }

    @Nullable String header(String name) {
        return request.getHeaders().get(name);
    }

    /** Scheme and authority as the client wrote them, so that responses lead back the same way. */
    String baseUri() {
        String scheme = request.isSecure() ? "https" : "http";
        String host = request.getHeaders().get(HttpHeader.HOST);
        return scheme + "://" + (host == null ? "localhost" : host);
    }

    /** Reads on until the body ends or the reader has enough. */
    void read(BodyReader reader) throws IOException {
        while (!bodyEnded) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                awaitContent();
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                throw new IOException("the body was cut off", chunk.getFailure());
            }
            try {
                bodyEnded = chunk.isLast();
                if (chunk.hasRemaining() && !reader.accept(chunk.getByteBuffer())) {
                    return;
                }
            } finally {
                chunk.release();
            }
        }
    }

    /** The whole of a small body. */
    byte[] document() throws IOException {
        var bytes = new ByteArrayOutputStream();
        read(buffer -> {
            byte[] chunk = new byte[buffer.remaining()];
            buffer.get(chunk);
            bytes.writeBytes(chunk);
            return bytes.size() <= MAX_DOCUMENT_BYTES;
        });
        if (bytes.size() > MAX_DOCUMENT_BYTES) {
            throw new Refusal(
                    SimulatorResponse.of(413, "text/plain", "The document is too large."));
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what is left of the body. A response sent before that would make the client see a
     * broken connection instead of the response.
     */
    void drain() throws IOException {
        read(buffer -> {
            buffer.position(buffer.limit());
            return true;
        });
    }

    private void awaitContent() throws IOException {
        try (Blocker.Runnable arrival = Blocker.runnable()) {
            request.demand(arrival);
            arrival.block();
        }
    }
}
