package io.panoptoupload.simulator;

/**
 * The CRC-32 of two pieces put together, from the CRC-32 of each, without their bytes. Appending
 * {@code n} bytes multiplies the first CRC by x<sup>8n</sup> modulo the polynomial, as zlib's
 * {@code crc32_combine} does it.
 */
final class Crc32Combine {
    private static final int POLYNOMIAL = 0xEDB88320;

    private Crc32Combine() {}

    /** The CRC of the first piece followed by a second one of {@code secondLength} bytes. */
    static long combine(long first, long second, long secondLength) {
        int shifted = multiply(powerOfX(8 * secondLength), (int) first);
        return Integer.toUnsignedLong(shifted ^ (int) second);
    }

    /** x to the {@code exponent}; bits are reflected, so the highest bit is x to the 0. */
    private static int powerOfX(long exponent) {
        int result = 1 << 31;
        int square = 1 << 30;
        for (long rest = exponent; rest != 0; rest >>>= 1) {
            if ((rest & 1) == 1) {
                result = multiply(square, result);
            }
            square = multiply(square, square);
        }
        return result;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int factor = b;
        for (int bit = 1 << 31; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) == 0 ? factor >>> 1 : (factor >>> 1) ^ POLYNOMIAL;
        }
        return product;
    }
}
