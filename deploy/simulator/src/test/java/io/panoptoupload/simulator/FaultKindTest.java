package io.panoptoupload.simulator;

import static io.panoptoupload.simulator.TestUpload.MIB;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Each kind of fault does what it says. */
class FaultKindTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Executor THREADS = Thread::startVirtualThread;

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options -> options.processingDelay(Duration.ofSeconds(10)));

    @Test
    void status_responds_and_does_nothing() {
        TestUpload upload = simulator.client().begin();
        String uploadId = upload.createMultipart("a.mp4").element("UploadId");
        rule(
                FaultRule.on(Operation.UPLOAD_PART, FaultKind.STATUS)
                        .status(503)
                        .retryAfterSeconds(7)
                        .message("Slow down, please.")
                        .times(1));
        Reply reply = upload.putPart("a.mp4", uploadId, 1, new byte[6 * MIB]);
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("7");
        assertThat(reply.element("Code")).isEqualTo("SlowDown");
        assertThat(reply.element("Message")).isEqualTo("Slow down, please.");
        assertThat(simulator.ledger(upload).bytesReceived()).isZero();
        upload.putPart("a.mp4", uploadId, 1, new byte[6 * MIB]).expect(200);
    }

    @Test
    void status_of_a_rest_call_is_json() {
        rule(FaultRule.on(Operation.CREATE_UPLOAD, FaultKind.STATUS).status(500).message("No."));
        Reply reply = simulator.client().createUpload();
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.json().path("Message").asString()).isEqualTo("No.");
        assertThat(simulator.simulator().ledger().uploads()).isEmpty();
    }

    @Test
    void status_can_show_another_state_of_the_upload_than_it_is_in() {
        TestUpload upload = simulator.client().begin().file("manifest.xml", Manifests.session(""));
        upload.finalise().expect(200);
        rule(FaultRule.on(Operation.GET_UPLOAD, FaultKind.STATUS).state(7).times(1));
        assertThat(upload.state()).isEqualTo(7);
        assertThat(upload.state()).isEqualTo(1);
        rule(FaultRule.on(Operation.DELETE_UPLOAD, FaultKind.STATUS).state(4));
        assertThat(upload.delete().expect(200).json().path("State").asInt()).isEqualTo(4);
        assertThat(upload.state()).as("the request was done").isEqualTo(2);
    }

    @Test
    void delay_handles_the_request_later() {
        rule(FaultRule.on(Operation.CREATE_UPLOAD, FaultKind.DELAY).delay(Duration.ofMillis(300)));
        Client client = simulator.client();
        long before = System.nanoTime();
        client.createUpload().expect(201);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isGreaterThan(Duration.ofMillis(299));
    }

    @Test
    void delay_ends_early_when_the_rule_goes() {
        String rule = rule(FaultRule.on(Operation.CREATE_UPLOAD, FaultKind.DELAY).delay(LONG));
        Client client = simulator.client();
        CompletableFuture<Reply> reply =
                CompletableFuture.supplyAsync(client::createUpload, THREADS);
        await().until(() -> simulator.faults().waiting(rule) == 1);
        simulator.faults().remove(rule);
        reply.join().expect(201);
    }

    @Test
    void reset_ends_the_connection_with_a_reset() throws IOException {
        TestUpload upload = simulator.client().begin();
        rule(FaultRule.on(Operation.PUT_OBJECT, FaultKind.RESET));
        try (RawSocket socket = new RawSocket(simulator.simulator().httpUri())) {
            socket.send(putOf(upload, 9));
            assertThatThrownBy(socket::response)
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(simulator.ledger(upload).files()).isEmpty();
    }

    @Test
    void reset_works_below_tls_too() throws Exception {
        TestUpload upload = simulator.tlsClient().begin();
        rule(FaultRule.on(Operation.PUT_OBJECT, FaultKind.RESET));
        try (RawSocket socket =
                new RawSocket(
                        simulator.trust().getSocketFactory(), simulator.simulator().httpsUri())) {
            socket.send(putOf(upload, 9));
            assertThatThrownBy(socket::response)
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void cut_resets_in_the_middle_of_the_body() throws IOException {
        TestUpload upload = simulator.client().begin();
        rule(FaultRule.on(Operation.PUT_OBJECT, FaultKind.CUT).afterBytes(1000));
        try (RawSocket socket = new RawSocket(simulator.simulator().httpUri())) {
            socket.send(putOf(upload, 5000)).send(new byte[999]);
            await().until(FaultKindTest::firedOnce);
            // One byte is missing: nothing has happened yet. The next one is the thousandth.
            assertThat(socket.hasEnded()).isFalse();
            socket.send(new byte[1]);
            assertThatThrownBy(socket::response)
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(simulator.ledger(upload).files()).isEmpty();
    }

    @Test
    void lost_response_does_the_work_and_drops_the_connection() {
        Client client = simulator.client();
        TestUpload upload = client.begin().file("manifest.xml", Manifests.session(""));
        String uploadId = upload.createMultipart("a.mp4").element("UploadId");

        rule(FaultRule.on(Operation.UPLOAD_PART, FaultKind.LOST_ANSWER).times(1));
        rule(FaultRule.on(Operation.FINALISE, FaultKind.LOST_ANSWER).times(1));
        rule(FaultRule.on(Operation.CREATE_UPLOAD, FaultKind.LOST_ANSWER).times(1));

        dropped(() -> upload.putPart("a.mp4", uploadId, 1, new byte[9]));
        assertThat(simulator.ledger(upload).unfinished())
                .containsExactly(new Ledger.Unfinished("a.mp4", 1, 9, 0));

        dropped(upload::finalise);
        assertThat(upload.state()).isEqualTo(1);
        assertThat(simulator.ledger(upload).finalised()).isEqualTo(1);

        dropped(client::createUpload);
        assertThat(simulator.simulator().ledger().uploads()).hasSize(2);
    }

    @Test
    void lost_response_of_a_completion_leaves_the_file() {
        TestUpload upload = simulator.client().begin();
        TestUpload.Sent sent = upload.sendParts("a.mp4", List.of(new byte[9]));
        rule(FaultRule.on(Operation.COMPLETE_MULTIPART, FaultKind.LOST_ANSWER).times(1));
        dropped(() -> upload.complete("a.mp4", sent.uploadId(), sent.etags()));
        assertThat(simulator.ledger(upload).files()).hasSize(1);
        upload.complete("a.mp4", sent.uploadId(), sent.etags()).expect(404);
    }

    @Test
    void hold_keeps_the_request_until_it_is_released() {
        TestUpload upload = simulator.client().begin().file("manifest.xml", Manifests.session(""));
        String rule = rule(FaultRule.on(Operation.FINALISE, FaultKind.HOLD));
        CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(upload::finalise, THREADS);
        await().until(() -> simulator.faults().waiting(rule) == 1);
        assertThat(upload.state()).isZero();
        assertThat(reply).isNotDone();
        simulator.faults().remove(rule);
        reply.join().expect(200);
        assertThat(upload.state()).isEqualTo(1);
    }

    @Test
    void replacing_the_rules_releases_what_they_held() {
        Client client = simulator.client();
        String rule = rule(FaultRule.on(Operation.CREATE_UPLOAD, FaultKind.HOLD));
        CompletableFuture<Reply> reply =
                CompletableFuture.supplyAsync(client::createUpload, THREADS);
        await().until(() -> simulator.faults().waiting(rule) == 1);
        simulator.faults().set(List.of());
        reply.join().expect(201);
    }

    @Test
    void late_effect_fails_now_and_is_done_on_release() {
        TestUpload upload = simulator.client().begin().file("manifest.xml", Manifests.session(""));
        String rule = rule(FaultRule.on(Operation.FINALISE, FaultKind.LATE_EFFECT).times(1));
        upload.finalise().expect(503);
        assertThat(upload.state()).isZero();
        assertThat(simulator.faults().waiting(rule)).isOne();
        assertThat(simulator.ledger(upload).finalised()).isZero();
        simulator.faults().remove(rule);
        await().until(() -> upload.state() == 1);
        assertThat(simulator.ledger(upload).finalised()).isEqualTo(1);
    }

    @Test
    void late_effect_is_done_by_itself_after_its_delay() {
        rule(
                FaultRule.on(Operation.CREATE_UPLOAD, FaultKind.LATE_EFFECT)
                        .delay(Duration.ofMillis(100))
                        .status(500));
        simulator.client().createUpload().expect(500);
        await().until(() -> simulator.simulator().ledger().uploads().size() == 1);
    }

    @Test
    void a_late_part_of_a_cancelled_upload_is_refused_like_any_other() {
        TestUpload upload = simulator.client().begin();
        String uploadId = upload.createMultipart("a.mp4").element("UploadId");
        rule(late(Operation.UPLOAD_PART));
        upload.putPart("a.mp4", uploadId, 1, new byte[9]).expect(503);
        assertThat(simulator.faults().waiting("late")).isOne();
        upload.delete().expect(200);
        await().until(() -> simulator.faults().waiting("late") == 0);
        assertThat(simulator.ledger(upload).bytesReceived()).isZero();
    }

    @Test
    void a_late_finalise_of_a_cancelled_upload_publishes_nothing() {
        TestUpload upload = simulator.client().begin().file("manifest.xml", Manifests.session(""));
        rule(late(Operation.FINALISE));
        upload.finalise().expect(503);
        upload.delete().expect(200);
        await().until(() -> simulator.faults().waiting("late") == 0);
        assertThat(simulator.ledger(upload).finalised()).isZero();
        assertThat(simulator.ledger(upload).sessionId()).isNull();
        assertThat(upload.state()).isEqualTo(2);
    }

    @Test
    void expire_token_ends_the_token_of_the_caller() {
        Client client = simulator.client();
        rule(FaultRule.on(Operation.CREATE_UPLOAD, FaultKind.EXPIRE_TOKEN).times(1));
        client.createUpload().expect(401);
        client.createUpload().expect(401);
        client.signedIn().createUpload().expect(201);
    }

    @Test
    void expire_token_can_show_as_forbidden() {
        Client client = simulator.client();
        rule(FaultRule.on(Operation.CREATE_UPLOAD, FaultKind.EXPIRE_TOKEN).status(403).times(1));
        client.createUpload().expect(403);
        client.signedIn().createUpload().expect(201);
    }

    @Test
    void expire_token_in_the_middle_of_a_transfer_shows_at_the_next_rest_call() {
        TestUpload upload = simulator.client().begin();
        rule(FaultRule.on(Operation.UPLOAD_PART, FaultKind.EXPIRE_TOKEN));
        upload.file("a.mp4", "parts carry no token");
        upload.get().expect(401);
    }

    @Test
    void expire_upload_reaps_the_upload() {
        TestUpload upload = simulator.client().begin();
        rule(FaultRule.on(Operation.CREATE_MULTIPART, FaultKind.EXPIRE_UPLOAD));
        upload.createMultipart("a.mp4").expect(409);
        assertThat(upload.state()).isEqualTo(6);
        simulator.clock().advance(UploadLife.DELETION);
        assertThat(upload.state()).isEqualTo(7);
    }

    @Test
    void processing_error_leaves_a_broken_session_behind() {
        Client client = simulator.client();
        TestUpload upload = client.begin().file("manifest.xml", Manifests.session(""));
        rule(FaultRule.on(Operation.FINALISE, FaultKind.PROCESSING_ERROR).message("Bad slides."));
        upload.finalise().expect(200);
        simulator.clock().advance(Duration.ofSeconds(10));
        JsonNode failed = upload.get().json();
        assertThat(failed.path("State").asInt()).isEqualTo(5);
        assertThat(failed.path("Message").asString()).isEqualTo("Bad slides.");
        String session = "/Panopto/api/v1/sessions/" + failed.path("SessionId").asString();
        client.api("GET", session, "").expect(200);
        client.api("DELETE", session, "").expect(200);
        client.api("GET", session, "").expect(404);
    }

    private static String rule(FaultRuleBuilder rule) {
        return simulator.faults().add(rule.build());
    }

    /** Late by enough to do something in between, and named {@code late}. */
    private static FaultRuleBuilder late(Operation operation) {
        return FaultRule.on(operation, FaultKind.LATE_EFFECT)
                .id("late")
                .delay(Duration.ofMillis(500));
    }

    private static boolean firedOnce() {
        return simulator.faults().report().getFirst().fired() == 1;
    }

    /** The head of a request whose body is still to come. */
    private static String putOf(TestUpload upload, int length) {
        return "PUT %s/a.mp4 HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                .formatted(URI.create(upload.target()).getPath(), length);
    }

    private static void dropped(Runnable call) {
        assertThatThrownBy(call::run).hasCauseInstanceOf(IOException.class);
    }
}
