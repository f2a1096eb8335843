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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Recordings that can only be read from their beginning. */
class SequentialTransferTest {
    private static final int SIZE = 2 * PART + 17;

    private static TestTls tls;

    @BeforeAll
    static void certificate(@TempDir Path directory) throws Exception {
        tls = TestTls.in(directory);
    }

    private TransferFixture it;
    private WebRecording recording;

    @BeforeEach
    void start() throws IOException {
        it = new TransferFixture();
        recording = new WebRecording(tls, SIZE);
    }

    @AfterEach
    void stop() {
        recording.close();
        it.close();
    }

    @Test
    void theyAreReadOnceInOrderAndArriveWhole() {
        SendOutcome outcome = it.send(recording.content(), Progress.none());

        assertThat(outcome).isEqualTo(new SendOutcome.Sent(SIZE, recording.crc32()));
        it.assertStored(recording.bytes);
        assertThat(it.ledger.parts).containsExactly(1, 2, 3);
        assertThat(recording.readings()).isEqualTo(1);
        assertThat(it.parts("confirmed")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, PART, PART + 1})
    void anyLengthArrives(int size) throws IOException {
        try (WebRecording other = new WebRecording(tls, size)) {
            assertThat(it.send(other.content(), Progress.none()))
                    .isEqualTo(new SendOutcome.Sent(size, other.crc32()));
            it.assertStored(other.bytes);
        }
    }

    @Test
    void aPartThatFailsForTheMomentIsRepeatedFromMemory() {
        AtomicInteger broken = new AtomicInteger();
        it.panopto.script(step ->
                step.part() == 2
                        && switch (broken.getAndIncrement()) {
                            case 0 -> step.answer(503, "");
                            case 1 -> step.loseAnswer();
                            default -> false;
                        });

        assertThat(it.send(recording.content(), Progress.none()))
                .isInstanceOf(SendOutcome.Sent.class);
        it.assertStored(recording.bytes);
        assertThat(it.retried).containsExactly("send-part", "send-part");
        assertThat(recording.readings()).isEqualTo(1);
    }

    @Test
    void afterARestartWhatIsConfirmedIsReadAgainAndNotSentAgain() {
        twoPartsAreConfirmed();
        long sent = it.requests("partNumber");

        SendOutcome outcome = it.send(recording.content(), it.ledger.progress());

        assertThat(outcome).isEqualTo(new SendOutcome.Sent(SIZE, recording.crc32()));
        it.assertStored(recording.bytes);
        assertThat(it.requests("partNumber") - sent).isEqualTo(1);
        assertThat(it.ledger.readAgain).hasValue(2);
        assertThat(it.parts("failed")).isEqualTo(1);
        assertThat(it.ledger.started).hasSize(1);
    }

    @Test
    void nothingIsBegunForAServerThatIsGone() {
        Content content = recording.content();
        recording.server.close();

        assertThat(fault(content).code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
        assertThat(it.panopto.heads()).isEmpty();
    }

    @Test
    void everyPartIsToldOfBeforeTheObjectIsCompleted() {
        AtomicInteger confirmedBefore = new AtomicInteger();
        it.panopto.script(step -> {
            if (step.operation().equals("complete")) {
                confirmedBefore.set(it.ledger.allConfirmed.get());
            }
            return false;
        });

        assertThat(it.send(recording.content(), Progress.none()))
                .isInstanceOf(SendOutcome.Sent.class);
        assertThat(confirmedBefore).hasValue(1);
    }

    @Test
    void otherBytesThanThoseConfirmedAreNeverMixedWithThem() {
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
    void fewerBytesThanThoseConfirmedAreNoWholeRecording(int left) {
        twoPartsAreConfirmed();
        Content content = recording.content();
        recording.server.replace(Arrays.copyOf(recording.bytes, left), null);

        assertThat(fault(content).code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    @Test
    void anotherVersionBehindTheSameAddressIsNeverCompleted() {
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
    void anETagThatChangesWhileTheBytesDoNotIsSettledByReadingThemOnceMore() {
        recording.server.validators("\"v1\"", null);
        onceAllIsSent(() -> recording.server.validators("\"v2\"", null));

        assertThat(it.send(recording.content(), Progress.none()))
                .isInstanceOf(SendOutcome.Sent.class);

        it.assertStored(recording.bytes);
        assertThat(recording.readings()).isEqualTo(2);
    }

    @Test
    void whatTheRequesterSaysOfTheBytesSparesTheReading() {
        recording.server.validators("\"v1\"", null);
        onceAllIsSent(() -> recording.server.validators("\"v2\"", null));
        ExpectedBytes expected =
                new ExpectedBytes(
                        null,
                        new ExpectedBytes.Checksum(
                                Algorithm.CRC32, "%08x".formatted(recording.crc32())));

        assertThat(it.send(recording.content(expected), Progress.none()))
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
    void theChecksumIsThatOfAllBytesAlsoAfterARestart(Algorithm algorithm) {
        RunningChecksum right = new RunningChecksum(algorithm);
        right.update(recording.bytes, SIZE);
        Content content =
                recording.content(new ExpectedBytes(null, new Checksum(algorithm, right.hex())));
        twoPartsAreConfirmed();

        assertThat(it.send(content, it.ledger.progress())).isInstanceOf(SendOutcome.Sent.class);
    }

    @ParameterizedTest
    @EnumSource
    void theWrongChecksumIsNeverCompleted(Algorithm algorithm) {
        Checksum wrong = new Checksum(algorithm, "0".repeat(algorithm.hexDigits));

        Fault fault = fault(recording.content(new ExpectedBytes(null, wrong)));

        assertThat(fault).isInstanceOf(PermanentFault.class);
        assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    @Test
    void moreBytesThanWereSaidAreNotSent() {
        Fault fault = fault(recording.content(new ExpectedBytes(PART + 1L, null)));

        assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(fault).hasMessageContaining("more bytes, expected was 5242881 bytes");
        assertThat(it.ledger.parts).containsExactly(1);
    }

    @Test
    void fewerBytesThanWereSaidAreNotCompleted() {
        Fault fault = fault(recording.content(new ExpectedBytes(SIZE + 1L, null)));

        assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    @Test
    void anotherSizeThanItsServerTellsIsFoundBeforeTheFirstByte() {
        recording.server.withLengths();

        Fault fault = fault(recording.content(new ExpectedBytes(SIZE + 1L, null)));

        assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(it.panopto.heads()).isEmpty();
    }

    @Test
    void aCompletionThatAnEarlierProcessMayHaveMadeIsTold() {
        it.panopto.script(step -> step.operation().equals("complete") && step.answer(503, ""));
        assertThat(catchThrowable(() -> it.send(recording.content(), Progress.none())))
                .isInstanceOf(TransientFault.class);
        it.panopto.script(step ->
                step.operation().equals("complete")
                        && step.answer(400, FakePanopto.error("InvalidPart", "no such part")));

        assertThat(it.send(recording.content(), it.ledger.progress()))
                .isInstanceOf(SendOutcome.InDoubt.class);
    }

    @Test
    void moreThanPanoptoTakesIsTooLarge() {
        Source source = recording.source();
        Content content =
                new Content(source, source.pin(), new PartPlan(PART, PART), ExpectedBytes.UNKNOWN);

        assertThat(fault(content).code()).isEqualTo(ErrorCode.FILE_TOO_LARGE);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    private void twoPartsAreConfirmed() {
        it.panopto.script(step -> step.part() == 3 && step.answer(503, ""));
        Throwable thrown = catchThrowable(() -> it.send(recording.content(), Progress.none()));
        assertThat(thrown).isInstanceOf(TransientFault.class);
        assertThat(it.ledger.parts).containsExactly(1, 2);
        it.panopto.script(step -> false);
    }

    /** What comes of another run. */
    private Fault fault(Content content) {
        Progress soFar = it.ledger.started.isEmpty() ? Progress.none() : it.ledger.progress();
        return (Fault) catchThrowable(() -> it.send(content, soFar));
    }
}
