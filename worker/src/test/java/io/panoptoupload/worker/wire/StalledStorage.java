package io.panoptoupload.worker.wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

/** A storage that accepts a multipart upload and then never reads a byte of its parts. */
public final class StalledStorage implements AutoCloseable {
    private static final String CREATED =
            "<InitiateMultipartUploadResult><UploadId>m</UploadId></InitiateMultipartUploadResult>";

    private final ScriptedServer server;
    private final String scheme;
    private final AtomicInteger parts = new AtomicInteger();

    public StalledStorage(@Nullable SSLContext tls) throws IOException {
        scheme = tls == null ? "http" : "https";
        ServerSocket socket = ScriptedServer.socket(tls);
        // Small, so that the sender soon has to wait.
        socket.setReceiveBufferSize(16 * 1024);
        server = new ScriptedServer(socket, (client, _) -> serve(client));
    }

    public URI uploadTarget() {
        return URI.create(
                "%s://localhost:%d/Panopto/Upload/%s"
                        .formatted(scheme, server.port(), FakePanopto.GUID));
    }

    /** How many parts have come to stand still. */
    public int parts() {
        return parts.get();
    }

    private void serve(ScriptedServer.Exchange client) throws IOException {
        while (client.head().contains("uploads")) {
            client.say(
                    "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(CREATED.length(), CREATED));
        }
        parts.incrementAndGet();
        client.stall();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
