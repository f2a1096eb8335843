package io.panoptoupload.worker.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.panoptoupload.worker.wire.ScriptedServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

/** Responds as it should, but for one response of an exchange, which is altered. */
final class MutatingServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    /** What the server would say to a request, as far as its head shows. */
    interface Right {
        String response(String head);
    }

    private record Turn(int number, String response) {}

    private final Right right;
    private final ScriptedServer server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Turn altered = new Turn(-1, "");

    MutatingServer(@Nullable SSLContext tls, Right right) throws IOException {
        this.right = right;
        this.server = new ScriptedServer(tls, (with, _) -> serve(with));
    }

    int port() {
        return server.port();
    }

    /**
     * The next exchange's response of a number, counted from 0, is this one.
     *
     * @param response head and body
     */
    void alter(int number, byte[] response) {
        requests.set(0);
        altered = new Turn(number, new String(response, ISO_8859_1));
    }

    private void serve(ScriptedServer.Exchange with) throws IOException {
        String head = with.head();
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            byte[] _ = with.body(Integer.parseInt(length.group(1)));
        }
        Turn turn = altered;
        with.say(
                requests.getAndIncrement() == turn.number()
                        ? turn.response()
                        : right.response(head));
    }

    /** A whole response that ends the connection. */
    static String response(String status, List<String> headers, String body) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + "\r\n");
        headers.forEach(header -> text.append(header).append("\r\n"));
        return text.append("Content-Length: ")
                .append(body.length())
                .append("\r\nConnection: close\r\n\r\n")
                .append(body)
                .toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
