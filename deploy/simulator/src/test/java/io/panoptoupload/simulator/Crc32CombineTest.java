package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.zip.CRC32;

class Crc32CombineTest {
    @Test
    void the_combined_checksum_is_that_of_the_whole() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            byte[] first = Bytes.random(round, random.nextInt(3000));
            byte[] second = Bytes.random(-round, random.nextInt(3000));
            assertThat(Crc32Combine.combine(crc(first), crc(second), second.length))
                    .as("seed 42, round " + round)
                    .isEqualTo(crc(Bytes.join(first, second)));
        }
    }

    @Test
    void nothing_added_changes_nothing() {
        byte[] bytes = Bytes.random(1, 100);
        assertThat(Crc32Combine.combine(crc(bytes), 0, 0)).isEqualTo(crc(bytes));
        assertThat(Crc32Combine.combine(0, crc(bytes), bytes.length)).isEqualTo(crc(bytes));
    }

    @Test
    void lengths_beyond_four_gigabytes_are_not_cut_short() {
        // Appending zeros one after another, and all at once, must come to the same.
        long half = 3L << 30;
        long crcOfHalf = zeros(half);
        assertThat(Crc32Combine.combine(crcOfHalf, crcOfHalf, half)).isEqualTo(zeros(2 * half));
    }

    /** The CRC of so many zero bytes, by doubling. */
    private static long zeros(long count) {
        long result = 0;
        long power = crc(new byte[1]);
        long length = 1;
        for (long rest = count; rest != 0; rest >>>= 1) {
            if ((rest & 1) == 1) {
                result = Crc32Combine.combine(result, power, length);
            }
            power = Crc32Combine.combine(power, power, length);
            length *= 2;
        }
        return result;
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
