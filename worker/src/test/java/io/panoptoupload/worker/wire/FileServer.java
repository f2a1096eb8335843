package io.panoptoupload.worker.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server with one file, over TLS; it serves it in the ways that servers have. */
public final class FileServer implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    /** Does something else than to serve the file. */
    public interface Oddity {
        /** Returns whether it has responded. */
        boolean respond(HttpExchange exchange) throws IOException;
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Head> heads = new CopyOnWriteArrayList<>();
    private volatile byte[] content;
    private volatile @Nullable String etag = "\"v1\"";
    private volatile @Nullable String lastModified = "Mon, 23 Nov 2026 09:00:00 GMT";
    private volatile boolean ranges = true;
    private volatile boolean lengths = true;
    private volatile boolean conditions = true;
    private volatile Oddity oddity = exchange -> false;

    public FileServer(TestTls tls, byte[] content) throws IOException {
        this.content = content.clone();
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI uri(String pathAndQuery) {
        return URI.create("https://localhost:" + port() + pathAndQuery);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Head> heads() {
        return List.copyOf(heads);
    }

    public Head lastHead() {
        return heads.getLast();
    }

    public void replace(byte[] bytes, @Nullable String newEtag) {
        content = bytes.clone();
        etag = newEtag;
    }

    public void validators(@Nullable String newEtag, @Nullable String time) {
        etag = newEtag;
        lastModified = time;
    }

    /** Responds to every request with the whole. */
    public void noRanges() {
        ranges = false;
    }

    /** Sends the length with every response, as at first. */
    public void withLengths() {
        lengths = true;
    }

    /** Responds in chunks, the length of which nobody knows before the end. */
    public void noLengths() {
        lengths = false;
    }

    /** Takes no notice of If-Match and the like. */
    public void noConditions() {
        conditions = false;
    }

    public void oddly(Oddity newOddity) {
        oddity = newOddity;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, List<String>> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
            Head head =
                    new Head(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            headers);
            heads.add(head);
            if (!oddity.respond(exchange)) {
                serve(exchange, head);
            }
        }
    }

    private void serve(HttpExchange exchange, Head head) throws IOException {
        byte[] whole = content;
        describe(exchange);
        if (conditions && failsConditions(head)) {
            exchange.sendResponseHeaders(412, -1);
            return;
        }
        Matcher range = RANGE.matcher(head.header("range"));
        if (!ranges || !range.matches()) {
            send(exchange, 200, whole, 0, whole.length);
            return;
        }
        int first = Integer.parseInt(range.group(1));
        int last = Math.min(Integer.parseInt(range.group(2)), whole.length - 1);
        if (first >= whole.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + whole.length);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes %d-%d/%d".formatted(first, last, whole.length));
        send(exchange, 206, whole, first, last + 1 - first);
    }

    private void describe(HttpExchange exchange) {
        if (etag != null) {
            exchange.getResponseHeaders().set("ETag", etag);
        }
        if (lastModified != null) {
            exchange.getResponseHeaders().set("Last-Modified", lastModified);
        }
    }

    private boolean failsConditions(Head head) {
        String match = head.header("if-match");
        String since = head.header("if-unmodified-since");
        boolean matches = etag != null && etag.startsWith("\"") && match.equals(etag);
        return (!match.isEmpty() && !matches) || (!since.isEmpty() && !since.equals(lastModified));
    }

    private void send(HttpExchange exchange, int status, byte[] bytes, int offset, int length)
            throws IOException {
        if (length == 0) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, lengths ? length : 0);
        exchange.getResponseBody().write(bytes, offset, length);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
