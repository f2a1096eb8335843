package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A body in aws-chunked framing gets 200 and is ruined all the same. */
class RawBytesTest {
    @TempDir static Path data;

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .storage(new Storage.Keep(data))
                            .processingDelay(Duration.ZERO));

    private static final String VIDEO = "not really a video";

    @Test
    void a_manifest_in_chunk_framing_is_not_xml_any_more() {
        TestUpload upload = simulator.client().begin().file("a.mp4", VIDEO);
        putFramed(upload, "manifest.xml", manifest());
        upload.finalise().expect(200);
        Ledger.Upload entry = simulator.ledger(upload);
        assertThat(entry.state()).isEqualTo(5);
        assertThat(entry.message())
                .isEqualTo("Data at the root level is invalid. Line 1, position 1.");
    }

    @Test
    void neither_is_one_in_parts_that_came_with_a_transfer_encoding() throws Exception {
        TestUpload upload = simulator.client().begin().file("a.mp4", VIDEO);
        String uploadId = upload.createMultipart("manifest.xml").element("UploadId");
        // As a new SDK does over TLS: chunk framing of its own inside that of HTTP, no length.
        HttpRequest part =
                HttpRequest.newBuilder(URI.create(upload.partAddress("manifest.xml", uploadId, 1)))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Content-Encoding", "aws-chunked")
                        .header("x-amz-trailer", "x-amz-checksum-crc32")
                        .PUT(BodyPublishers.ofInputStream(() -> stream(framed(manifest()))))
                        .build();
        HttpResponse<Void> stored;
        try (HttpClient http = HttpClient.newHttpClient()) {
            stored = http.send(part, BodyHandlers.discarding());
        }
        assertThat(stored.statusCode()).isEqualTo(200);
        String etag = stored.headers().firstValue("ETag").orElseThrow();
        upload.complete("manifest.xml", uploadId, List.of(etag)).expect(200);
        upload.finalise().expect(200);
        Ledger.Upload entry = simulator.ledger(upload);
        assertThat(entry.state()).isEqualTo(5);
        assertThat(entry.message())
                .isEqualTo("Data at the root level is invalid. Line 1, position 1.");
        assertThat(data.resolve(upload.id()).resolve("manifest.xml"))
                .hasContent(framed(manifest()));
    }

    @Test
    void a_file_in_chunk_framing_keeps_its_framing() {
        TestUpload upload = simulator.client().begin();
        putFramed(upload, "a.mp4", VIDEO);
        assertThat(data.resolve(upload.id()).resolve("a.mp4")).hasContent(framed(VIDEO));
    }

    @Test
    void the_checksum_of_a_file_in_chunk_framing_does_not_fit() {
        TestUpload upload = simulator.client().begin();
        putFramed(upload, "a.mp4", VIDEO);
        upload.file("manifest.xml", manifest()).finalise().expect(200);
        Ledger.Upload entry = simulator.ledger(upload);
        assertThat(entry.state()).isEqualTo(5);
        assertThat(entry.message())
                .contains("checksum of a.mp4", Bytes.crc32(VIDEO.getBytes(StandardCharsets.UTF_8)));
    }

    private static String manifest() {
        String checksum = Bytes.crc32(VIDEO.getBytes(StandardCharsets.UTF_8));
        return Manifests.videos(Manifests.video("a.mp4", checksum, "Primary"));
    }

    private static void putFramed(TestUpload upload, String name, String content) {
        simulator
                .anonymous()
                .send(
                        "PUT",
                        upload.target() + "/" + name,
                        Map.of(
                                "Content-Encoding",
                                "aws-chunked",
                                "x-amz-trailer",
                                "x-amz-checksum-crc32"),
                        framed(content))
                .expect(200);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String framed(String content) {
        return "%x\r\n%s\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"
                .formatted(content.length(), content);
    }
}
