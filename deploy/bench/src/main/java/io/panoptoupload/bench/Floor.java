package io.panoptoupload.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * What no Java program can undercut by much: a file's parts over four TLS sockets with nothing
 * between, CRC-32 included. In this very process, which does nothing else meanwhile; no uploader,
 * since it survives nothing.
 */
final class Floor {
    private static final int CONNECTIONS = 4;
    private static final int PART = 16 << 20;
    private static final int BLOCK = 256 << 10;
    private static final Pattern UPLOAD_ID = Pattern.compile("<UploadId>(.+?)</UploadId>");
    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d+)");
    private static final Pattern ETAG = Pattern.compile("(?im)^ETag: *(\\S+)");

    private final URI endpoint;
    private final SSLSocketFactory tls;

    Floor(URI endpoint, Path certificate) throws IOException {
        this.endpoint = endpoint;
        this.tls = trusting(certificate);
    }

    private static SSLSocketFactory trusting(Path certificate) throws IOException {
        try (InputStream in = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS with " + certificate, e);
        }
    }

    /** Sends a file as {@code bucket/key}. */
    Cost send(Recording recording, String bucket, String key)
            throws IOException, InterruptedException {
        String path = endpoint.getPath() + "/" + bucket + "/" + key;
        long pid = ProcessHandle.current().pid();
        double cpu = ProcFiles.cpuSeconds(pid);
        long start = System.nanoTime();
        try (Line line = new Line()) {
            String created = line.ask("POST", path + "?uploads", new byte[0]).body();
            Matcher id = UPLOAD_ID.matcher(created);
            if (!id.find()) {
                throw new IOException("no multipart upload: " + created);
            }
            List<String> etags = parts(recording, path + "?uploadId=" + id.group(1));
            StringBuilder all = new StringBuilder("<CompleteMultipartUpload>");
            for (int part = 1; part <= etags.size(); part++) {
                all.append(
                        "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>"
                                .formatted(part, etags.get(part - 1)));
            }
            byte[] body = all.append("</CompleteMultipartUpload>").toString().getBytes(US_ASCII);
            line.ask("POST", path + "?uploadId=" + id.group(1), body);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return Cost.of(
                recording.bytes(),
                seconds,
                ProcFiles.cpuSeconds(pid) - cpu,
                ProcFiles.peakMebibytes(pid));
    }

    private List<String> parts(Recording recording, String path)
            throws IOException, InterruptedException {
        int count = Math.toIntExact((recording.bytes() + PART - 1) / PART);
        String[] etags = new String[count];
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> lanes = new ArrayList<>();
            for (int lane = 0; lane < CONNECTIONS; lane++) {
                int first = lane;
                lanes.add(
                        threads.submit(() -> {
                            lane(recording, path, first, etags);
                            return null;
                        }));
            }
            for (Future<?> each : lanes) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a part was not sent", e.getCause());
        }
        return List.of(etags);
    }

    private void lane(Recording recording, String path, int first, String[] etags)
            throws IOException {
        byte[] block = new byte[BLOCK];
        try (Line line = new Line();
                FileChannel file = FileChannel.open(recording.file())) {
            for (int index = first; index < etags.length; index += CONNECTIONS) {
                long offset = (long) index * PART;
                long length = Math.min(PART, recording.bytes() - offset);
                line.begin("PUT", path + "&partNumber=" + (index + 1), length);
                CRC32 crc = new CRC32();
                for (long sent = 0; sent < length; ) {
                    int most = (int) Math.min(BLOCK, length - sent);
                    int read = file.read(ByteBuffer.wrap(block, 0, most), offset + sent);
                    crc.update(block, 0, read);
                    line.out.write(block, 0, read);
                    sent += read;
                }
                Matcher etag = ETAG.matcher(line.response().head());
                if (!etag.find() || crc.getValue() < 0) {
                    throw new IOException("part " + (index + 1) + " has no ETag");
                }
                etags[index] = etag.group(1);
            }
        }
    }

    private record Response(String head, String body) {}

    private final class Line implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Line() throws IOException {
            Socket plain = new Socket(endpoint.getHost(), endpoint.getPort());
            plain.setTcpNoDelay(true);
            socket = tls.createSocket(plain, endpoint.getHost(), endpoint.getPort(), true);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        Response ask(String method, String path, byte[] body) throws IOException {
            begin(method, path, body.length);
            out.write(body);
            return response();
        }

        void begin(String method, String path, long length) throws IOException {
            String authority = endpoint.getHost() + ":" + endpoint.getPort();
            out.write(
                    "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
                            .formatted(method, path, authority, length)
                            .getBytes(US_ASCII));
        }

        Response response() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the simulator hung up");
                }
                head.append((char) next);
            }
            Matcher length = LENGTH.matcher(head);
            int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
            String body = new String(in.readNBytes(bytes), US_ASCII);
            if (!head.toString().startsWith("HTTP/1.1 200")) {
                throw new IOException("the simulator responded with " + head + body);
            }
            return new Response(head.toString(), body);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
