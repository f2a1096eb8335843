package io.panoptoupload.worker.source;

import static io.panoptoupload.worker.source.WebFixture.SIZE;
import static io.panoptoupload.worker.source.WebFixture.assertFault;
import static io.panoptoupload.worker.source.WebFixture.fault;
import static io.panoptoupload.worker.source.WebFixture.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.wire.TestTls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

class HttpsSourceTest {
    private static final TestTls TLS = TestTls.ofLocalhost();

    private WebFixture it;
    private Source source;

    @BeforeEach
    void start() throws Exception {
        it = new WebFixture(TLS);
        source = it.source();
    }

    @AfterEach
    void stop() {
        assertThat(it.sources.connectionsInUse()).isZero();
        it.close();
    }

    @Test
    void a_recording_is_pinned_by_its_length_and_strong_etag() {
        Pin pin = source.pin();

        assertThat(pin).isEqualTo(new Pin(SIZE, "\"v1\""));
        assertThat(Pin.parse(pin.text())).isEqualTo(pin);
        assertThat(source.hasRanges(pin)).isTrue();
        assertThatCode(() -> source.verifyUnchanged(pin)).doesNotThrowAnyException();
    }

    @Test
    void any_range_can_be_read_any_number_of_times() throws Exception {
        Pin pin = source.pin();

        for (int i = 0; i < 3; i++) {
            assertThat(read(source, pin, 1000, 200_000))
                    .isEqualTo(Arrays.copyOfRange(it.bytes, 1000, 201_000));
        }
        assertThat(it.server.lastHead().header("range")).isEqualTo("bytes=1000-200999");
        assertThat(it.server.lastHead().header("if-match")).isEqualTo("\"v1\"");
        assertThat(it.server.lastHead().header("accept-encoding")).isEqualTo("identity");
    }

    @Test
    void a_range_that_is_left_in_the_middle_leaves_nothing_behind() throws Exception {
        Pin pin = source.pin();
        for (int i = 0; i < 10; i++) {
            try (InputStream in = source.open(pin, 0, SIZE)) {
                assertThat(in.read()).isEqualTo(it.bytes[0] & 0xFF);
            }
        }
    }

    @Test
    void a_weak_etag_is_never_matched_but_the_time_is() throws Exception {
        it.server.validators("W/\"v1\"", "Mon, 23 Nov 2026 09:00:00 GMT");
        Pin pin = source.pin();

        assertThat(read(source, pin, 0, 10)).hasSize(10);
        assertThat(it.server.lastHead().header("if-match")).isEmpty();
        assertThat(it.server.lastHead().header("if-unmodified-since"))
                .isEqualTo("Mon, 23 Nov 2026 09:00:00 GMT");

        it.server.validators("W/\"v1\"", "Mon, 23 Nov 2026 09:00:01 GMT");
        assertFault(() -> source.open(pin, 0, 10), TransientFault.class, ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void a_weak_etag_alone_is_compared_by_the_worker() {
        it.server.validators("W/\"v1\"", null);
        Pin pin = source.pin();
        assertThat(source.hasRanges(pin)).isTrue();

        it.server.validators("W/\"v2\"", null);
        assertFault(() -> source.open(pin, 0, 10), TransientFault.class, ErrorCode.SOURCE_CHANGED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void another_version_is_never_read(boolean serverMinds) {
        Pin pin = source.pin();
        if (!serverMinds) {
            it.server.noConditions();
        }
        it.server.replace(it.bytes, "\"v2\"");

        assertFault(() -> source.open(pin, 0, 10), TransientFault.class, ErrorCode.SOURCE_CHANGED);
        assertFault(
                () -> source.verifyUnchanged(pin), TransientFault.class, ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void another_length_under_the_same_etag_is_another_version() {
        Pin pin = source.pin();
        it.server.replace(Arrays.copyOf(it.bytes, SIZE + 1), "\"v1\"");

        Fault fault = fault(() -> source.open(pin, 0, 10));

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(fault).hasMessageContaining("300000 bytes before, 300001 bytes now");
    }

    @Test
    void a_server_that_ignores_ranges_from_now_on_serves_something_else() {
        Pin pin = source.pin();
        it.server.noRanges();

        assertFault(() -> source.open(pin, 10, 10), TransientFault.class, ErrorCode.SOURCE_CHANGED);
        assertThat(source.pin()).isNotEqualTo(pin);
    }

    @ParameterizedTest
    @CsvSource({"bytes 11-20/300000,10", "bytes 10-19/300000,9", "lines 10-19/300000,10", ",10"})
    void a_range_that_is_not_the_one_asked_for_is_not_read(String range, int length) {
        Pin pin = source.pin();
        it.server.oddly(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            if (range != null) {
                exchange.getResponseHeaders().set("Content-Range", range);
            }
            exchange.sendResponseHeaders(206, length);
            exchange.getResponseBody().write(new byte[length]);
            return true;
        });

        assertFault(
                () -> source.open(pin, 10, 10), TransientFault.class, ErrorCode.SOURCE_UNREADABLE);
    }

    @Test
    void without_validators_two_ranges_might_be_of_two_contents() {
        it.server.validators(null, null);

        Pin pin = source.pin();

        assertThat(pin.sizeBytes()).isEqualTo(SIZE);
        assertThat(source.hasRanges(pin)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"bytes 1-1/300000", "bytes 0-9/300000", "lines 0-0/300000", "''"})
    void a_first_byte_that_is_not_the_one_asked_for_shows_nothing(String range) {
        it.server.oddly(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders().set("Content-Range", range);
            exchange.sendResponseHeaders(206, 1);
            exchange.getResponseBody().write(new byte[1]);
            return true;
        });

        assertFault(source::pin, PermanentFault.class, ErrorCode.SOURCE_UNREADABLE);
    }

    @Test
    void a_whole_of_another_length_is_another_version() {
        it.server.noRanges();
        Pin pin = source.pin();
        it.server.replace(Arrays.copyOf(it.bytes, SIZE - 1), "\"v1\"");

        assertFault(
                () -> source.open(pin, 0, SIZE), TransientFault.class, ErrorCode.SOURCE_CHANGED);
    }

    @Test
    void a_validator_that_is_too_long_to_be_recorded_is_none() {
        it.server.validators("\"" + "x".repeat(1000) + "\"", null);
        assertThat(source.hasRanges(source.pin())).isFalse();

        it.server.validators("\"" + "x".repeat(998) + "\"", null);
        assertThat(source.hasRanges(source.pin())).isTrue();
    }

    @Test
    void what_a_server_without_ranges_has_is_read_as_a_whole() throws Exception {
        it.server.noRanges();
        Pin pin = source.pin();

        assertThat(pin.sizeBytes()).isEqualTo(SIZE);
        assertThat(source.hasRanges(pin)).isFalse();
        assertThat(read(source, pin, 0, SIZE)).isEqualTo(it.bytes);
        assertThat(it.server.lastHead().header("range")).isEmpty();
        assertThatThrownBy(() -> source.open(pin, 1, 10))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_server_may_not_know_the_length() throws Exception {
        it.server.noRanges();
        it.server.noLengths();
        Pin pin = source.pin();

        assertThat(pin.sizeBytes()).isEqualTo(Pin.UNKNOWN_SIZE);
        try (InputStream in = source.open(pin, 0, Pin.UNKNOWN_SIZE)) {
            assertThat(in.readAllBytes()).isEqualTo(it.bytes);
        }
    }

    @Test
    void a_whole_of_another_version_is_not_read_either() {
        it.server.noRanges();
        Pin pin = source.pin();
        it.server.replace(it.bytes, "\"v2\"");

        assertFault(
                () -> source.open(pin, 0, SIZE), TransientFault.class, ErrorCode.SOURCE_CHANGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void compressed_bytes_are_not_those_of_the_recording(String encoding) {
        it.server.oddly(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", encoding);
            return false;
        });

        Fault fault = fault(() -> source.pin());

        assertThat(fault).isInstanceOf(PermanentFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
        assertThat(fault).hasMessageContaining("Content-Encoding " + encoding);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_empty_file_is_no_recording(boolean ranges) {
        it.server.replace(new byte[0], "\"v0\"");
        if (!ranges) {
            it.server.noRanges();
        }

        assertThat(fault(() -> source.pin())).hasMessageContaining("is empty");
    }

    @ParameterizedTest
    @CsvSource({
        "404, SOURCE_NOT_FOUND, check the address",
        "410, SOURCE_NOT_FOUND, check the address",
        "401, SOURCE_UNREADABLE, name a credential",
        "403, SOURCE_UNREADABLE, name a credential",
        "418, SOURCE_UNREADABLE, check the address"
    })
    void some_refusals_are_for_good(int status, ErrorCode code, String remedy) {
        responding(status);

        Fault fault = fault(() -> source.pin());

        assertThat(fault).isInstanceOf(PermanentFault.class).hasMessageContaining(remedy);
        assertThat(fault.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void a_signature_that_is_over_can_be_replaced_by_a_retry(int status) {
        responding(status);

        assertThat(fault(() -> it.source("/lecture.mp4?X-Amz-Signature=s3cret", null).pin()))
                .hasMessageContaining("send a retry command with a fresh one")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_credential_that_is_refused_is_named() {
        responding(403);

        assertThat(fault(() -> it.source("/lecture.mp4", "lms").pin()))
                .hasMessageContaining("fix the credential 'lms'")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {202, 203, 204, 300, 407, 408, 411, 413, 417, 421, 423, 425, 429, 500, 502, 503})
    void other_refusals_may_pass(int status) {
        it.server.oddly(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "7");
            exchange.sendResponseHeaders(status, -1);
            return true;
        });

        Fault fault = fault(() -> source.pin());

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
        assertThat(fault)
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        passing ->
                                assertThat(passing.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 405, 413, 421, 451})
    void a_page_of_a_proxy_or_a_firewall_is_no_verdict(int status) {
        pages(status);

        Fault fault = fault(() -> source.pin());

        assertThat(fault).isInstanceOf(TransientFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
        assertThat(fault).hasMessageContaining(Integer.toString(status));
    }

    @Test
    void a_server_that_says_how_to_log_in_speaks_for_itself() {
        it.server.oddly(exchange -> {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"lms\"");
            return page(exchange, 401);
        });

        assertFault(source::pin, PermanentFault.class, ErrorCode.SOURCE_UNREADABLE);
    }

    /** As S3 and Azure refuse an address whose signature is over. */
    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, true",
        "400, ExpiredToken, true",
        "403, AuthenticationFailed, true",
        "400, RequestTimeout, false",
        "403, SlowDown, false"
    })
    void an_object_store_speaks_for_itself(int status, String code, boolean forGood) {
        it.server.oddly(exchange ->
                respond(
                        exchange,
                        status,
                        "\uFEFF<?xml version=\"1.0\"?>\n<Error><Code>%s</Code></Error>"
                                .formatted(code)));

        Fault fault = fault(() -> it.source("/x.mp4?sig=s3cret", null).pin());

        assertThat(fault).isInstanceOf(forGood ? PermanentFault.class : TransientFault.class);
        assertThat(fault)
                .hasMessageContaining(forGood ? "retry command with a fresh one" : code)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_compressed_login_page_is_called_one() {
        it.server.oddly(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "br");
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            return respond(exchange, 200, "\u0001\u0002");
        });

        assertThat(fault(() -> source.pin()))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("requires a login");
    }

    @Test
    void a_redirect_to_a_name_with_blanks_is_followed_as_browsers_do() {
        it.server.oddly(exchange -> {
            if (exchange.getRequestURI().getRawPath().equals("/My%20%5Blecture%5D%7B1%7D.mp4")) {
                return false;
            }
            exchange.getResponseHeaders().set("Location", "/My %5Blecture%5D{1}.mp4");
            exchange.sendResponseHeaders(302, -1);
            return true;
        });

        assertThat(source.pin().sizeBytes()).isEqualTo(WebFixture.SIZE);
    }

    /** As nginx redirects to {@code $uri}. */
    @ParameterizedTest
    @CsvSource({"/Übung.mp4, /%C3%9Cbung.mp4", "/übung.mp4, /%C3%BCbung.mp4"})
    void a_redirect_to_a_name_in_raw_utf_8_leads_to_those_bytes(String name, String encoded) {
        redirecting("/lecture.mp4", new String(name.getBytes(UTF_8), ISO_8859_1));

        assertThat(source.pin().sizeBytes()).isEqualTo(SIZE);
        assertThat(it.server.lastHead().target()).isEqualTo(encoded);
    }

    /** RFC 3986, 5.3. */
    @ParameterizedTest
    @CsvSource({"?token=1, /a//b.mp4?token=1", "/?token=1, /?token=1"})
    void a_redirect_is_relative_to_what_was_asked_for(String location, String target) {
        redirecting("/a//b.mp4?old=1", location);

        assertThat(it.source("/a//b.mp4?old=1", null).pin().sizeBytes()).isEqualTo(SIZE);
        assertThat(it.server.lastHead().target()).isEqualTo(target);
    }

    private void redirecting(String from, String location) {
        it.server.oddly(exchange -> {
            if (!exchange.getRequestURI().toString().equals(from)) {
                return false;
            }
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(301, -1);
            return true;
        });
    }

    @Test
    void a_proxy_that_wants_a_login_is_called_a_proxy() {
        pages(407);

        assertThat(fault(() -> source.pin())).hasMessageContaining("proxy");
    }

    @Test
    void a_login_page_instead_of_a_part_is_no_change_of_the_recording() {
        Pin pin = source.pin();
        pages(200);

        assertFault(
                () -> source.open(pin, 10, 10), TransientFault.class, ErrorCode.SOURCE_UNREADABLE);
    }

    /** An attachment may be one. */
    @Test
    void a_page_that_is_the_file_itself_is_read_in_order_once_it_comes_without_ranges() {
        it.server.replace("<html><body>Exercises</body></html>".getBytes(UTF_8), "\"v1\"");
        Pin pin = source.pin();
        it.server.noRanges();

        assertThat(fault(() -> source.open(pin, 10, 10)))
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.readableInOrder()).isTrue());
    }

    @Test
    void the_beginning_is_reported_with_its_label() {
        assertThat(source.beginning().bytes())
                .isEqualTo(Arrays.copyOf(it.bytes, LeadingBytes.LENGTH));

        it.server.noRanges();
        assertThat(source.beginning().bytes()).hasSize(LeadingBytes.LENGTH);

        pages(200);
        assertThat(source.beginning().mediaType()).isEqualTo("text/html");
        assertThat(source.beginning().latin1()).startsWith("<html>");
    }

    @Test
    void a_range_that_is_refused_without_a_size_at_first_is_no_change_but_none() throws Exception {
        it.server.oddly(exchange -> {
            boolean range = exchange.getRequestHeaders().containsKey("Range");
            if (range) {
                exchange.sendResponseHeaders(416, -1);
            }
            return range;
        });

        Pin pin = source.pin();

        assertThat(source.hasRanges(pin)).isFalse();
        assertThat(read(source, pin, 0, SIZE)).isEqualTo(it.bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "aws-chunked", "none", "utf-8", "binary", "", "7bit"})
    void a_content_encoding_that_is_no_compression_refuses_nothing(String encoding) {
        it.server.oddly(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", encoding);
            return false;
        });

        assertThat(source.pin().sizeBytes()).isEqualTo(SIZE);
    }

    @Test
    void what_differs_is_named_and_reading_in_order_may_settle_it() {
        Pin pin = source.pin();
        it.server.validators("\"v2\"", null);

        assertThat(fault(() -> source.verifyUnchanged(pin)))
                .hasMessageContaining("ETag \"v1\" before, ETag \"v2\" now")
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.readableInOrder()).isTrue());
    }

    @Test
    void a_distrusted_pin_is_read_as_a_whole_without_conditions() throws Exception {
        Pin pin = source.pin().distrusted();
        it.server.validators("\"v2\"", "Mon, 23 Nov 2026 09:00:01 GMT");

        assertThat(read(source, pin, 0, SIZE)).isEqualTo(it.bytes);
        assertThat(it.server.lastHead().header("range")).isEmpty();
        assertThat(it.server.lastHead().header("if-match")).isEmpty();

        it.server.replace(Arrays.copyOf(it.bytes, SIZE - 1), "\"v2\"");
        assertFault(
                () -> source.open(pin, 0, SIZE), TransientFault.class, ErrorCode.SOURCE_CHANGED);
    }

    private void pages(int status) {
        it.server.oddly(exchange -> page(exchange, status));
    }

    private static boolean page(HttpExchange exchange, int status) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        return respond(exchange, status, "<html><body>Blocked, or log in</body></html>");
    }

    private static boolean respond(HttpExchange exchange, int status, String body)
            throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        return true;
    }

    @Test
    void a_body_that_ends_early_is_no_end_of_the_recording() {
        Pin pin = source.pin();
        it.server.oddly(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-99/" + SIZE);
            exchange.sendResponseHeaders(206, 100);
            exchange.getResponseBody().write(new byte[50]);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        });

        assertThatThrownBy(() -> read(source, pin, 0, 100)).isInstanceOf(IOException.class);
    }

    @Test
    void a_server_that_stalls_is_given_up_on() {
        Pin pin = source.pin();
        it.server.oddly(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-99/" + SIZE);
            exchange.sendResponseHeaders(206, 100);
            exchange.getResponseBody().write(new byte[50]);
            exchange.getResponseBody().flush();
            awaitTheEnd();
            return true;
        });

        // On a busy machine already the response's head may come too late.
        assertThatThrownBy(() -> read(it.impatientSource(), pin, 0, 100))
                .isInstanceOfAny(IOException.class, TransientFault.class);
    }

    @Test
    void a_server_that_never_responds_is_given_up_on() {
        it.server.oddly(exchange -> {
            awaitTheEnd();
            return true;
        });

        assertFault(
                () -> it.impatientSource().pin(),
                TransientFault.class,
                ErrorCode.SOURCE_UNREADABLE);
    }

    @Test
    void a_server_that_is_not_there_may_come_back() {
        it.server.close();

        assertFault(() -> source.pin(), TransientFault.class, ErrorCode.SOURCE_UNREADABLE);
    }

    private void responding(int status) {
        it.server.oddly(exchange -> {
            exchange.sendResponseHeaders(status, -1);
            return true;
        });
    }

    /** Until the server is stopped, which interrupts its threads. */
    private static void awaitTheEnd() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
