package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.transfer.ExpectedBytes.Algorithm;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The checksum of bytes that pass in order, by any algorithm that a requester may name. */
final class RunningChecksum {
    private final Checksum crc;
    private final @Nullable MessageDigest digest;

    RunningChecksum(Algorithm algorithm) {
        crc = algorithm == Algorithm.CRC32C ? new CRC32C() : new CRC32();
        digest =
                switch (algorithm) {
                    case CRC32, CRC32C -> null;
                    case MD5, SHA1, SHA256 -> digest(algorithm);
                };
    }

    private static MessageDigest digest(Algorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.standardName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void update(byte[] bytes, int length) {
        if (digest == null) {
            crc.update(bytes, 0, length);
        } else {
            digest.update(bytes, 0, length);
        }
    }

    /** In lower-case hexadecimal; ask once, at the end. */
    String hex() {
        return digest == null
                ? "%08x".formatted(crc.getValue())
                : HexFormat.of().formatHex(digest.digest());
    }
}
