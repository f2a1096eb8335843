package io.panoptoupload.worker.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.proxy.Proxies;
import io.panoptoupload.worker.proxy.ProxyServer;
import io.panoptoupload.worker.transfer.S3Target;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

/**
 * Panopto's storage, without the transfer engine: for requests that the engine never sends. What it
 * throws shows no address, since that is the upload's secret.
 */
final class RawStorage implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Pattern UPLOAD_ID = Pattern.compile("<UploadId>([^<]+)</UploadId>");

    private final HttpClient http;
    private final String object;

    RawStorage(S3Target target, String name, @Nullable SSLContext tls) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(10));
        this.http = (tls == null ? builder : builder.sslContext(tls)).build();
        this.object =
                "%s/%s/%s/%s"
                        .formatted(
                                target.endpoint(),
                                target.bucket(),
                                target.keyPrefix(),
                                URLEncoder.encode(name, UTF_8).replace("+", "%20"));
    }

    /**
     * What storage said.
     *
     * @param etag of a part that was taken
     */
    record Reply(int status, String etag, String body) {
        boolean taken() {
            return status >= 200 && status < 300;
        }

        String words() {
            return "%d%s".formatted(status, code());
        }

        private String code() {
            Matcher code = Pattern.compile("<Code>([A-Za-z]{1,60})</Code>").matcher(body);
            return code.find() ? " " + code.group(1) : "";
        }
    }

    /** Begins a multipart upload; returns its id, or the refusal as a reply. */
    String begin() throws IOException, InterruptedException {
        Reply reply = send("POST", "?uploads", BodyPublishers.noBody(), List.of());
        Matcher id = UPLOAD_ID.matcher(reply.body());
        if (!reply.taken() || !id.find()) {
            throw new IOException("a multipart upload was refused: " + reply.words());
        }
        return id.group(1);
    }

    Reply part(String uploadId, int number, byte[] bytes, int from, int length)
            throws IOException, InterruptedException {
        return send(
                "PUT",
                query(uploadId, number),
                BodyPublishers.ofByteArray(bytes, from, length),
                List.of());
    }

    /** A part whose length is not announced: HTTP frames it. */
    Reply chunkedPart(String uploadId, int number, byte[] bytes)
            throws IOException, InterruptedException {
        return send(
                "PUT",
                query(uploadId, number),
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)),
                List.of());
    }

    /** A part as newer S3 clients frame it by default, with a checksum behind the bytes. */
    Reply awsChunkedPart(String uploadId, int number, byte[] bytes)
            throws IOException, InterruptedException {
        String head = Integer.toHexString(bytes.length) + "\r\n";
        String tail = "\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
        byte[] framed = new byte[head.length() + bytes.length + tail.length()];
        System.arraycopy(head.getBytes(US_ASCII), 0, framed, 0, head.length());
        System.arraycopy(bytes, 0, framed, head.length(), bytes.length);
        System.arraycopy(
                tail.getBytes(US_ASCII), 0, framed, head.length() + bytes.length, tail.length());
        return send(
                "PUT",
                query(uploadId, number),
                BodyPublishers.ofByteArray(framed),
                List.of(
                        "Content-Encoding",
                        "aws-chunked",
                        "x-amz-decoded-content-length",
                        Integer.toString(bytes.length),
                        "x-amz-trailer",
                        "x-amz-checksum-crc32",
                        "x-amz-content-sha256",
                        "STREAMING-UNSIGNED-PAYLOAD-TRAILER"));
    }

    /** Ends the multipart upload, with parts numbered from 1. */
    Reply complete(String uploadId, List<Reply> parts) throws IOException, InterruptedException {
        StringBuilder xml =
                new StringBuilder(
                        "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        for (int i = 0; i < parts.size(); i++) {
            xml.append("<Part><PartNumber>%d</PartNumber><ETag>".formatted(i + 1))
                    .append(parts.get(i).etag().replace("\"", "&quot;"))
                    .append("</ETag></Part>");
        }
        xml.append("</CompleteMultipartUpload>");
        return send(
                "POST",
                "?uploadId=" + URLEncoder.encode(uploadId, UTF_8),
                BodyPublishers.ofString(xml.toString()),
                List.of("Content-Type", "application/xml"));
    }

    private static String query(String uploadId, int number) {
        return "?partNumber=%d&uploadId=%s".formatted(number, URLEncoder.encode(uploadId, UTF_8));
    }

    private Reply send(String method, String query, BodyPublisher body, List<String> headers)
            throws IOException, InterruptedException {
        URI address = URI.create(object + query);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(LIMIT).method(method, body);
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        Proxies.to(address)
                .map(ProxyServer::authorization)
                .ifPresent(login -> request.header("Proxy-Authorization", login));
        try {
            HttpResponse<String> response =
                    http.send(request.build(), BodyHandlers.ofString(UTF_8));
            String etag = response.headers().firstValue("ETag").orElse("");
            return new Reply(response.statusCode(), etag, response.body());
        } catch (IOException e) {
            // Its message may hold the address.
            throw new IOException("the connection broke (" + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
