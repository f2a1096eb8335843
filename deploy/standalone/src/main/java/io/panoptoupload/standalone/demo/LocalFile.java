package io.panoptoupload.standalone.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** A file of the sample lecture as it lies on this machine. */
record LocalFile(Path path, long sizeBytes, String crc32) {
    static LocalFile of(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return new LocalFile(path, bytes.length, HexFormat.of().toHexDigits(crc.getValue(), 8));
    }

    String name() {
        return String.valueOf(path.getFileName());
    }
}
