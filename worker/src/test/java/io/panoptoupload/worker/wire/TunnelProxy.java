package io.panoptoupload.worker.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A forward proxy whose every tunnel ends at one server of this machine, whatever its name is. */
public final class TunnelProxy implements AutoCloseable {
    private static final String WANTS_A_LOGIN =
            String.join(
                    "\r\n",
                    "HTTP/1.1 407 Proxy Authentication Required",
                    "Proxy-Authenticate: Basic realm=\"proxy\"",
                    "Content-Length: 0",
                    "",
                    "");

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final @Nullable String login;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String refusal;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    /** With the value of {@code Proxy-Authorization} that it wants, if it wants one. */
    public TunnelProxy(int target, @Nullable String login) throws IOException {
        this.target = target;
        this.login = login;
        Thread.ofVirtual().start(this::accept);
    }

    /** Opens no tunnel from now on, and says so with a page. */
    public void refuse(int status) {
        String page = "<html><body>Blocked</body></html>";
        refusal =
                "HTTP/1.1 %d Blocked\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(status, page.length(), page);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What was asked of it. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            while (true) {
                String head = head(client.getInputStream());
                heads.add(head);
                if (refusal != null) {
                    say(client, refusal);
                    return;
                }
                if (login == null || head.contains("Proxy-Authorization: " + login + "\r\n")) {
                    break;
                }
                say(client, WANTS_A_LOGIN);
            }
            try (Socket there = new Socket(InetAddress.getLoopbackAddress(), target)) {
                open.add(there);
                say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                Thread back = Thread.ofVirtual().start(() -> pipe(there, client));
                pipe(client, there);
                back.join();
            }
        } catch (IOException e) {
            // one of them is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(ISO_8859_1));
        to.getOutputStream().flush();
    }

    private static void pipe(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one of them is gone
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
        for (Socket socket : open) {
            socket.close();
        }
    }
}
