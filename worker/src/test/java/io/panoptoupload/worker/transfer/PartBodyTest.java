package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

class PartBodyTest {
    private final TestSource source = new TestSource(2 * PART);

    @Test
    void a_part_that_was_taken_before_its_end_is_not_sent() throws IOException {
        try (PartBody body = new PartBody(source.content(), 1, false, _ -> {})) {
            assertThatThrownBy(body::sent).isInstanceOf(TransientFault.class);
            InputStream reading = body.newStream();
            assertThat(reading.readNBytes(PART - 1)).hasSize(PART - 1);
            assertThatThrownBy(body::sent)
                    .isInstanceOfSatisfying(
                            TransientFault.class,
                            fault ->
                                    assertThat(fault.code())
                                            .isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE))
                    .hasMessageContaining("before it had all of it");
            assertThat(reading.read()).isNotNegative();
            assertThat(body.sent().complete()).isTrue();
        }
    }

    /** Over http the bytes are read twice, and at each retry once more. */
    @Test
    void the_bytes_that_have_left_are_those_of_the_latest_reading_until_they_land()
            throws IOException {
        AtomicLong inFlight = new AtomicLong();
        try (PartBody body = new PartBody(source.content(), 1, false, inFlight::addAndGet)) {
            assertThat(body.newStream().readNBytes(PART)).hasSize(PART);
            assertThat(inFlight).hasValue(PART);
            assertThat(body.newStream().readNBytes(1000)).hasSize(1000);
            assertThat(inFlight).hasValue(1000);
            body.landed();
            assertThat(inFlight).hasValue(0);
        }
        assertThat(inFlight).hasValue(0);
    }

    /** As files do: they are opened at an offset and go on to their end. */
    @Test
    void a_source_that_yields_more_than_the_part_is_cut_at_its_end() throws IOException {
        TestSource endless =
                new TestSource(2 * PART) {
                    @Override
                    public InputStream open(Pin pin, long offset, long length) {
                        int from = (int) offset;
                        return new ByteArrayInputStream(bytes(), from, bytes().length - from);
                    }
                };
        try (PartBody body = new PartBody(endless.content(), 1, false, _ -> {})) {
            byte[] more = new byte[PART + 100];
            InputStream reading = body.newStream();
            int read = reading.readNBytes(more, 0, more.length);
            assertThat(reading.read()).isNegative();
            assertThat(Arrays.copyOf(more, read)).isEqualTo(Arrays.copyOf(endless.bytes(), PART));
        }
    }
}
