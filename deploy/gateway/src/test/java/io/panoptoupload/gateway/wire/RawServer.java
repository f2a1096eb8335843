package io.panoptoupload.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the same bytes to whoever has sent the head of a request, and leaves it to the client to
 * hang up.
 */
public final class RawServer implements AutoCloseable {
    /** A page without a head; more of it than clients overlook before one. */
    public static final String NO_HTTP =
            """
            <p>
            no
            HTTP
            but
            a
            page
            of
            many
            lines
            here
            </p>
            """;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final ServerSocket server = new ServerSocket();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ended = new AtomicInteger();
    private final String response;
    private final String dripped;

    public RawServer(String response) throws IOException {
        this(response, "");
    }

    /** With a text of which a byte comes now and then, over and over, after the rest. */
    public RawServer(String response, String dripped) throws IOException {
        this.response = response;
        this.dripped = dripped;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    public URI uri() {
        return URI.create("http://localhost:" + server.getLocalPort() + "/");
    }

    /** Connections that clients have closed. */
    public int ended() {
        return ended.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            int lineEnds = 0;
            while (lineEnds < 2) {
                switch (in.read()) {
                    case '\n' -> lineEnds++;
                    case '\r' -> {}
                    case -1 -> throw new IOException("gone");
                    default -> lineEnds = 0;
                }
            }
            socket.getOutputStream().write(response.getBytes(ISO_8859_1));
            drip(socket.getOutputStream());
            while (in.read() >= 0) {
                // nobody wants it
            }
        } catch (IOException e) {
            // the client is gone
        } finally {
            open.remove(socket);
            ended.incrementAndGet();
        }
    }

    private void drip(OutputStream out) throws IOException {
        byte[] all = dripped.getBytes(ISO_8859_1);
        for (int i = 0; all.length > 0; i++) {
            out.write(all[i % all.length]);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
