package io.panoptoupload.worker.wire;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

import javax.net.ssl.SSLContext;

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

    private final ScriptedServer server;
    private final int target;
    private final @Nullable String login;
    private volatile @Nullable String refusal;

    /** With the value of {@code Proxy-Authorization} that it wants, if it wants one. */
    public TunnelProxy(int target, @Nullable String login) throws IOException {
        this.target = target;
        this.login = login;
        this.server = new ScriptedServer((SSLContext) null, (client, _) -> serve(client));
    }

    /** Opens no tunnel from now on, and says so with a page. */
    public void refuse(int status) {
        String page = "<html><body>Blocked</body></html>";
        refusal =
                "HTTP/1.1 %d Blocked\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(status, page.length(), page);
    }

    public int port() {
        return server.port();
    }

    /** What was asked of it. */
    public List<String> heads() {
        return server.heads();
    }

    private void serve(ScriptedServer.Exchange client) throws IOException {
        while (true) {
            String head = client.head();
            if (refusal != null) {
                client.say(refusal);
                return;
            }
            if (login == null || head.contains("Proxy-Authorization: " + login + "\r\n")) {
                break;
            }
            client.say(WANTS_A_LOGIN);
        }
        try (Socket there = new Socket(InetAddress.getLoopbackAddress(), target)) {
            client.say("HTTP/1.1 200 Connection established\r\n\r\n");
            Thread back = Thread.ofVirtual().start(() -> pipe(there, client.socket()));
            pipe(client.socket(), there);
            back.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pipe(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one of them is gone
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
