package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import io.panoptoupload.worker.source.HttpsSources;
import io.panoptoupload.worker.wire.FileServer;
import io.panoptoupload.worker.wire.TestTls;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * A recording on a web server that yields it from its beginning only, and does not say how long.
 */
final class WebRecording implements AutoCloseable {
    final byte[] bytes;
    final FileServer server;
    private final HttpsSources sources;

    WebRecording(TestTls tls, int size) throws IOException {
        this(tls, size, Duration.ofSeconds(20));
    }

    /** With a client that waits so long for the next byte. */
    WebRecording(TestTls tls, int size, Duration patience) throws IOException {
        bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        server = new FileServer(tls, bytes);
        server.noRanges();
        server.noLengths();
        server.validators(null, null);
        sources = tls.sources(patience);
    }

    Source source() {
        return source(server.port());
    }

    /** The recording as another server has it. */
    Source source(int port) {
        return sources.at(URI.create("https://localhost:" + port + "/lecture.mp4"), null);
    }

    Content content() {
        return content(ExpectedBytes.UNKNOWN);
    }

    Content content(ExpectedBytes expected) {
        return content(source(), expected);
    }

    static Content content(Source source, ExpectedBytes expected) {
        Pin pin = source.pin();
        long most = pin.sizeBytes() == Pin.UNKNOWN_SIZE ? 20L * PART : pin.sizeBytes();
        return new Content(source, pin, new PartPlan(most, PART), expected);
    }

    int crc32() {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** How often the server was asked for the whole. */
    long readings() {
        return server.heads().stream().filter(head -> head.header("range").isEmpty()).count();
    }

    @Override
    public void close() {
        sources.close();
        server.close();
    }
}
