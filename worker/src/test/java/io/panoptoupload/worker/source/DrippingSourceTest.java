package io.panoptoupload.worker.source;

import static io.panoptoupload.worker.source.WebFixture.assertFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.MinimumRate;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.transfer.SourceFailure;
import io.panoptoupload.worker.wire.ScriptedServer;
import io.panoptoupload.worker.wire.TestTls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A byte now and then restarts every time-out of a socket, and holds no slot without end. */
@ParameterizedClass
@EnumSource
class DrippingSourceTest {
    private static final int SIZE = 100_000;
    private static final int AT_ONCE = 40_000;
    private static final Pin PIN = new Pin(SIZE, "\"v1\"");
    private static final Duration IMPATIENT = Duration.ofMillis(500);
    private static final Duration PATIENT = Duration.ofMinutes(1);

    private static final TestTls TLS = TestTls.ofLocalhost();

    /** How a recording is read. */
    enum Server {
        HTTPS,
        S3,
        S3_OVER_TLS
    }

    private final Server kind;

    DrippingSourceTest(Server kind) {
        this.kind = kind;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 206 Partial Content\r\nX-Endless: ",
                "HTTP/1.1 206 Partial Content\r\nContent-Length: 2048\r\n\r\n"
            })
    void one_whose_response_only_drips_is_given_up_on(String head) throws IOException {
        try (ScriptedServer server = dripping(head);
                Opened opened = opened(server, IMPATIENT)) {
            assertFault(
                    () -> opened.source().beginning(),
                    TransientFault.class,
                    ErrorCode.SOURCE_UNREADABLE);
        }
    }

    @Test
    void one_that_drips_in_the_middle_is_given_up_on_below_the_minimum_rate() throws IOException {
        String head =
                "HTTP/1.1 206 Partial Content\r\nETag: \"v1\"\r\nContent-Length: %d\r\nContent-Range: bytes 0-%d/%d\r\n\r\n"
                        .formatted(SIZE, SIZE - 1, SIZE);
        try (ScriptedServer server = dripping(head + "x".repeat(AT_ONCE));
                Opened opened = opened(server, PATIENT);
                InputStream in = opened.source().open(PIN, 0, SIZE)) {
            assertThat(in.readNBytes(AT_ONCE)).hasSize(AT_ONCE);
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOfSatisfying(
                            SourceFailure.class,
                            failure ->
                                    assertThat(failure.fault())
                                            .isInstanceOf(TransientFault.class)
                                            .hasMessageContaining("worker.sources.minimum-rate"));
        }
    }

    /** After what it says first, until the client hangs up. */
    private ScriptedServer dripping(String first) throws IOException {
        return new ScriptedServer(
                kind == Server.S3 ? null : TLS.context(),
                (with, _) -> {
                    String _ = with.head();
                    with.say(first);
                    with.drip();
                });
    }

    private record Opened(Source source, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    private Opened opened(ScriptedServer server, Duration readTimeout) {
        MinimumRate rate = new MinimumRate(AT_ONCE, Duration.ofMillis(300));
        if (kind == Server.HTTPS) {
            HttpsSources https = TLS.sources(readTimeout);
            URI uri = URI.create("https://localhost:%d/x.mp4".formatted(server.port()));
            return new Opened(
                    new Sources(Map.of("https", https), rate).at(uri, null), https::close);
        }
        S3Sources s3 = s3(server.port(), readTimeout);
        URI uri = URI.create("s3://campus/lectures/x.mp4");
        return new Opened(new Sources(Map.of("s3", s3), rate).at(uri, null), s3::close);
    }

    private S3Sources s3(int port, Duration readTimeout) {
        String scheme = kind == Server.S3 ? "http" : "https";
        S3Account account =
                new S3Account(
                        URI.create("%s://localhost:%d".formatted(scheme, port)),
                        "eu-central-1",
                        "reader",
                        "key-s3cret",
                        true,
                        new Globs(List.of("lectures")));
        return new S3Sources(
                new S3Settings(
                        Map.of("campus", account),
                        TLS.context(),
                        2,
                        Duration.ofSeconds(5),
                        readTimeout));
    }
}
