package io.panoptoupload.worker.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;

/** Files of any size with bytes that no other file has. */
final class TestFiles {
    private TestFiles() {}

    static Path write(Path directory, String name, long size, long seed) {
        Path file = directory.resolve(name);
        // No faster one: the frozen journal has the checksums of these bytes.
        Random random = new Random(seed);
        byte[] block = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Eight hex digits. */
    static String crc32(Path file) {
        CRC32 crc = new CRC32();
        byte[] block = new byte[64 * 1024];
        try (var in = Files.newInputStream(file)) {
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                crc.update(block, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "%08x".formatted(crc.getValue());
    }
}
