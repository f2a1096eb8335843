package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

class PartBufferTest {
    @Test
    void holds_one_part_and_reads_nothing_ahead() throws IOException {
        byte[] bytes = new TestSource(2 * PART + 17).bytes();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        PartBuffer buffer = new PartBuffer(in, PART, () -> {});

        assertThat(buffer.fill()).isEqualTo(PART);
        assertThat(in.available()).isEqualTo(PART + 17);
        assertThat(Arrays.equals(buffer.bytes(), Arrays.copyOf(bytes, PART))).isTrue();

        assertThat(buffer.fill()).isEqualTo(PART);
        assertThat(buffer.fill()).isEqualTo(17);
        assertThat(buffer.bytes()).hasSize(PART);
        assertThat(buffer.asContent().source().open(buffer.asContent().pin(), 0, 17))
                .hasBinaryContent(Arrays.copyOfRange(bytes, 2 * PART, bytes.length));
        assertThat(buffer.fill()).isZero();
    }

    @Test
    void takes_little_for_a_small_file() throws IOException {
        int partSize = PartPlan.MAX_PART;
        PartBuffer buffer =
                new PartBuffer(new ByteArrayInputStream(new byte[17]), partSize, () -> {});

        assertThat(buffer.fill()).isEqualTo(17);
        assertThat(buffer.bytes().length).isLessThan(partSize / 10);
    }
}
