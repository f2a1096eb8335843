package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

class Crc32CombineTest {
    @RepeatedTest(50)
    void two_pieces_make_the_whole_however_they_are_cut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] whole = new byte[random.nextInt(1, 100_000)];
        random.nextBytes(whole);
        int cut = random.nextInt(whole.length + 1);
        int rest = whole.length - cut;

        assertThat(
                        joined(
                                Crc32Combine.CRC32,
                                of(new CRC32(), whole, 0, cut),
                                cut,
                                of(new CRC32(), whole, cut, rest),
                                rest))
                .as("seed %d", seed)
                .isEqualTo(of(new CRC32(), whole, 0, whole.length));
        assertThat(
                        joined(
                                Crc32Combine.CRC32C,
                                of(new CRC32C(), whole, 0, cut),
                                cut,
                                of(new CRC32C(), whole, cut, rest),
                                rest))
                .as("seed %d", seed)
                .isEqualTo(of(new CRC32C(), whole, 0, whole.length));
    }

    @Test
    void ten_thousand_equal_parts_and_a_smaller_one_make_the_whole() {
        byte[] part = new byte[1000];
        new Random(1).nextBytes(part);
        CRC32 whole = new CRC32();
        Crc32Combine.Accumulator combined = new Crc32Combine.Accumulator(Crc32Combine.CRC32);
        for (int i = 0; i < 10_000; i++) {
            int length = i == 9_999 ? 17 : part.length;
            whole.update(part, 0, length);
            combined.append(of(new CRC32(), part, 0, length), length);
        }

        assertThat(combined.value()).isEqualTo((int) whole.getValue());
    }

    @Test
    void lengths_beyond_four_gigabytes_add_up() {
        for (Crc32Combine crc : new Crc32Combine[] {Crc32Combine.CRC32, Crc32Combine.CRC32C}) {
            long large = PartPlan.MAX_FILE;
            int twice = crc.multiply(crc.shift(large - 12_345), crc.shift(12_345));

            assertThat(crc.shift(large)).isEqualTo(twice);
        }
    }

    private static int joined(Crc32Combine crc, int first, int cut, int second, int rest) {
        Crc32Combine.Accumulator both = new Crc32Combine.Accumulator(crc);
        both.append(first, cut);
        both.append(second, rest);
        return both.value();
    }

    private static int of(Checksum checksum, byte[] bytes, int offset, int length) {
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }
}
