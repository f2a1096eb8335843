package io.panoptoupload.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * A file to be sent.
 *
 * @param crc32 8 lower-case hex digits
 */
record Recording(Path file, long bytes, String crc32) {
    private static final int BLOCK = 1 << 20;

    /** A file of random bytes, which is in the page cache from having been written. */
    static Recording random(Path file, long bytes) throws IOException {
        CRC32 crc = new CRC32();
        SplittableRandom random = new SplittableRandom(bytes);
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = bytes; left > 0; left -= BLOCK) {
                random.nextBytes(block);
                int length = (int) Math.min(left, BLOCK);
                crc.update(block, 0, length);
                out.write(block, 0, length);
            }
        }
        return new Recording(file, bytes, HexFormat.of().toHexDigits((int) crc.getValue()));
    }

    /** A file of zeros that takes no room on the disk. */
    static Recording sparse(Path file, long bytes) throws IOException {
        Files.deleteIfExists(file);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(bytes);
        }
        CRC32 crc = new CRC32();
        byte[] block = new byte[BLOCK];
        for (long left = bytes; left > 0; left -= BLOCK) {
            crc.update(block, 0, (int) Math.min(left, BLOCK));
        }
        return new Recording(file, bytes, HexFormat.of().toHexDigits((int) crc.getValue()));
    }
}
