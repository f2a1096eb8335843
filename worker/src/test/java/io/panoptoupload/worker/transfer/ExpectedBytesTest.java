package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.ExpectedBytes.Algorithm;
import io.panoptoupload.worker.transfer.ExpectedBytes.Checksum;
import io.panoptoupload.worker.wire.FakePanopto;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

@Order(1)
class ExpectedBytesTest {
    @AutoClose private final TransferFixture it;
    private @Nullable Supplier<InputStream> whole;
    private final AtomicInteger marks = new AtomicInteger();
    private volatile boolean markedEachTime;
    private boolean writtenOn;
    private boolean breaking;

    /** Where more than a part was asked for. */
    private final List<Long> openedAt = new CopyOnWriteArrayList<>();

    private final TestSource source =
            new TestSource(2 * PART + 17) {
                @Override
                public Pin pin() {
                    return markedEachTime
                            ? new Pin(bytes().length, "mark " + marks.incrementAndGet())
                            : super.pin();
                }

                @Override
                public InputStream open(Pin pin, long offset, long length) throws IOException {
                    if (writtenOn && pin.isDistrusted()) {
                        alter();
                    }
                    if (length > PART) {
                        openedAt.add(offset);
                    }
                    if (breaking && length > PART) {
                        return new SequenceInputStream(
                                super.open(pin, offset, PART), new BrokenStream());
                    }
                    return whole != null && length > PART
                            ? whole.get()
                            : super.open(pin, offset, length);
                }
            };

    ExpectedBytesTest() throws IOException {
        it = new TransferFixture();
    }

    @ParameterizedTest
    @EnumSource
    void the_right_checksum_passes(Algorithm algorithm) throws Exception {
        String right = checksum(algorithm).toUpperCase(Locale.ROOT);

        assertThat(it.send(expecting(algorithm, right), ConfirmedParts.none()))
                .isInstanceOf(SendOutcome.Sent.class);
    }

    @ParameterizedTest
    @EnumSource
    void the_wrong_checksum_is_never_completed(Algorithm algorithm) {
        String wrong = "0".repeat(algorithm.hexDigits);

        PermanentFault fault =
                catchThrowableOfType(
                        PermanentFault.class,
                        () -> it.send(expecting(algorithm, wrong), ConfirmedParts.none()));

        assertThat(fault.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void every_checksum_survives_a_restart(Algorithm algorithm) throws Exception {
        AtomicInteger broken = new AtomicInteger();
        it.panopto.script(
                step -> step.part() == 3 && broken.getAndIncrement() < 3 && step.respond(503, ""));
        Content content = expecting(algorithm, checksum(algorithm));
        assertThatThrownBy(() -> it.send(content, ConfirmedParts.none()))
                .isInstanceOf(TransientFault.class);

        assertThat(it.send(content, it.recorded())).isInstanceOf(SendOutcome.Sent.class);
    }

    @Test
    void a_source_that_yields_other_bytes_in_one_piece_is_not_proven() throws Exception {
        String right = checksum(Algorithm.MD5);
        Content content =
                readInOnePieceAs(
                        () -> {
                            byte[] other = source.bytes().clone();
                            other[PART]++;
                            return new ByteArrayInputStream(other);
                        },
                        right);

        assertThatThrownBy(() -> it.send(content, ConfirmedParts.none()))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("when read in one piece");
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    /** As from a server that ends its connections after some minutes. */
    @ParameterizedTest
    @EnumSource(names = {"MD5", "SHA256"})
    void a_source_whose_connections_break_is_read_on_where_they_broke(Algorithm algorithm)
            throws Exception {
        breaking = true;

        assertThat(it.send(expecting(algorithm, checksum(algorithm)), ConfirmedParts.none()))
                .isInstanceOf(SendOutcome.Sent.class);
        assertThat(openedAt).containsExactly(0L, (long) PART);
    }

    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("reset");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            return read();
        }
    }

    @Test
    void a_source_that_ends_early_again_where_it_ended_is_read_again_later() throws Exception {
        Content content =
                readInOnePieceAs(
                        () ->
                                new ByteArrayInputStream(
                                        source.bytes(), 0, openedAt.size() == 1 ? PART : 0),
                        checksum(Algorithm.MD5));

        assertThatThrownBy(() -> it.send(content, ConfirmedParts.none()))
                .isInstanceOf(TransientFault.class)
                .hasMessageContaining("cannot be read just now");
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    /** Its bytes are not the wrong ones: it has to start over. */
    @Test
    void a_source_that_changes_while_it_is_read_in_one_piece_is_no_wrong_source() throws Exception {
        Content content =
                readInOnePieceAs(
                        () ->
                                new SequenceInputStream(
                                        new ByteArrayInputStream(source.bytes(), 0, PART),
                                        new WaitingStream(new byte[source.bytes().length], PART) {
                                            @Override
                                            public synchronized int read(
                                                    byte[] to, int offset, int length) {
                                                int read = super.read(to, offset, length);
                                                source.touch();
                                                return read;
                                            }
                                        }),
                        checksum(Algorithm.MD5));

        TransientFault fault =
                catchThrowableOfType(
                        TransientFault.class, () -> it.send(content, ConfirmedParts.none()));

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    /** As one whose copying had reserved its full size, and went on meanwhile. */
    @ParameterizedTest
    @EnumSource(names = {"CRC32", "CRC32C", "SHA256"})
    void a_source_that_is_written_while_it_is_sent_is_no_wrong_source(Algorithm algorithm) {
        String whole = "0".repeat(algorithm.hexDigits);
        it.panopto.script(step -> {
            source.touch();
            return false;
        });

        TransientFault fault =
                catchThrowableOfType(
                        TransientFault.class,
                        () -> it.send(expecting(algorithm, whole), ConfirmedParts.none()));

        assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        assertThat(fault.readableInOrder()).as("it is sent anew").isFalse();
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
    }

    /** As on a server that sends another ETag with each response. */
    @ParameterizedTest
    @EnumSource(names = {"CRC32", "CRC32C", "SHA256"})
    void a_wrong_source_is_one_though_it_is_marked_otherwise_each_time(Algorithm algorithm) {
        Content content = expecting(algorithm, "0".repeat(algorithm.hexDigits));

        assertThat(faultOfMarkedEachTime(content).code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH);
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC32", "CRC32C", "SHA256"})
    void a_source_that_is_written_on_is_no_wrong_one_though_it_is(Algorithm algorithm) {
        writtenOn = true;
        Content content = expecting(algorithm, "0".repeat(algorithm.hexDigits));

        assertThat(faultOfMarkedEachTime(content).code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
    }

    private Fault faultOfMarkedEachTime(Content content) {
        it.panopto.script(step -> {
            markedEachTime = true;
            return false;
        });
        Fault fault =
                catchThrowableOfType(Fault.class, () -> it.send(content, ConfirmedParts.none()));
        assertThat(it.panopto.has("lecture.mp4")).isFalse();
        return fault;
    }

    @Test
    void a_transfer_that_fails_ends_the_reading() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        it.panopto.script(step -> {
            TransferFixture.awaitQuietly(reading);
            return step.respond(400, FakePanopto.error("InvalidName", "bad name"));
        });
        Content content =
                readInOnePieceAs(
                        () ->
                                new ByteArrayInputStream(source.bytes()) {
                                    @Override
                                    public synchronized int read(byte[] to, int at, int most) {
                                        reading.countDown();
                                        TransferFixture.awaitQuietly(never);
                                        ended.countDown();
                                        return -1;
                                    }
                                },
                        checksum(Algorithm.MD5));

        assertThatThrownBy(() -> it.send(content, ConfirmedParts.none()))
                .isInstanceOf(PermanentFault.class);
        assertThat(ended.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** A long reading must not look like a job that hangs. */
    @Test
    void a_source_that_is_still_read_when_all_is_sent_shows_that_it_is_alive() throws Exception {
        Content content =
                readInOnePieceAs(
                        () ->
                                new SequenceInputStream(
                                        new ByteArrayInputStream(source.bytes(), 0, PART),
                                        new WaitingStream(source.bytes(), PART)),
                        checksum(Algorithm.MD5));

        assertThat(it.send(content, ConfirmedParts.none())).isInstanceOf(SendOutcome.Sent.class);
    }

    /** Yields nothing before the listener has heard that the source is being read. */
    private class WaitingStream extends ByteArrayInputStream {
        WaitingStream(byte[] bytes, int from) {
            super(bytes, from, bytes.length - from);
        }

        @Override
        public synchronized int read(byte[] to, int offset, int length) {
            await().until(() -> it.ledger.readAgain.get() > 0);
            return super.read(to, offset, length);
        }
    }

    private Content readInOnePieceAs(Supplier<InputStream> bytes, String md5) {
        whole = bytes;
        return expecting(Algorithm.MD5, md5);
    }

    @Test
    void the_wrong_size_is_found_before_the_first_byte() {
        ExpectedBytes expected = new ExpectedBytes(5L, null);

        assertThatThrownBy(() -> it.send(source.content(expected), ConfirmedParts.none()))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("expected was 5 bytes");
        assertThat(it.panopto.heads()).isEmpty();
    }

    @Test
    void a_checksum_of_the_wrong_length_is_none() {
        assertThatThrownBy(() -> new Checksum(Algorithm.MD5, "1234"))
                .hasMessageContaining("32 hexadecimal digits");
    }

    private Content expecting(Algorithm algorithm, String hex) {
        return source.content(
                new ExpectedBytes((long) source.bytes().length, new Checksum(algorithm, hex)));
    }

    private String checksum(Algorithm algorithm) throws Exception {
        return switch (algorithm) {
            case CRC32 -> "%08x".formatted(source.crc32());
            case CRC32C -> {
                CRC32C crc = new CRC32C();
                crc.update(source.bytes());
                yield "%08x".formatted((int) crc.getValue());
            }
            case MD5, SHA1, SHA256 ->
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance(algorithm.standardName)
                                            .digest(source.bytes()));
        };
    }
}
