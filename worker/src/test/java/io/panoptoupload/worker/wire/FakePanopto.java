package io.panoptoupload.worker.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Tokens, REST and S3 on one port, over http or https. */
public final class FakePanopto implements AutoCloseable {
    public static final String GUID = "5e0f3c52-1111-4f5e-9d3b-0a6f1f3c2b11";
    private static final String ID = "aaaaaaaa-2222-4f5e-9d3b-0a6f1f3c2b11";

    /** What happens to a request instead of, before or after its effect. */
    public interface Script {
        /** Responds by itself and returns true, or leaves the request to the server. */
        boolean handles(Step step) throws IOException;
    }

    /** One request of one kind: create, part, complete, rest or token. */
    public record Step(String operation, int part, HttpExchange exchange, Runnable effect) {
        public boolean respond(int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            return true;
        }

        public boolean loseResponse() {
            exchange.close();
            return true;
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String scheme;
    private final List<Head> heads = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Map<String, Map<Integer, byte[]>> open = new ConcurrentHashMap<>();
    private final AtomicInteger uploads = new AtomicInteger();
    private volatile Script script = step -> false;

    /** Over https when there is a certificate for it. */
    public FakePanopto(@Nullable TestTls tls) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(any, 0);
            scheme = "http";
        } else {
            HttpsServer https = HttpsServer.create(any, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
            server = https;
            scheme = "https";
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI baseUrl() {
        return URI.create(scheme + "://localhost:" + server.getAddress().getPort());
    }

    public URI uploadTarget() {
        return URI.create(baseUrl() + "/Panopto/Upload/" + GUID);
    }

    public void script(Script next) {
        script = next;
    }

    /** Every request so far, in order of arrival. */
    public List<Head> heads() {
        return List.copyOf(heads);
    }

    public byte[] object(String name) {
        return Objects.requireNonNull(objects.get("/Panopto/Upload/" + GUID + "/" + name), name);
    }

    public boolean has(String name) {
        return objects.containsKey("/Panopto/Upload/" + GUID + "/" + name);
    }

    private void handle(HttpExchange exchange) throws IOException {
        heads.add(head(exchange));
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange);
        if (path.contains("/Upload/")) {
            s3(exchange, path, query, body);
        } else if (path.endsWith("/connect/token")) {
            String token = "{\"access_token\":\"t0k3n\",\"expires_in\":3600}";
            respond(step("token", exchange, () -> {}), 200, "application/json", token);
        } else {
            int status = exchange.getRequestMethod().equals("POST") ? 201 : 200;
            respond(step("rest", exchange, () -> {}), status, "application/json", upload());
        }
    }

    private void s3(HttpExchange exchange, String path, Map<String, String> query, byte[] body)
            throws IOException {
        String id = query.getOrDefault("uploadId", "");
        if (query.containsKey("uploads")) {
            String next = "multipart-" + uploads.incrementAndGet();
            Step step =
                    step("create", exchange, () -> open.put(next, new ConcurrentSkipListMap<>()));
            respond(step, 200, "application/xml", xml("InitiateMultipartUpload", "UploadId", next));
        } else if (!open.containsKey(id)) {
            Step step = step("unknown", exchange, () -> {});
            respond(step, 404, "application/xml", error("NoSuchUpload", "gone: " + path));
        } else if (query.containsKey("partNumber")) {
            int part = Integer.parseInt(query.getOrDefault("partNumber", ""));
            Runnable effect = () -> Objects.requireNonNull(open.get(id)).put(part, body);
            exchange.getResponseHeaders().set("ETag", "\"etag-" + part + "\"");
            respond(new Step("part", part, exchange, effect), 200, "application/xml", "");
        } else {
            Runnable effect = () -> objects.put(path, joined(open.remove(id)));
            String done = xml("CompleteMultipartUpload", "ETag", "whole");
            respond(step("complete", exchange, effect), 200, "application/xml", done);
        }
    }

    private static Step step(String operation, HttpExchange exchange, Runnable effect) {
        return new Step(operation, 0, exchange, effect);
    }

    private void respond(Step step, int status, String type, String body) throws IOException {
        if (script.handles(step)) {
            return;
        }
        step.effect().run();
        step.exchange().getResponseHeaders().set("Content-Type", type);
        step.respond(status, body);
    }

    private String upload() {
        return """
        {"ID":"%s","FolderId":"f","SessionId":null,"UploadTarget":"%s","State":0,\
        "MessageID":0,"Message":null,"Unknown":{"kept":[1.10,"ü"]}}\
        """
                .formatted(ID, uploadTarget());
    }

    public static String error(String code, String message) {
        return "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message);
    }

    private static String xml(String operation, String element, String text) {
        return "<?xml version=\"1.0\"?><%sResult><%s>%s</%s></%sResult>"
                .formatted(operation, element, text, element, operation);
    }

    private static byte[] joined(@Nullable Map<Integer, byte[]> parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        new TreeMap<>(Objects.requireNonNull(parts)).values().forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    private static Head head(HttpExchange exchange) {
        return new Head(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        h -> h.getKey().toLowerCase(Locale.ROOT),
                                        h -> List.copyOf(h.getValue()))));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String raw = exchange.getRequestURI().getQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(
                    equals < 0 ? pair : pair.substring(0, equals),
                    equals < 0 ? "" : pair.substring(equals + 1));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
