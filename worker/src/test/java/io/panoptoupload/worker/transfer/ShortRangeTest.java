package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.source.HttpsSources;
import io.panoptoupload.worker.wire.FileServer;
import io.panoptoupload.worker.wire.TestTls;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy that ends a range in good order although the server behind it broke off: the body has
 * fewer bytes than its head promises, and the file is as long as it was.
 */
class ShortRangeTest {
    private static final TestTls TLS = TestTls.ofLocalhost();

    private final byte[] bytes = new byte[2 * PART + 100];
    private final AtomicInteger shortened = new AtomicInteger();
    @AutoClose private TransferFixture it;
    @AutoClose private FileServer server;
    @AutoClose private HttpsSources sources;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(bytes);
        it = new TransferFixture();
        server = new FileServer(TLS, bytes);
        sources = TLS.sources(Duration.ofSeconds(20));
    }

    @Test
    void one_that_ends_early_once_is_asked_for_again() {
        endsEarly(1);

        assertThat(it.send(content(), ConfirmedParts.none())).isInstanceOf(SendOutcome.Sent.class);

        it.assertStored(bytes);
        assertThat(shortened).hasPositiveValue();
        assertThat(it.retried).containsExactly("send-part");
        assertThat(it.ledger.parts).hasSize(3);
    }

    @Test
    void one_that_ends_early_each_time_asks_for_reading_in_order() {
        endsEarly(Integer.MAX_VALUE);

        TransientFault fault =
                catchThrowableOfType(
                        TransientFault.class, () -> it.send(content(), ConfirmedParts.none()));

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
        assertThat(fault.readableInOrder()).isTrue();
    }

    /** The second part, so many times. */
    private void endsEarly(int times) {
        String second = "bytes=%d-%d".formatted(PART, 2 * PART - 1);
        server.oddly(exchange -> {
            if (!second.equals(exchange.getRequestHeaders().getFirst("Range"))
                    || shortened.getAndIncrement() >= times) {
                return false;
            }
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(PART, 2 * PART - 1, bytes.length));
            exchange.sendResponseHeaders(206, 0);
            exchange.getResponseBody().write(bytes, PART, PART - 1);
            return true;
        });
    }

    private Content content() {
        Source source = sources.at(server.uri("/lecture.mp4"), null);
        return WebRecording.content(source, ExpectedBytes.UNKNOWN);
    }
}
