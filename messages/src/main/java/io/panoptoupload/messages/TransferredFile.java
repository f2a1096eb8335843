package io.panoptoupload.messages;

import java.util.HexFormat;

/**
 * A file that Panopto has in full.
 *
 * @param name under which it was uploaded
 * @param crc32 of the bytes as sent (zlib's); 8 lower-case hex digits
 */
@Message
public record TransferredFile(String name, long sizeBytes, String crc32) {
    /** The CRC-32 as {@link java.util.zip.CRC32#getValue()} returns it; higher bits are ignored. */
    public static TransferredFile of(String name, long sizeBytes, long crc32) {
        return new TransferredFile(name, sizeBytes, HexFormat.of().toHexDigits(crc32, 8));
    }
}
