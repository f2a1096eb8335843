package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.ExpectedBytes.Algorithm;
import io.panoptoupload.worker.transfer.ExpectedBytes.Checksum;
import io.panoptoupload.worker.wire.FakePanopto;
import io.panoptoupload.worker.wire.TestTls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Recordings that can only be read from their beginning. */
@Order(1)
class SequentialTransferTest {
    private static final int SIZE = 2 * PART + 17;

    private static final TestTls TLS = TestTls.ofLocalhost();

    private TransferFixture it;
    private WebRecording recording;

    @BeforeEach
    void start() throws IOException {
        it = new TransferFixture();
        recording = new WebRecording(TLS, SIZE);
    }

    @AfterEach
    void stop() {
        recording.close();
        it.close();
    }

    @Test
    void they_are_read_once_in_order_and_arrive_whole() {
        SendOutcome outcome = it.send(recording.content(), ConfirmedParts.none());

        assertThat(outcome).isEqualTo(new SendOutcome.Sent(SIZE, recording.crc32()));
        it.assertStored(recording.bytes);
        assertThat(it.ledger.parts).containsExactly(1, 2, 3);
        assertThat(recording.readings()).isEqualTo(1);
        assertThat(it.parts("confirmed")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, PART, PART + 1})
    void any_length_arrives(int size) throws IOException {
        try (WebRecording other = new WebRecording(TLS, size)) {
            assertThat(it.send(other.content(), ConfirmedParts.none()))
                    .isEqualTo(new SendOutcome.Sent(size, other.crc32()));
            it.assertStored(other.bytes);
        }
    }

    @Test
    void a_part_that_fails_for_the_moment_is_repeated_from_memory() {
        AtomicInteger broken = new AtomicInteger();
        it.panopto.script(step ->
                step.part() == 2
                        && switch (broken.getAndIncrement()) {
                            case 0 -> step.respond(503, "");
                            case 1 -> step.loseResponse();
                            default -> false;
                        });

        assertThat(it.send(recording.content(), ConfirmedParts.none()))
                .isInstanceOf(SendOutcome.Sent.class);
        it.assertStored(recording.bytes);
        assertThat(it.retried).containsExactly("send-part", "send-part");
        assertThat(recording.readings()).isEqualTo(1);
    }

    @Test
    void after_a_restart_what_is_confirmed_is_read_again_and_not_sent_again() {
        twoPartsAreConfirmed();
        long sent = it.requests("partNumber");

        SendOutcome outcome = it.send(recording.content(), it.recorded());

        assertThat(outcome).isEqualTo(new SendOutcome.Sent(SIZE, recording.crc32()));
        it.assertStored(recording.bytes);
        assertThat(it.requests("partNumber") - sent).isEqualTo(1);
        assertThat(it.ledger.readAgain).hasValue(2);
        assertThat(it.parts("failed")).isEqualTo(1);
        assertThat(it.ledger.started).hasSize(1);
    }

    @Test
    void nothing_is_begun_for_a_server_that_is_gone() {
        Content content = recording.content();
        recording.server.close();

        assertThat(fault(content).code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
        assertThat(it.panopto.heads()).isEmpty();
    }

    @Test
    void every_part_is_reported_before_the_object_is_completed() {
        AtomicInteger confirmedBefore = new AtomicInteger();
        it.panopto.script(step -> {
            if (step.operation().equals("complete")) {
                confirmedBefore.set(it.ledger.allConfirmed.get());
            }
            return false;
        });

        assertThat(it.send(recording.content(), ConfirmedParts.none()))
                .isInstanceOf(SendOutcome.Sent.class);
        assertThat(confirmedBefore).hasValue(1);
    }

    @Test
    void other_bytes_than_those_confirmed_are_never_mixed_with_them() {
        twoPartsAreConfirmed();
        long sent = it.requests("partNumber");
        byte[] other = recording.bytes.clone();
        other[PART]++;
        recording.server.replace(other, null);

        Fault fault = fault(recording.content());

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(fault).hasMessageContaining("part 2 is not the one that was sent before");
        assertThat(it.requests("partNumber")).isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, PART, PART + 5})
    void fewer_bytes_than_those_confirmed_are_no_whole_recording(int left) {
        twoPartsAreConfirmed();
        Content content = recording.content();
        recording.server.replace(Arrays.copyOf(recording.bytes, left), null);

        assertThat(fault(content).code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    @Test
    void another_version_behind_the_same_address_is_never_completed() {
        recording.server.validators("\"v1\"", null);
        byte[] other = recording.bytes.clone();
        other[0]++;
        onceAllIsSent(() -> recording.server.replace(other, "\"v2\""));

        Fault fault = fault(recording.content());

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(fault).hasMessageContaining("ETag \"v1\" before, ETag \"v2\" now");
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    @Test
    void an_etag_that_changes_while_the_bytes_do_not_is_settled_by_reading_them_once_more() {
        recording.server.validators("\"v1\"", null);
        onceAllIsSent(() -> recording.server.validators("\"v2\"", null));

        assertThat(it.send(recording.content(), ConfirmedParts.none()))
                .isInstanceOf(SendOutcome.Sent.class);

        it.assertStored(recording.bytes);
        assertThat(recording.readings()).isEqualTo(2);
    }

    @Test
    void what_the_requester_says_of_the_bytes_spares_the_reading() {
        recording.server.validators("\"v1\"", null);
        onceAllIsSent(() -> recording.server.validators("\"v2\"", null));
        ExpectedBytes expected =
                new ExpectedBytes(
                        null,
                        new ExpectedBytes.Checksum(
                                Algorithm.CRC32, "%08x".formatted(recording.crc32())));

        assertThat(it.send(recording.content(expected), ConfirmedParts.none()))
                .isInstanceOf(SendOutcome.Sent.class);

        assertThat(recording.readings()).isEqualTo(1);
    }

    private void onceAllIsSent(Runnable change) {
        AtomicInteger parts = new AtomicInteger();
        int all = Math.ceilDiv(recording.bytes.length, PART);
        it.panopto.script(step -> {
            if (step.part() > 0 && parts.incrementAndGet() == all) {
                change.run();
            }
            return false;
        });
    }

    @ParameterizedTest
    @EnumSource
    void the_checksum_is_that_of_all_bytes_also_after_a_restart(Algorithm algorithm) {
        RunningChecksum right = new RunningChecksum(algorithm);
        right.update(recording.bytes, SIZE);
        Content content =
                recording.content(new ExpectedBytes(null, new Checksum(algorithm, right.hex())));
        twoPartsAreConfirmed();

        assertThat(it.send(content, it.recorded())).isInstanceOf(SendOutcome.Sent.class);
    }

    @ParameterizedTest
    @EnumSource
    void the_wrong_checksum_is_never_completed(Algorithm algorithm) {
        Checksum wrong = new Checksum(algorithm, "0".repeat(algorithm.hexDigits));

        Fault fault = fault(recording.content(new ExpectedBytes(null, wrong)));

        assertThat(fault).isInstanceOf(PermanentFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    /** Of one server that sends another ETag each time, and of two that take turns. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 2})
    void the_wrong_checksum_is_found_whatever_etags_there_are(int etags) {
        AtomicInteger responses = new AtomicInteger();
        recording.server.oddly(_ -> {
            int etag = responses.incrementAndGet() % etags;
            recording.server.validators("\"v%d\"".formatted(etag), null);
            return false;
        });
        Checksum wrong = new Checksum(Algorithm.SHA256, "0".repeat(64));
        Content content = recording.content(new ExpectedBytes(null, wrong)).distrusted();

        assertThat(fault(content).code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(recording.readings()).as("sent, and read once more").isEqualTo(2);
    }

    @Test
    void more_bytes_than_were_said_are_not_sent() {
        Fault fault = fault(recording.content(new ExpectedBytes(PART + 1L, null)));

        assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(fault).hasMessageContaining("more bytes, expected was 1048577 bytes");
        assertThat(it.ledger.parts).containsExactly(1);
    }

    @Test
    void fewer_bytes_than_were_said_are_not_completed() {
        Fault fault = fault(recording.content(new ExpectedBytes(SIZE + 1L, null)));

        assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    @Test
    void another_size_than_its_server_announces_is_found_before_the_first_byte() {
        recording.server.withLengths();

        Fault fault = fault(recording.content(new ExpectedBytes(SIZE + 1L, null)));

        assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(it.panopto.heads()).isEmpty();
    }

    @Test
    void a_completion_that_an_earlier_process_may_have_made_is_reported() {
        it.panopto.script(step -> step.operation().equals("complete") && step.respond(503, ""));
        assertThat(catchThrowable(() -> it.send(recording.content(), ConfirmedParts.none())))
                .isInstanceOf(TransientFault.class);
        it.panopto.script(step ->
                step.operation().equals("complete")
                        && step.respond(400, FakePanopto.error("InvalidPart", "no such part")));

        assertThat(it.send(recording.content(), it.recorded()))
                .isInstanceOf(SendOutcome.InDoubt.class);
    }

    @Test
    void more_than_panopto_takes_is_too_large() {
        Source source = recording.source();
        Content content =
                new Content(source, source.pin(), new PartPlan(PART, PART), ExpectedBytes.UNKNOWN);

        assertThat(fault(content).code()).isEqualTo(ErrorCode.FILE_TOO_LARGE);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    private void twoPartsAreConfirmed() {
        it.panopto.script(step -> step.part() == 3 && step.respond(503, ""));
        Throwable thrown =
                catchThrowable(() -> it.send(recording.content(), ConfirmedParts.none()));
        assertThat(thrown).isInstanceOf(TransientFault.class);
        assertThat(it.ledger.parts).containsExactly(1, 2);
        it.panopto.script(step -> false);
    }

    /** What comes of another run. */
    private Fault fault(Content content) {
        ConfirmedParts soFar = it.ledger.started.isEmpty() ? ConfirmedParts.none() : it.recorded();
        return (Fault) catchThrowable(() -> it.send(content, soFar));
    }
}
