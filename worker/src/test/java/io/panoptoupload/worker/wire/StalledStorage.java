package io.panoptoupload.worker.wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;

/** A storage that accepts a multipart upload and then never reads a byte of its parts. */
public final class StalledStorage implements AutoCloseable {
    private static final String CREATED =
            "<InitiateMultipartUploadResult><UploadId>m</UploadId></InitiateMultipartUploadResult>";

    private final ServerSocket server;
    private final String scheme;
    private final Set<Socket> stalled = ConcurrentHashMap.newKeySet();
    private final AtomicInteger parts = new AtomicInteger();

    public StalledStorage(@Nullable SSLContext tls) throws IOException {
        scheme = tls == null ? "http" : "https";
        server =
                tls == null
                        ? new ServerSocket()
                        : tls.getServerSocketFactory().createServerSocket();
        // Small, so that the sender soon has to wait.
        server.setReceiveBufferSize(16 * 1024);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    public URI uploadTarget() {
        return URI.create(
                "%s://localhost:%d/Panopto/Upload/%s"
                        .formatted(scheme, server.getLocalPort(), FakePanopto.GUID));
    }

    /** How many parts have come to stand still. */
    public int parts() {
        return parts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try {
            while (true) {
                String head = head(socket.getInputStream());
                if (!head.contains("uploads")) {
                    stalled.add(socket);
                    parts.incrementAndGet();
                    return;
                }
                socket.getOutputStream()
                        .write(
                                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                                        .formatted(CREATED.length(), CREATED)
                                        .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("gone");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : stalled) {
            socket.close();
        }
    }
}
