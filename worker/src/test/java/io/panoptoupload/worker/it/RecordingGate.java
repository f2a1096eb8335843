package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.panoptoupload.simulator.Simulator;
import io.panoptoupload.worker.wire.Head;
import io.panoptoupload.worker.wire.TestTls;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Stands before the simulator and keeps the head of every request that passes, unchanged. */
final class RecordingGate implements AutoCloseable {
    private final ServerSocket listener;
    private final URI behind;
    private final SocketFactory toSimulator;
    private final boolean tls;
    private final Queue<Head> heads = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    /** With TLS on both sides or on none: the simulator names itself by what it was asked over. */
    RecordingGate(Simulator simulator, @Nullable TestTls tls) throws Exception {
        this.behind = tls == null ? simulator.httpUri() : simulator.httpsUri();
        this.toSimulator =
                tls == null
                        ? SocketFactory.getDefault()
                        : trusting(simulator.certificatePem()).getSocketFactory();
        this.tls = tls != null;
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.listener =
                tls == null
                        ? new ServerSocket(0, 50, loopback)
                        : tls.context()
                                .getServerSocketFactory()
                                .createServerSocket(0, 50, loopback);
        Thread.ofVirtual().start(this::accept);
    }

    URI baseUrl() {
        return URI.create((tls ? "https" : "http") + "://localhost:" + listener.getLocalPort());
    }

    List<Head> heads() {
        return List.copyOf(heads);
    }

    private static SSLContext trusting(Path pem) throws Exception {
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            keys.setCertificateEntry(
                    "simulator", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = toSimulator.createSocket(behind.getHost(), behind.getPort());
                sockets.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> requests(client, server));
                Thread.ofVirtual().start(() -> responses(server, client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void requests(Socket client, Socket server) {
        try (client;
                server) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = new BufferedOutputStream(server.getOutputStream());
            for (byte[] raw = head(in); raw.length > 0; raw = head(in)) {
                Head head = parse(new String(raw, ISO_8859_1));
                heads.add(head);
                out.write(raw);
                String length = head.header("content-length");
                copy(in, out, length.isEmpty() ? 0 : Long.parseLong(length));
                out.flush();
            }
        } catch (IOException _) {
            // the connection has ended
        }
    }

    private static void responses(Socket server, Socket client) {
        try (server;
                client) {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // the connection has ended
        }
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (long left = length; left > 0; ) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                return;
            }
            out.write(buffer, 0, n);
            left -= n;
        }
    }

    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int state = 0;
        while (state < 4) {
            int c = in.read();
            if (c < 0) {
                return new byte[0];
            }
            head.write(c);
            state = c == "\r\n\r\n".charAt(state) ? state + 1 : c == '\r' ? 1 : 0;
        }
        return head.toByteArray();
    }

    private static Head parse(String text) {
        List<String> lines = Arrays.asList(text.strip().split("\r\n", -1));
        String[] request = lines.getFirst().split(" ", 3);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new Head(request[0], request[1], headers);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
