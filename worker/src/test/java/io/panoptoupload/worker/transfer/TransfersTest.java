package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RunningStage;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.wire.FakePanopto;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class TransfersTest {
    private final TransferFixture it;
    private final TestSource source = new TestSource(3 * PART + 17);

    TransfersTest() throws IOException {
        it = new TransferFixture();
    }

    @AfterEach
    void nothingStaysOpen() {
        it.close();
        assertThat(source.openStreams).hasValue(0);
    }

    @Test
    void the_whole_file_arrives_and_its_checksum_is_that_of_the_source() {
        SendOutcome outcome = it.send(source);

        assertThat(outcome).isEqualTo(new SendOutcome.Sent(source.bytes().length, source.crc32()));
        it.assertStored(source);
        assertThat(it.ledger.parts).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(it.parts("confirmed")).isEqualTo(4);
        assertThat(it.meters.get("panopto.upload.bytes").counter().count())
                .isEqualTo(source.bytes().length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_source_that_is_too_slow_is_left_to_later_at_once(boolean ranges) {
        source.tooSlow();
        if (!ranges) {
            source.withoutRanges();
        }
        assertTooSlow(source.content());
    }

    @Test
    void a_source_that_is_too_slow_to_be_checked_is_left_to_later() {
        source.tooSlow();
        try (FullReadDigest check =
                new FullReadDigest(source.content(), ExpectedBytes.Algorithm.SHA256)) {
            assertThatThrownBy(() -> check.result(source, () -> {}))
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining("comes too slowly");
        }
    }

    private void assertTooSlow(Content content) {
        assertThatThrownBy(() -> it.send(content, ConfirmedParts.none()))
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
                .hasMessageContaining("comes too slowly");
        assertThat(it.retried).as("sent again at once").isEmpty();
    }

    @Test
    void no_part_is_sent_before_the_beginning_is_recorded() {
        RuntimeException fenced = new IllegalStateException("fenced");
        Ledger refusing =
                new Ledger() {
                    @Override
                    public void started(String multipartId) {
                        throw fenced;
                    }
                };

        assertThatThrownBy(() ->
                        it.transfers.send(
                                it.target,
                                "lecture.mp4",
                                source.content(),
                                ConfirmedParts.none(),
                                refusing))
                .isSameAs(fenced);
        assertThat(it.requests("partNumber")).isZero();
    }

    @Test
    void the_end_of_all_parts_is_reported_before_the_object_is_completed() {
        AtomicInteger confirmedBefore = new AtomicInteger();
        it.panopto.script(step -> {
            if (step.operation().equals("complete")) {
                confirmedBefore.set(it.ledger.allConfirmed.get());
            }
            return false;
        });

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);
        assertThat(confirmedBefore).hasValue(1);
    }

    @Test
    void what_the_listener_throws_ends_the_sending() {
        RuntimeException fenced = new IllegalStateException("fenced");
        Ledger refusing =
                new Ledger() {
                    @Override
                    public void confirmed(int part, long bytes) {
                        throw fenced;
                    }
                };

        assertThatThrownBy(() ->
                        it.transfers.send(
                                it.target,
                                "lecture.mp4",
                                source.content(),
                                ConfirmedParts.none(),
                                refusing))
                .isSameAs(fenced);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    @Test
    void only_what_is_not_confirmed_is_sent_after_a_restart() {
        AtomicInteger broken = new AtomicInteger();
        it.panopto.script(
                step -> step.part() == 3 && broken.getAndIncrement() < 3 && step.respond(503, ""));
        assertThatThrownBy(() -> it.send(source)).isInstanceOf(TransientFault.class);
        int confirmed = it.ledger.parts.size();
        long sent = it.requests("partNumber");

        SendOutcome outcome = it.send(source.content(), it.recorded());

        assertThat(outcome).isEqualTo(new SendOutcome.Sent(source.bytes().length, source.crc32()));
        assertThat(it.requests("partNumber") - sent).isEqualTo(4 - confirmed);
        assertThat(it.ledger.started).hasSize(1);
        it.assertStored(source);
        assertThat(it.parts("failed")).isEqualTo(1);
    }

    @Test
    void a_part_that_fails_for_the_moment_is_repeated_at_once() {
        AtomicInteger broken = new AtomicInteger();
        it.panopto.script(step ->
                step.part() == 2
                        && switch (broken.getAndIncrement()) {
                            case 0 -> step.respond(503, "");
                            case 1 -> step.loseResponse();
                            default -> false;
                        });

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);
        it.assertStored(source);
        assertThat(it.parts("retried")).isEqualTo(2);
        assertThat(it.retried).containsExactly("send-part", "send-part");
    }

    /** The manifest is sent by the same calls as a recording. */
    @Test
    void what_is_repeated_is_repeated_for_the_stage_that_sends() {
        AtomicInteger broken = new AtomicInteger();
        it.panopto.script(step -> broken.getAndIncrement() % 2 == 0 && step.respond(503, ""));

        RunningStage.of(Stage.MANIFEST)
                .run(() ->
                        assertThat(
                                        it.transfers.sendBytes(
                                                it.target,
                                                "manifest.xml",
                                                new byte[10],
                                                () -> Stopping.CUT))
                                .isInstanceOf(SendOutcome.Sent.class));
        assertThat(it.retried).containsExactly("create-object", "send-part", "complete-object");
        assertThat(it.stages).containsOnly(Optional.of(Stage.MANIFEST));
    }

    @ParameterizedTest
    @CsvSource({"429, Some", "408, Some", "400, RequestTimeout", "400, SlowDown", "503, SlowDown"})
    void what_storage_says_of_the_moment_is_no_refusal(int status, String code) {
        AtomicInteger broken = new AtomicInteger();
        it.panopto.script(step ->
                step.part() == 1
                        && broken.getAndIncrement() == 0
                        && step.respond(status, FakePanopto.error(code, "not now")));

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);
        assertThat(it.retried).containsExactly("send-part");
    }

    @Test
    void a_wait_that_storage_asks_for_is_the_callers() {
        it.panopto.script(step -> {
            step.exchange().getResponseHeaders().set("Retry-After", "3600");
            return step.respond(503, "");
        });

        assertThat(fault(() -> it.send(source)))
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.retryAfter()).isEqualTo(Duration.ofHours(1)));
        assertThat(it.retried).isEmpty();
    }

    @Test
    void a_source_that_changed_before_it_is_sent_is_not_even_begun() {
        Content content = source.content();
        source.touch();

        assertThat(fault(() -> it.send(content, ConfirmedParts.none())).code())
                .isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(it.panopto.heads()).isEmpty();
    }

    /** A captive portal, or a proxy that greets: with status 200, and not from storage. */
    @ParameterizedTest
    @ValueSource(strings = {"create", "part"})
    void a_page_instead_of_a_response_confirms_nothing(String operation) {
        AtomicInteger greeted = new AtomicInteger();
        it.panopto.script(step -> {
            if (!step.operation().equals(operation) || greeted.getAndIncrement() > 0) {
                return false;
            }
            step.exchange().getResponseHeaders().remove("ETag");
            step.exchange().getResponseHeaders().set("Content-Type", "application/xml");
            return step.respond(200, "<html><body>welcome</body></html>");
        });

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);
        it.assertStored(source);
        assertThat(it.retried).hasSize(1);
    }

    @Test
    void an_upload_that_there_is_no_more_is_the_callers_to_look_at() {
        it.panopto.script(step ->
                step.part() == 2 && step.respond(404, FakePanopto.error("NoSuchUpload", "gone")));

        Fault fault = fault(() -> it.send(source));

        assertThat(fault).isInstanceOf(TransientFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED);
        assertThat(fault.panoptoMessage()).isEqualTo("gone");
        assertThat(it.parts("retried")).isZero();
    }

    @Test
    void a_refusal_that_is_nobodys_chance_is_permanent() {
        it.panopto.script(step ->
                step.operation().equals("create")
                        && step.respond(400, FakePanopto.error("InvalidName", "bad name")));

        Fault fault = fault(() -> it.send(source));

        assertThat(fault).isInstanceOf(PermanentFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_REJECTED);
    }

    @Test
    void a_completion_that_failed_for_the_moment_is_repeated() {
        AtomicInteger broken = new AtomicInteger();
        it.panopto.script(step ->
                step.operation().equals("complete")
                        && broken.getAndIncrement() == 0
                        && step.respond(500, ""));

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);
        assertThat(it.retried).containsExactly("complete-object");
    }

    /** Storage may take minutes to put a large object together, and says nothing meanwhile. */
    @Test
    void a_completion_that_outlasts_the_idle_time_out_is_awaited_and_shows_that_it_is_alive() {
        try (Transfers impatient = it.with(Duration.ofSeconds(1))) {
            AtomicInteger completions = new AtomicInteger();
            AtomicInteger aliveMeanwhile = new AtomicInteger();
            AtomicReference<@Nullable Throwable> other = new AtomicReference<>();
            it.panopto.script(step -> {
                if (step.exchange().getRequestURI().getPath().endsWith("stalled.mp4")) {
                    return it.hold();
                }
                if (step.operation().equals("complete") && completions.getAndIncrement() == 0) {
                    int before = it.ledger.moving.get();
                    other.set(catchThrowable(() -> stalls(impatient)));
                    aliveMeanwhile.set(it.ledger.moving.get() - before);
                }
                return false;
            });

            assertThat(
                            impatient.send(
                                    it.target,
                                    "lecture.mp4",
                                    source.content(),
                                    ConfirmedParts.none(),
                                    it.ledger))
                    .isInstanceOf(SendOutcome.Sent.class);
            assertThat(other.get()).isInstanceOf(TransientFault.class);
            assertThat(it.retried).doesNotContain("complete-object");
            assertThat(aliveMeanwhile.get()).isPositive();
        }
    }

    private void stalls(Transfers impatient) {
        SendOutcome _ =
                impatient.sendBytes(it.target, "stalled.mp4", new byte[1], () -> Stopping.CUT);
    }

    @Test
    void a_completion_whose_response_was_lost_and_that_is_then_refused_is_reported() {
        it.panopto.script(step -> {
            if (step.operation().equals("complete")) {
                step.effect().run();
                return step.loseResponse();
            }
            return false;
        });

        assertThat(it.send(source)).isInstanceOf(SendOutcome.InDoubt.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidPart",
        "400, InvalidPartOrder",
        "400, EntityTooSmall",
        "412, Other",
        "200, InvalidPart",
        "200, InvalidPartOrder",
        "200, EntityTooSmall"
    })
    void a_completion_that_is_refused_is_reported_in_the_first_run_too(int status, String code) {
        it.panopto.script(step ->
                step.operation().equals("complete")
                        && step.respond(status, FakePanopto.error(code, "no")));

        assertThat(it.send(source))
                .isInstanceOfSatisfying(
                        SendOutcome.InDoubt.class,
                        refused -> assertThat(refused.refusal()).isNotNull());
        assertThat(it.send(source.content(), it.recorded()))
                .as("an earlier call may have completed it")
                .isInstanceOfSatisfying(
                        SendOutcome.InDoubt.class, doubt -> assertThat(doubt.refusal()).isNull());
    }

    @Test
    void a_completion_that_an_earlier_process_may_have_made_is_reported_too() {
        it.send(source);

        SendOutcome again = it.send(source.content(), it.recorded());

        assertThat(again).isInstanceOf(SendOutcome.InDoubt.class);
    }

    @Test
    void a_multipart_upload_of_an_earlier_run_that_storage_does_not_know_is_lost() {
        onePartIsMissing();
        it.panopto.script(step ->
                step.part() == 3 && step.respond(404, FakePanopto.error("NoSuchUpload", "gone")));

        assertThat(it.send(source.content(), it.recorded()))
                .isInstanceOf(SendOutcome.InDoubt.class);
    }

    @ParameterizedTest
    @CsvSource({"3, 404", "3, 409", "3, 403", "0, 404", "0, 409"})
    void a_refusal_that_does_not_say_that_an_earlier_runs_parts_are_lost_is_no_proof_of_it(
            int part, int status) {
        onePartIsMissing();
        it.panopto.script(step -> {
            boolean hit = part == 0 ? step.operation().equals("complete") : step.part() == part;
            return hit && step.respond(status, "");
        });

        assertThat(fault(() -> it.send(source.content(), it.recorded())))
                .isInstanceOf(TransientFault.class)
                .extracting(Fault::code)
                .isEqualTo(ErrorCode.UPLOAD_EXPIRED);
    }

    private void onePartIsMissing() {
        it.panopto.script(step -> step.part() == 3 && step.respond(503, ""));
        assertThatThrownBy(() -> it.send(source)).isInstanceOf(TransientFault.class);
        it.panopto.script(step -> false);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 200})
    void a_completion_refused_without_any_doubt_is_an_expired_upload(int status) {
        it.panopto.script(step ->
                step.operation().equals("complete")
                        && step.respond(status, FakePanopto.error("NoSuchUpload", "gone")));

        assertThat(fault(() -> it.send(source)).code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED);
    }

    @Test
    void a_source_that_changes_while_it_is_sent_is_never_completed() {
        afterTheParts(source::alter);

        Fault fault = fault(() -> it.send(source));

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(fault).hasMessageContaining("lecture.mp4").hasMessageContaining("altered");
        assertThat(((TransientFault) fault).readableInOrder()).isFalse();
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    /** A chmod, a balancer's other node. */
    @Test
    void a_source_that_is_only_marked_otherwise_is_read_once_more_and_completed() {
        afterTheParts(source::touch);

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);

        it.assertStored(source);
    }

    @Test
    void a_mark_that_changed_before_the_first_part_asks_for_reading_in_order() {
        Content content = source.content();
        source.touch();

        assertThat(fault(() -> it.send(content, ConfirmedParts.none())))
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> assertThat(fault.readableInOrder()).isTrue());
    }

    @Test
    void read_in_order_it_goes_on_with_what_is_confirmed() {
        onePartIsMissing();
        long sent = it.requests("partNumber");
        source.touch();

        assertThat(it.send(source.content().distrusted(), it.recorded()))
                .isInstanceOf(SendOutcome.Sent.class);

        it.assertStored(source);
        assertThat(it.requests("partNumber")).isEqualTo(sent + 1);
    }

    @Test
    void read_in_order_other_bytes_than_those_confirmed_are_never_mixed_with_them() {
        onePartIsMissing();
        source.alter();

        Fault fault = fault(() -> it.send(source.content().distrusted(), it.recorded()));

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(((TransientFault) fault).readableInOrder()).isFalse();
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    private void afterTheParts(Runnable change) {
        AtomicInteger parts = new AtomicInteger();
        int all = source.content().plan().parts();
        it.panopto.script(step -> {
            if (step.part() > 0 && parts.incrementAndGet() == all) {
                // All bytes of the last one have come.
                change.run();
            }
            return false;
        });
    }

    @Test
    void a_source_that_yields_fewer_bytes_than_it_had_has_changed() {
        Content content = source.content();
        it.panopto.script(step -> {
            source.cutTo(2 * PART);
            return false;
        });

        Fault fault = fault(() -> it.send(content, ConfirmedParts.none()));

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(fault).hasMessageContaining("shorter");
    }

    @Test
    void a_source_that_cannot_be_read_for_the_moment_is_read_again() {
        it.panopto.script(step -> {
            if (step.operation().equals("create")) {
                source.failOnce();
            }
            return false;
        });

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);
        it.assertStored(source);
    }

    @Test
    void bytes_in_memory_are_sent_in_parts_too() {
        byte[] manifest = {1, 2, 3};

        it.transfers.sendBytes(it.target, "manifest.xml", manifest, () -> Stopping.CUT);

        assertThat(it.panopto.object("manifest.xml")).isEqualTo(manifest);
        assertThat(it.requests("partNumber")).isEqualTo(1);
    }

    private static Fault fault(ThrowingCallable call) {
        return (Fault) catchThrowable(call);
    }
}
