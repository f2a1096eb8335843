package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.wire.ScriptedServer;
import io.panoptoupload.worker.wire.TestTls;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Servers without ranges that do not keep what the head of their response promises. */
class LyingServerTest {
    private static final String FIFTY = "x".repeat(50);
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

    private static final TestTls TLS = TestTls.ofLocalhost();

    private TransferFixture it;
    private WebRecording client;

    @BeforeEach
    void start() throws IOException {
        it = new TransferFixture();
        client = new WebRecording(TLS, 1);
    }

    @AfterEach
    void nothingWasCompleted() {
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
        client.close();
        it.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100\r\n\r\n", CHUNKED + "32\r\n", CHUNKED + "64\r\n"})
    void a_response_that_is_cut_is_no_recording(String head) throws IOException {
        try (ScriptedServer server = responding(head + FIFTY)) {
            Fault fault = fault(server);

            assertThat(fault).isInstanceOf(TransientFault.class);
            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
            assertThat(fault)
                    .hasMessageContaining("/lecture.mp4 broke off while it was read")
                    .as("what a client throws may hold the whole address")
                    .hasNoCause();
            assertThat(it.requests("partNumber")).isZero();
        }
    }

    @Test
    void a_response_without_an_end_is_not_even_begun() throws IOException {
        try (ScriptedServer server = responding("\r\n" + FIFTY)) {
            Fault fault = fault(server);

            assertThat(fault).isInstanceOf(PermanentFault.class);
            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
            assertThat(fault).hasMessageContaining("nothing shows whether all of it arrived");
        }
    }

    @Test
    void a_response_that_stalls_is_given_up() throws IOException {
        try (ScriptedServer server = stalling();
                WebRecording impatient = new WebRecording(TLS, 1, Duration.ofSeconds(2))) {
            Fault fault = fault(impatient, server);

            assertThat(fault).isInstanceOf(TransientFault.class);
            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
            assertThat(fault).hasMessageContaining("its server stalled");
        }
    }

    /** The rest of it may be a hundred gigabytes, or never come. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000000000\r\n\r\n", CHUNKED + "64\r\n"})
    void a_reading_that_is_left_does_not_wait_for_the_rest(String head) throws Exception {
        try (ScriptedServer server = stalling(head)) {
            Source source = client.source(server.port());
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread reader =
                    Thread.ofVirtual()
                            .start(() -> thrown.set(catchThrowable(() -> readOneByte(source))));

            assertThat(reader.join(Patience.LIMIT)).isTrue();
            assertThat(thrown.get()).isNull();
        }
    }

    private static void readOneByte(Source source) throws IOException {
        Pin pin = source.pin();
        try (InputStream in = source.open(pin, 0, pin.sizeBytes())) {
            assertThat(in.read()).isNotNegative();
        }
    }

    @Test
    void an_interrupt_ends_the_reading_of_a_stalled_response() throws Exception {
        AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
        try (ScriptedServer server = stalling()) {
            Source source = client.source(server.port());
            Content content = WebRecording.content(source, ExpectedBytes.UNKNOWN);
            Thread sender =
                    Thread.ofVirtual()
                            .start(() ->
                                    ended.set(
                                            catchThrowable(() ->
                                                    it.send(content, ConfirmedParts.none()))));
            await().until(() -> !it.ledger.started.isEmpty());

            sender.interrupt();

            assertThat(sender.join(Patience.LIMIT)).isTrue();
            assertThat(ended.get()).isInstanceOf(Interrupted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {49, 51})
    void another_length_than_was_announced_is_another_recording(int announced) throws IOException {
        try (ScriptedServer server =
                new ScriptedServer(
                        TLS.context(),
                        (with, _) ->
                                with.say(
                                        with.head().contains("Range: ")
                                                ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-0/"
                                                        + announced
                                                        + "\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"
                                                : ok(
                                                        CHUNKED
                                                                + "32\r\n"
                                                                + FIFTY
                                                                + "\r\n0\r\n\r\n")))) {
            Fault fault = fault(server);

            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
            assertThat(fault).hasMessageContaining(announced + " bytes");
        }
    }

    @Test
    void an_empty_response_is_no_recording() throws IOException {
        try (ScriptedServer server = responding(CHUNKED + "0\r\n\r\n")) {
            Fault fault = fault(server);

            assertThat(fault).isInstanceOf(PermanentFault.class).hasMessageContaining("is empty");
        }
    }

    private Fault fault(ScriptedServer server) {
        return fault(client, server);
    }

    private Fault fault(WebRecording reader, ScriptedServer server) {
        return (Fault)
                catchThrowable(() -> {
                    Source source = reader.source(server.port());
                    SendOutcome _ =
                            it.send(
                                    WebRecording.content(source, ExpectedBytes.UNKNOWN),
                                    ConfirmedParts.none());
                });
    }

    private static ScriptedServer responding(String rest) throws IOException {
        return new ScriptedServer(
                TLS.context(),
                (with, _) -> {
                    String _ = with.head();
                    with.say(ok(rest));
                });
    }

    private static ScriptedServer stalling() throws IOException {
        return stalling(CHUNKED + "64\r\n");
    }

    private static ScriptedServer stalling(String head) throws IOException {
        return new ScriptedServer(
                TLS.context(),
                (with, _) -> {
                    String _ = with.head();
                    with.say(ok(head + FIFTY));
                    with.listen();
                });
    }

    private static String ok(String rest) {
        return "HTTP/1.1 200 OK\r\nConnection: close\r\n" + rest;
    }
}
