package io.panoptoupload.worker.live;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.http.BoundedCalls;
import io.panoptoupload.worker.http.HttpPool;
import io.panoptoupload.worker.transfer.S3Target;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

/**
 * Panopto's storage, without the transfer engine: for requests that the engine never sends. What it
 * throws shows no address, since that is the upload's secret.
 */
final class RawStorage implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int MAX_RESPONSE = 64 * 1024;
    private static final Pattern UPLOAD_ID = Pattern.compile("<UploadId>([^<]+)</UploadId>");

    private final BoundedCalls calls;
    private final String object;

    RawStorage(S3Target target, String name, @Nullable SSLContext tls) {
        HttpPool connections =
                new HttpPool(tls, 1, CONNECT, LIMIT, SystemDefaultDnsResolver.INSTANCE);
        this.calls = new BoundedCalls(connections, LIMIT, MAX_RESPONSE);
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

        String summary() {
            return "%d%s".formatted(status, code());
        }

        private String code() {
            Matcher code = Pattern.compile("<Code>([A-Za-z]{1,60})</Code>").matcher(body);
            return code.find() ? " " + code.group(1) : "";
        }
    }

    /** Begins a multipart upload; returns its id, or the refusal as a reply. */
    String begin() throws IOException {
        Reply reply = send("POST", "?uploads", null);
        Matcher id = UPLOAD_ID.matcher(reply.body());
        if (!reply.taken() || !id.find()) {
            throw new IOException("a multipart upload was refused: " + reply.summary());
        }
        return id.group(1);
    }

    Reply part(String uploadId, int number, byte[] bytes, int from, int length) throws IOException {
        return send("PUT", query(uploadId, number), new ByteArrayEntity(bytes, from, length, null));
    }

    /** A part whose length is not announced: HTTP frames it. */
    Reply chunkedPart(String uploadId, int number, byte[] bytes) throws IOException {
        return send(
                "PUT",
                query(uploadId, number),
                new InputStreamEntity(new ByteArrayInputStream(bytes), null));
    }

    /** A part as newer S3 clients frame it by default, with a checksum behind the bytes. */
    Reply awsChunkedPart(String uploadId, int number, byte[] bytes) throws IOException {
        String head = Integer.toHexString(bytes.length) + "\r\n";
        String tail = "\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
        byte[] framed =
                ByteBuffer.allocate(head.length() + bytes.length + tail.length())
                        .put(head.getBytes(US_ASCII))
                        .put(bytes)
                        .put(tail.getBytes(US_ASCII))
                        .array();
        return send(
                "PUT",
                query(uploadId, number),
                new ByteArrayEntity(framed, null),
                new BasicHeader("Content-Encoding", "aws-chunked"),
                new BasicHeader("x-amz-decoded-content-length", bytes.length),
                new BasicHeader("x-amz-trailer", "x-amz-checksum-crc32"),
                new BasicHeader("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"));
    }

    /** Ends the multipart upload, with parts numbered from 1. */
    Reply complete(String uploadId, List<Reply> parts) throws IOException {
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
                new ByteArrayEntity(
                        xml.toString().getBytes(UTF_8), ContentType.create("application/xml")));
    }

    private static String query(String uploadId, int number) {
        return "?partNumber=%d&uploadId=%s".formatted(number, URLEncoder.encode(uploadId, UTF_8));
    }

    private Reply send(String method, String query, @Nullable HttpEntity body, Header... headers)
            throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(method, URI.create(object + query));
        request.setHeaders(headers);
        request.setEntity(body);
        try {
            BoundedCalls.Response response = calls.send(request);
            String etag = Objects.requireNonNullElse(response.header(HttpHeaders.ETAG), "");
            return new Reply(response.status(), etag, response.body());
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Interrupted.during("waiting for storage");
            }
            // Its message may hold the address.
            throw new IOException("the connection broke (" + e.getClass().getSimpleName() + ")");
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
