package io.panoptoupload.worker.source;

import static io.panoptoupload.worker.source.WebFixture.assertFault;
import static io.panoptoupload.worker.source.WebFixture.fault;
import static io.panoptoupload.worker.source.WebFixture.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import com.sun.net.httpserver.HttpServer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3SourceTest {
    private static final int SIZE = 300_000;

    private final byte[] bytes = new byte[SIZE];
    private LocalS3 server;
    private S3Client writer;
    private S3Sources sources;

    @BeforeAll
    void start() {
        new Random(1).nextBytes(bytes);
        server = LocalS3.builder().mode(LocalS3Mode.IN_MEMORY).port(-1).build();
        server.start();
        URI endpoint = URI.create("http://localhost:" + server.getPort());
        sources = sources(endpoint);
        writer =
                S3Client.builder()
                        .endpointOverride(endpoint)
                        .forcePathStyle(true)
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("writer", "writer")))
                        .build();
        writer.createBucket(r -> r.bucket("lectures"));
    }

    @BeforeEach
    void aRecording() {
        put("week 12/größe.mp4", bytes);
    }

    @AfterAll
    void stop() {
        sources.close();
        writer.close();
        server.shutdown();
    }

    @Test
    void any_range_of_an_object_can_be_read_any_number_of_times() throws Exception {
        Source source = source("week%2012/gr%C3%B6%C3%9Fe.mp4");
        Pin pin = source.pin();

        assertThat(pin.sizeBytes()).isEqualTo(SIZE);
        assertThat(source.hasRanges(pin)).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(read(source, pin, 1000, 200_000))
                    .isEqualTo(Arrays.copyOfRange(bytes, 1000, 201_000));
        }
        assertThatCode(() -> source.verifyUnchanged(Pin.parse(pin.text())))
                .doesNotThrowAnyException();
    }

    @Test
    void ranges_that_are_left_in_the_middle_leave_connections_for_others() throws Exception {
        Source source = source("week%2012/gr%C3%B6%C3%9Fe.mp4");
        Pin pin = source.pin();
        for (int i = 0; i < 10; i++) {
            try (InputStream in = source.open(pin, 0, SIZE)) {
                assertThat(in.read()).isEqualTo(bytes[0] & 0xFF);
            }
        }
    }

    @Test
    void another_version_is_never_read() {
        Source source = source("week%2012/gr%C3%B6%C3%9Fe.mp4");
        Pin pin = source.pin();
        byte[] other = bytes.clone();
        other[7]++;
        put("week 12/größe.mp4", other);

        assertFault(() -> source.open(pin, 0, 10), TransientFault.class, ErrorCode.SOURCE_CHANGED);
        assertFault(
                () -> source.verifyUnchanged(pin), TransientFault.class, ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void what_is_not_there_is_not_found() {
        assertFault(
                () -> source("absent.mp4").pin(), PermanentFault.class, ErrorCode.SOURCE_NOT_FOUND);
    }

    @Test
    void an_empty_object_is_no_recording() {
        put("empty.mp4", new byte[0]);

        assertThat(fault(() -> source("empty.mp4").pin())).hasMessageContaining("is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://none/lectures/x.mp4",
                "s3://campus/private/x.mp4",
                "s3://campus/lectures/",
                "s3://campus/lectures",
                "s3://campus",
                "s3:x",
                "s3://campus/lectures/x.mp4?versionId=s3cret"
            })
    void other_places_are_refused_before_anything_is_asked(String uri) {
        Fault fault = fault(() -> sources.at(URI.create(uri), null));

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
        assertThat(fault).hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "401, SOURCE_UNREADABLE, false",
        "403, SOURCE_UNREADABLE, false",
        "404, SOURCE_NOT_FOUND,  false",
        "412, SOURCE_CHANGED,    true",
        "429, SOURCE_UNREADABLE, true",
        "503, SOURCE_UNREADABLE, true"
    })
    void refusals_are_distinguished(int status, ErrorCode code, boolean passing) throws Exception {
        HttpServer refusing =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        refusing.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        refusing.start();
        URI endpoint = URI.create("http://localhost:" + refusing.getAddress().getPort());
        try (S3Sources there = sources(endpoint)) {
            Source source = there.at(URI.create("s3://campus/lectures/x.mp4"), null);

            for (Fault fault :
                    List.of(
                            fault(source::pin),
                            fault(() -> source.open(new Pin(10, "\"v1\""), 0, 10)))) {
                assertThat(fault.code()).isEqualTo(code);
                assertThat(fault instanceof TransientFault).isEqualTo(passing);
                assertThat(fault)
                        .hasMessageContaining("s3://campus/lectures/x.mp4")
                        .hasMessageNotContaining("s3cret");
            }
        } finally {
            refusing.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301, PermanentRedirect,            SOURCE_UNREADABLE, false, region or endpoint",
        "400, AuthorizationHeaderMalformed, SOURCE_UNREADABLE, false, region or endpoint",
        "403, RequestTimeTooSkewed,         SOURCE_UNREADABLE, true,  clock",
        "403, InvalidObjectState,           SOURCE_UNREADABLE, false, restore it",
        "403, SignatureDoesNotMatch,        SOURCE_UNREADABLE, false, secret-access-key",
        "403, InvalidAccessKeyId,           SOURCE_UNREADABLE, false, access-key-id",
        "403, AccessDenied,                 SOURCE_UNREADABLE, false, rights of its key",
        "404, NoSuchBucket,                 SOURCE_NOT_FOUND,  false, bucket",
        "404, NoSuchKey,                    SOURCE_NOT_FOUND,  false, check the key",
        "400, RequestTimeout,               SOURCE_UNREADABLE, true,  400",
        "403, '',                           SOURCE_UNREADABLE, true,  web page",
        "404, '',                           SOURCE_UNREADABLE, true,  web page",
        "412, '',                           SOURCE_UNREADABLE, true,  web page",
        "416, '',                           SOURCE_UNREADABLE, true,  web page",
        "407, '',                           SOURCE_UNREADABLE, true,  proxy",
        "421, '',                           SOURCE_UNREADABLE, true,  421"
    })
    void each_refusal_has_its_own_remedy(
            int status, String code, ErrorCode expected, boolean passing, String remedy)
            throws Exception {
        String body =
                code.isEmpty()
                        ? "<html><body>Blocked</body></html>"
                        : "<Error><Code>%s</Code><Message>no</Message></Error>".formatted(code);
        try (Refusing refusing = new Refusing(status, body)) {
            Fault fault = fault(refusing.source()::pin);

            assertThat(fault.code()).isEqualTo(expected);
            assertThat(fault instanceof TransientFault).isEqualTo(passing);
            assertThat(fault).hasMessageContaining(remedy).hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void the_beginning_is_reported() {
        assertThat(source("week%2012/gr%C3%B6%C3%9Fe.mp4").beginning().bytes())
                .isEqualTo(Arrays.copyOf(bytes, LeadingBytes.LENGTH));
    }

    @Test
    void a_distrusted_pin_is_read_as_a_whole_whatever_the_version() throws Exception {
        Source source = source("week%2012/gr%C3%B6%C3%9Fe.mp4");
        Pin pin = new Pin(SIZE, "\"another\"").distrusted();

        assertThat(read(source, pin, 0, SIZE)).isEqualTo(bytes);
        assertFault(
                () -> source.open(new Pin(SIZE - 1, "\"another\"").distrusted(), 0, SIZE - 1),
                TransientFault.class,
                ErrorCode.SOURCE_CHANGED);
    }

    /** A service that says one thing only. */
    private static final class Refusing implements AutoCloseable {
        private final HttpServer server;
        private final S3Sources sources;

        Refusing(int status, String body) throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
            server.createContext(
                    "/",
                    exchange -> {
                        byte[] bytes = body.getBytes(UTF_8);
                        exchange.sendResponseHeaders(status, bytes.length);
                        exchange.getResponseBody().write(bytes);
                        exchange.close();
                    });
            server.start();
            sources = sources(URI.create("http://localhost:" + server.getAddress().getPort()));
        }

        Source source() {
            return sources.at(URI.create("s3://campus/lectures/x.mp4"), null);
        }

        @Override
        public void close() {
            sources.close();
            server.stop(0);
        }
    }

    private void put(String key, byte[] content) {
        writer.putObject(r -> r.bucket("lectures").key(key), RequestBody.fromBytes(content));
    }

    private Source source(String encodedKey) {
        return sources.at(URI.create("s3://campus/lectures/" + encodedKey), null);
    }

    private static S3Sources sources(URI endpoint) {
        S3Account account =
                new S3Account(
                        endpoint,
                        "eu-central-1",
                        "reader",
                        "key-s3cret",
                        true,
                        new Globs(List.of("lect*")));
        return new S3Sources(
                new S3Settings(
                        Map.of("campus", account),
                        null,
                        2,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5)));
    }
}
