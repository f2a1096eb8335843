package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;
import io.panoptoupload.simulator.Simulator;
import io.panoptoupload.simulator.SimulatorOptions;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.SendOutcome;
import io.panoptoupload.worker.transfer.TransferSettings;
import io.panoptoupload.worker.transfer.Transfers;
import io.panoptoupload.worker.transfer.Uplink;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** What a site behind single sign-on, or a .NET service, gives instead of a plain response. */
class UnexpectedResponsesTest {
    private static final String FOLDER = "00000000-0000-0000-0000-000000000001";
    private static final String NOBODYS = "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11";

    private static final byte[] BYTES = "<Session/>".getBytes(StandardCharsets.UTF_8);

    private final Simulator simulator;
    private final Transfers transfers;
    private final PanoptoHttp http;
    private final PanoptoClient client;

    UnexpectedResponsesTest() throws IOException {
        simulator = Simulator.start(SimulatorOptions.builder().withoutHttps().build());
        PanoptoSettings settings =
                new PanoptoSettings(
                        simulator.httpUri(),
                        new OAuth(
                                "demo-client",
                                "demo-secret",
                                new OAuth.Password("demo-user", "demo-password")),
                        new RateBudget(1000, 10_000, 10_000, 1),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        // Fewer calls in a row than the circuit breaker counts.
                        new RetryLimits(1, Duration.ofMillis(1), Duration.ofSeconds(20)),
                        PanoptoSettings.BREAKER_CALLS);
        http = new PanoptoHttp(settings, null);
        var meters = new SimpleMeterRegistry();
        InstantSource clock = InstantSource.system();
        transfers =
                new Transfers(
                        new TransferSettings(
                                1,
                                4,
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(60),
                                () -> Long.MAX_VALUE,
                                new RetryLimits(2, Duration.ofMillis(1), Duration.ofMillis(20))),
                        Uplink.ofRate(1e12),
                        null,
                        meters,
                        operation -> {});
        client =
                new PanoptoClient(
                        settings,
                        http,
                        new AccessTokens(settings, http, meters, clock),
                        meters,
                        operation -> {},
                        clock);
    }

    @AfterEach
    void close() throws IOException {
        transfers.close();
        http.close();
        simulator.close();
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_response() {
        simulator.faults().set(List.of(rule(FaultKind.BOM)));

        UploadSession upload = client.createUpload(FOLDER);

        assertThat(client.getUpload(upload.id())).isPresent();
        assertThat(client.folderName(FOLDER)).isEqualTo("Demonstration");
        assertThat(fault(() -> client.folderName(NOBODYS)).code())
                .isEqualTo(ErrorCode.FOLDER_NOT_FOUND);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"HTML", "LOGIN_REDIRECT"})
    void a_login_page_is_no_success_of_any_call(FaultKind kind) {
        String id = client.createUpload(FOLDER).id();
        simulator.faults().set(List.of(rule(kind)));

        for (ThrowingCallable call :
                List.<ThrowingCallable>of(
                        () -> client.createUpload(FOLDER),
                        () -> client.getUpload(id),
                        () -> client.cancelUpload(id),
                        () -> client.folderName(FOLDER),
                        () -> client.setAccess(NOBODYS, Access.PUBLIC),
                        () -> client.deleteSession(NOBODYS))) {
            Fault fault = fault(call);
            assertThat(fault).isInstanceOf(TransientFault.class);
            assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE);
            assertThat(fault).hasMessageContaining("web page");
            assertThat(fault.panoptoMessage()).isNull();
        }

        simulator.faults().clear();
        assertThat(client.getUpload(id)).isPresent();
    }

    @Test
    void a_byte_order_mark_does_not_stop_storage() {
        UploadSession upload = client.createUpload(FOLDER);
        simulator.faults().set(List.of(rule(FaultKind.BOM)));

        SendOutcome outcome =
                transfers.sendBytes(
                        S3Target.of(upload.target()), "a.xml", BYTES, () -> Stopping.CUT);

        assertThat(outcome).isInstanceOf(SendOutcome.Sent.class);
        assertThat(simulator.ledger().uploads().getFirst().files())
                .singleElement()
                .satisfies(file -> assertThat(file.sizeBytes()).isEqualTo(BYTES.length));
    }

    @ParameterizedTest
    @CsvSource({
        "HTML, CREATE_MULTIPART",
        "HTML, UPLOAD_PART",
        "HTML, COMPLETE_MULTIPART",
        "LOGIN_REDIRECT, CREATE_MULTIPART",
        "LOGIN_REDIRECT, UPLOAD_PART",
        "LOGIN_REDIRECT, COMPLETE_MULTIPART"
    })
    void a_login_page_instead_of_storage_is_transient_and_loses_nothing(
            FaultKind kind, Operation operation) {
        UploadSession upload = client.createUpload(FOLDER);
        S3Target target = S3Target.of(upload.target());
        simulator.faults().set(List.of(FaultRule.on(operation, kind).build()));

        assertThat(fault(() -> transfers.sendBytes(target, "a.xml", BYTES, () -> Stopping.CUT)))
                .isInstanceOf(TransientFault.class);
        assertThat(simulator.ledger().uploads().getFirst().files()).isEmpty();

        simulator.faults().clear();
        assertThat(transfers.sendBytes(target, "a.xml", BYTES, () -> Stopping.CUT))
                .isInstanceOf(SendOutcome.Sent.class);
    }

    @Test
    void the_words_of_an_error_are_found_where_the_api_v1_puts_them() {
        assertThatThrownBy(() -> client.folderName(NOBODYS))
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault ->
                                assertThat(fault.panoptoMessage())
                                        .isEqualTo("There is no folder " + NOBODYS + "."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "\" \"",
                "\"00000000-0000-0000-0000-000000000000\"",
                "\"{00000000-0000-0000-0000-000000000000}\"",
                "\"00000000000000000000000000000000\"",
                "\"0001-01-01T00:00:00\"",
                "\"0001-01-01T00:00:00.0000000Z\""
            })
    void a_session_id_of_no_use_is_none(String sessionId) {
        PanoptoResponse response =
                new PanoptoResponse(
                        200,
                        "application/json",
                        null,
                        "{\"ID\":\"u1\",\"State\":4,\"SessionId\":%s}".formatted(sessionId));

        assertThat(UploadSession.of(Objects.requireNonNull(response.object())))
                .hasValueSatisfying(upload -> assertThat(upload.sessionId()).isNull());
    }

    private static FaultRule rule(FaultKind kind) {
        return FaultRule.on(Operation.ANY, kind).build();
    }

    private static Fault fault(ThrowingCallable call) {
        return catchThrowableOfType(Fault.class, call);
    }
}
