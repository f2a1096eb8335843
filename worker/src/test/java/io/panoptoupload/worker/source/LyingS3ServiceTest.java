package io.panoptoupload.worker.source;

import static io.panoptoupload.worker.source.WebFixture.assertFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.transfer.SourceFailure;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** S3 services that take no notice of what they are asked, as some that call themselves so do. */
class LyingS3ServiceTest {
    private static final Pin PIN = new Pin(100, "\"v1\"");

    /** By which the server understands that it is not to say a length. */
    private static final int CHUNKED = 0;

    private HttpServer server;
    private S3Sources sources;
    private Source source;
    private final List<Headers> asked = new CopyOnWriteArrayList<>();
    private volatile @Nullable String etag = "\"v1\"";
    private volatile @Nullable String range;
    private volatile @Nullable String encoding;
    private volatile int length = 10;
    private volatile byte[] beginning = {};

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestHeaders());
                    if (etag != null) {
                        exchange.getResponseHeaders().set("ETag", etag);
                    }
                    if (encoding != null) {
                        exchange.getResponseHeaders().set("Content-Encoding", encoding);
                    }
                    if (range != null) {
                        exchange.getResponseHeaders().set("Content-Range", range);
                    }
                    exchange.sendResponseHeaders(range == null ? 200 : 206, length);
                    exchange.getResponseBody().write(Arrays.copyOf(beginning, length));
                    exchange.close();
                });
        server.start();
        S3Account account =
                new S3Account(
                        URI.create("http://localhost:" + server.getAddress().getPort()),
                        "eu-central-1",
                        "reader",
                        "key-s3cret",
                        true,
                        new Globs(List.of("lectures")));
        sources =
                new S3Sources(
                        new S3Settings(
                                Map.of("campus", account),
                                null,
                                2,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5)));
        source = sources.at(URI.create("s3://campus/lectures/x.mp4"), null);
    }

    @AfterEach
    void stop() {
        sources.close();
        server.stop(0);
    }

    @Test
    void a_range_is_asked_for_of_the_pinned_version_only() throws IOException {
        range = "bytes 20-29/100";

        source.open(PIN, 20, 10).close();

        Headers headers = asked.getFirst();
        assertThat(headers.getFirst("If-Match")).isEqualTo("\"v1\"");
        assertThat(headers.getFirst("Range")).isEqualTo("bytes=20-29");
    }

    @Test
    void the_whole_instead_of_a_range_is_not_read() {
        length = 100;

        assertFault(
                () -> source.open(PIN, 20, 10), TransientFault.class, ErrorCode.SOURCE_UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-9/100", "bytes 21-30/100", "lines 20-29/100"})
    void another_range_is_not_read(String responded) {
        range = responded;

        assertFault(
                () -> source.open(PIN, 20, 10), TransientFault.class, ErrorCode.SOURCE_UNREADABLE);
    }

    @Test
    void a_range_of_another_length_than_was_asked_is_not_read() {
        range = "bytes 20-29/100";
        length = 9;

        assertFault(
                () -> source.open(PIN, 20, 10), TransientFault.class, ErrorCode.SOURCE_UNREADABLE);
    }

    @Test
    void a_range_that_ends_early_is_read_in_order_instead() throws IOException {
        range = "bytes 20-29/100";
        length = CHUNKED;

        try (InputStream in = source.open(PIN, 20, 10)) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOfSatisfying(
                            SourceFailure.class,
                            failure ->
                                    assertThat(failure.fault())
                                            .isInstanceOfSatisfying(
                                                    TransientFault.class,
                                                    fault ->
                                                            assertThat(fault.readableInOrder())
                                                                    .isTrue()));
        }
    }

    @ParameterizedTest
    @CsvSource({"\"v2\", bytes 20-29/100", "\"v1\", bytes 20-29/101", ", bytes 20-29/100"})
    void another_version_is_not_read_though_the_service_yields_it(
            @Nullable String version, String responded) {
        etag = version;
        range = responded;

        // More often than there are connections: each is given back.
        for (int i = 0; i < 3; i++) {
            assertFault(
                    () -> source.open(PIN, 20, 10), TransientFault.class, ErrorCode.SOURCE_CHANGED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gzip, false",
        "'aws-chunked,gzip', false",
        "ZSTD, false",
        "aws-chunked, true",
        "utf-8, true",
        "identity, true"
    })
    void only_compression_stands_between_an_object_and_a_player(String label, boolean pinned) {
        encoding = label;
        range = "bytes 0-0/100";
        length = 1;

        if (pinned) {
            assertThat(source.pin()).isEqualTo(PIN);
        } else {
            assertFault(source::pin, PermanentFault.class, ErrorCode.SOURCE_UNREADABLE);
        }
    }

    @Test
    void a_service_without_ranges_is_read_as_a_whole() throws IOException {
        length = 100;

        Pin pin = source.pin();

        assertThat(pin).isEqualTo(PIN.distrusted());
        try (InputStream in = source.open(pin, 0, 100)) {
            assertThat(in.readAllBytes()).hasSize(100);
        }
        assertThat(asked.getLast()).doesNotContainKeys("Range", "If-Match");
    }

    @Test
    void one_that_does_not_even_say_its_length_is_refused_in_words() {
        length = CHUNKED;

        assertFault(source::pin, PermanentFault.class, ErrorCode.SOURCE_UNREADABLE);
        assertFault(
                () -> source.open(PIN.distrusted(), 0, 100),
                PermanentFault.class,
                ErrorCode.SOURCE_UNREADABLE);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "W/\"v1\"")
    void an_object_whose_versions_cannot_be_distinguished_is_refused(@Nullable String version) {
        etag = version;

        assertFault(source::pin, PermanentFault.class, ErrorCode.SOURCE_UNREADABLE);
    }

    /** As of a proxy that requires a login. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "W/\"v1\"")
    void a_page_in_the_place_of_an_object_shows_in_what_it_begins_with(@Nullable String version) {
        etag = version;
        beginning = "<html><body>Sign in</body></html>".getBytes(UTF_8);
        length = beginning.length;

        assertFault(source::pin, PermanentFault.class, ErrorCode.SOURCE_UNREADABLE);
        assertThat(ContentSniffer.isPage(source.beginning(), Purpose.RECORDING)).isTrue();
    }
}
