package io.panoptoupload.worker.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLContext;

/** A server that does on each of its connections what a test says, byte by byte. */
public final class ScriptedServer implements AutoCloseable {
    /** What happens on a connection; it is closed behind it. */
    public interface Script {
        /** The number of the connection counts from 1. */
        void serve(Exchange with, int number) throws IOException;
    }

    private static final int MAX_HEADS = 1000;

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Queue<String> heads = new ArrayBlockingQueue<>(MAX_HEADS);

    public ScriptedServer(@Nullable SSLContext tls, Script script) throws IOException {
        this(socket(tls), script);
    }

    /** Over http; the script begins behind the head of each connection's first request. */
    public static ScriptedServer behindHead(Script script) throws IOException {
        return new ScriptedServer(
                new ServerSocket(),
                (with, number) -> {
                    String _ = with.head();
                    script.serve(with, number);
                });
    }

    ScriptedServer(ServerSocket unbound, Script script) throws IOException {
        this.script = script;
        this.server = unbound;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    static ServerSocket socket(@Nullable SSLContext tls) throws IOException {
        return tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
    }

    public int port() {
        return server.getLocalPort();
    }

    public int connections() {
        return connections.get();
    }

    /** Of the first thousand requests that came, in their order. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, number));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            script.serve(new Exchange(socket), number);
        } catch (IOException e) {
            // the client is gone, or refuses this server
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        boolean _ = closed.complete(null);
    }

    /** One connection, seen from the server. */
    public final class Exchange {
        private final Socket socket;

        Exchange(Socket socket) {
            this.socket = socket;
        }

        Socket socket() {
            return socket;
        }

        /** Up to the empty line. */
        public String head() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException("gone");
                }
                head.append((char) c);
            }
            boolean _ = heads.offer(head.toString());
            return head.toString();
        }

        public byte[] body(int length) throws IOException {
            return socket.getInputStream().readNBytes(length);
        }

        public void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** A byte now and then, until the client hangs up, or a test has waited for long enough. */
        public void drip() throws IOException {
            for (int i = 0; i < 600; i++) {
                say("x");
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }

        /** Reads nothing, until this server is closed. */
        void stall() {
            var _ = closed.join();
        }

        /** Until the client hangs up. */
        public void listen() throws IOException {
            socket.getInputStream().skip(Long.MAX_VALUE);
            while (socket.getInputStream().read() >= 0) {
                // nobody wants it
            }
        }
    }
}
