package io.panoptoupload.simulator;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Bytes for tests: the same for the same seed. */
final class Bytes {
    private Bytes() {}

    static byte[] random(int seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            whole.writeBytes(piece);
        }
        return whole.toByteArray();
    }

    static String crc32(byte[]... pieces) {
        CRC32 crc = new CRC32();
        for (byte[] piece : pieces) {
            crc.update(piece);
        }
        return "%08x".formatted(crc.getValue());
    }
}
