package io.panoptoupload.worker.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A server that a recording is read from: over https, or of an S3 service. */
final class SourceTarget implements FuzzTarget {
    private static final List<String> RANGED =
            List.of(
                    "ETag: \"v1\"",
                    "Last-Modified: Mon, 23 Nov 2026 09:00:00 GMT",
                    "Content-Type: video/mp4");
    private static final String BYTES = "\0\0\0\30ftypmp42" + "x".repeat(84);

    private final Random random;
    private final MutatingServer server;
    private final Sources.Scheme scheme;
    private final Runnable closeClient;
    private final URI uri;
    private byte[] response = new byte[0];

    /**
     * @param uri of a file on the server
     * @param closeClient in the end
     */
    SourceTarget(
            Random random,
            MutatingServer server,
            Sources.Scheme scheme,
            Runnable closeClient,
            URI uri) {
        this.random = random;
        this.server = server;
        this.scheme = scheme;
        this.closeClient = closeClient;
        this.uri = uri;
    }

    /** The part of a file of a hundred bytes that a request asks for. */
    static String right(String head) {
        if (head.contains("bytes=0-0")) {
            return part(0, 0);
        }
        return head.contains("ytes=20-29") ? part(20, 29) : part(0, 95);
    }

    private static String part(int first, int last) {
        List<String> headers =
                new ArrayList<>(List.of("Content-Range: bytes %d-%d/96".formatted(first, last)));
        headers.addAll(RANGED);
        return MutatingServer.response(
                "206 Partial Content", headers, BYTES.substring(first, last + 1));
    }

    @Override
    public void read(Mutation mutation) throws IOException {
        int number = random.nextInt(3);
        response = mutation.of(expected(number));
        server.alter(number, response);
        Source source = scheme.at(uri, null);
        Pin pin = source.pin();
        LeadingBytes _ = source.beginning();
        boolean ranges = source.hasRanges(pin) && !pin.isDistrusted();
        try (InputStream in = source.open(pin, ranges ? 20 : 0, ranges ? 10 : pin.sizeBytes())) {
            byte[] _ = in.readNBytes(1000);
        } catch (IOException e) {
            // The body broke off; whoever reads it says so.
        }
    }

    /** To the first, second or third request: for the pin, the beginning, and a range. */
    private String expected(int number) {
        return switch (random.nextInt(6)) {
            case 0 -> MutatingServer.response("200 OK", RANGED, BYTES);
            case 1 ->
                    MutatingServer.response(
                            List.of("302 Found", "403 No", "404 No", "416 No", "429 No", "503 No")
                                    .get(random.nextInt(6)),
                            List.of(
                                    "Location: /other.mp4",
                                    "Retry-After: 7",
                                    "Content-Range: bytes */96",
                                    "Content-Type: application/xml"),
                            "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>no</Message></Error>");
            default ->
                    switch (number) {
                        case 0 -> part(0, 0);
                        case 1 -> part(0, 95);
                        default -> part(20, 29);
                    };
        };
    }

    @Override
    public String input() {
        return new String(response, ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        closeClient.run();
        server.close();
    }
}
