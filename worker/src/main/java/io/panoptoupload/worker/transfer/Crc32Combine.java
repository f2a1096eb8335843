package io.panoptoupload.worker.transfer;

import java.util.function.IntUnaryOperator;

/**
 * The checksum of two pieces from the checksums of each, as zlib's {@code crc32_combine}: appending
 * n bytes multiplies the first checksum by x^8n modulo the polynomial.
 */
final class Crc32Combine {

    /** Bits are reflected: the highest stands for x^0. */
    private static final int ONE = 1 << 31;

    static final Crc32Combine CRC32 = new Crc32Combine(0xEDB88320);
    static final Crc32Combine CRC32C = new Crc32Combine(0x82F63B78);

    private final int polynomial;

    /** x^(2^i); not periodic for CRC-32C, whose polynomial is reducible, so as long as needed. */
    private final int[] squares = new int[Long.SIZE + 3];

    private Crc32Combine(int polynomial) {
        this.polynomial = polynomial;
        squares[0] = ONE >>> 1;
        for (int i = 1; i < squares.length; i++) {
            squares[i] = multiply(squares[i - 1], squares[i - 1]);
        }
    }

    /**
     * The checksum of a whole.
     *
     * @param part the checksum of a part by its number
     */
    int of(PartPlan plan, IntUnaryOperator part) {
        Accumulator whole = new Accumulator(this);
        for (int number = 1; number <= plan.parts(); number++) {
            whole.append(part.applyAsInt(number), plan.length(number));
        }
        return whole.value();
    }

    /** What appending so many bytes multiplies a checksum by. */
    int shift(long bytes) {
        int product = ONE;
        int square = 3;
        for (long left = bytes; left != 0; left >>>= 1) {
            if ((left & 1) == 1) {
                product = multiply(squares[square], product);
            }
            square++;
        }
        return product;
    }

    int multiply(int a, int b) {
        int product = 0;
        int factor = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) == 1 ? (factor >>> 1) ^ polynomial : factor >>> 1;
        }
        return product;
    }

    /** Strings many pieces together; equal lengths in a row cost one multiplication each. */
    static final class Accumulator {
        private final Crc32Combine crc;
        private int value;
        private long knownLength = -1;
        private int knownShift;

        Accumulator(Crc32Combine crc) {
            this.crc = crc;
        }

        void append(int next, long length) {
            if (length != knownLength) {
                knownShift = crc.shift(length);
                knownLength = length;
            }
            value = crc.multiply(knownShift, value) ^ next;
        }

        int value() {
            return value;
        }
    }
}
