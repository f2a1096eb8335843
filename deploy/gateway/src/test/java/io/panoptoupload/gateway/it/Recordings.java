package io.panoptoupload.gateway.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Where Zoom and Opencast keep recordings, over TLS. Zoom's token server gives one token, which
 * opens what redirects to another host, as Zoom's does; Opencast's tracks want a password.
 */
final class Recordings implements AutoCloseable {
    private static final String TOKEN = "zoom-token";
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> files;
    private final Path pem;
    private final Queue<String> leaked = new ConcurrentLinkedQueue<>();

    /**
     * @param files by their names, the last part of their addresses
     */
    Recordings(Path directory, Map<String, byte[]> files) throws Exception {
        this.files = Map.copyOf(files);
        this.pem = directory.resolve("recordings.pem");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(directory.resolve("tls.p12"))));
        server.setExecutor(threads);
        serve("/oauth/token", this::token);
        serve("/rec/webhook_download/", this::redirect);
        serve("/stored/", this::stored);
        serve("/static/", this::track);
        server.start();
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(
                path,
                call -> {
                    try (call) {
                        handler.handle(call);
                    }
                });
    }

    String uri() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    /** Credentials that came to where Zoom redirects to, which are none of its business. */
    List<String> leaked() {
        return List.copyOf(leaked);
    }

    /**
     * What lets a worker read here: trust, hosts, and the credentials {@code zoom} and {@code oc}.
     */
    List<String> workerArguments() {
        String host = "localhost:" + server.getAddress().getPort();
        String zoom = "--worker.sources.credentials.zoom.";
        String opencast = "--worker.sources.credentials.oc.";
        return List.of(
                "--spring.ssl.bundle.pem.recordings.truststore.certificate=file:" + pem,
                "--worker.sources.ssl-bundle=recordings",
                "--worker.sources.https-hosts=localhost,127.0.0.1",
                "--worker.sources.allow-private-addresses=true",
                zoom + "hosts=" + host,
                zoom + "oauth2.token-endpoint=" + uri() + "/oauth/token",
                zoom + "oauth2.client-id=app",
                zoom + "oauth2.client-secret=app-secret",
                zoom + "oauth2.parameters.grant-type=account_credentials",
                zoom + "oauth2.parameters.account-id=AAAAAABBBB",
                opencast + "hosts=" + host,
                opencast + "username=reader",
                opencast + "password=p4ssw0rd");
    }

    private void token(HttpExchange call) throws IOException {
        String form = new String(call.getRequestBody().readAllBytes(), UTF_8);
        boolean known =
                isFrom(call, basic("app:app-secret"))
                        && form.equals("account_id=AAAAAABBBB&grant_type=account_credentials");
        byte[] body =
                (known
                                ? "{\"access_token\":\"%s\",\"token_type\":\"bearer\",\"expires_in\":3600}"
                                        .formatted(TOKEN)
                                : "{\"error\":\"invalid_client\"}")
                        .getBytes(UTF_8);
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(known ? 200 : 401, body.length);
        call.getResponseBody().write(body);
    }

    private void redirect(HttpExchange call) throws IOException {
        if (!isFrom(call, "Bearer " + TOKEN)) {
            call.sendResponseHeaders(401, -1);
            return;
        }
        String name = call.getRequestURI().getPath().split("/", -1)[3];
        call.getResponseHeaders()
                .set(
                        "Location",
                        "https://127.0.0.1:%d/stored/%s?signature=x"
                                .formatted(server.getAddress().getPort(), name));
        call.sendResponseHeaders(302, -1);
    }

    private void stored(HttpExchange call) throws IOException {
        String authorization = call.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            leaked.add(authorization);
        }
        send(call);
    }

    private void track(HttpExchange call) throws IOException {
        if (isFrom(call, basic("reader:p4ssw0rd"))) {
            send(call);
        } else {
            call.sendResponseHeaders(401, -1);
        }
    }

    private void send(HttpExchange call) throws IOException {
        byte[] file = files.get(call.getRequestURI().getPath().replaceFirst(".*/", ""));
        Matcher range = RANGE.matcher(String.valueOf(call.getRequestHeaders().getFirst("Range")));
        if (file == null || !range.matches()) {
            call.sendResponseHeaders(404, -1);
            return;
        }
        int first = Integer.parseInt(range.group(1));
        int last = Math.min(Integer.parseInt(range.group(2)), file.length - 1);
        call.getResponseHeaders().set("ETag", "\"" + Arrays.hashCode(file) + "\"");
        call.getResponseHeaders()
                .set("Content-Range", "bytes %d-%d/%d".formatted(first, last, file.length));
        call.sendResponseHeaders(206, last + 1 - first);
        call.getResponseBody().write(file, first, last + 1 - first);
    }

    static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
    }

    static boolean isFrom(HttpExchange call, String authorization) {
        return authorization.equals(call.getRequestHeaders().getFirst("Authorization"));
    }

    private SSLContext tls(Path store) throws Exception {
        keytool(
                store,
                "-genkeypair -keyalg EC -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1");
        keytool(store, "-exportcert -rfc -file " + pem);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path store, String arguments) throws Exception {
        String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process =
                new ProcessBuilder(
                                "%s %s -storetype PKCS12 -storepass %s -keystore %s"
                                        .formatted(program, arguments, new String(PASSWORD), store)
                                        .split(" ", -1))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new GeneralSecurityException(said);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
