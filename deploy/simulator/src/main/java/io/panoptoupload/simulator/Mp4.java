package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The length of an MP4 file, as its movie header ({@code moov/mvhd}, ISO 14496-12) gives it. */
final class Mp4 {
    private static final int BOX_HEADER_BYTES = 8;
    private static final int MAX_BOXES = 10_000;

    private Mp4() {}

    /** Empty when it is no MP4 file, or does not say. */
    static Optional<Duration> duration(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            Optional<Box> movie = find("moov", new Box("", 0, channel.size()), channel);
            Optional<Box> header = movie.isEmpty() ? movie : find("mvhd", movie.get(), channel);
            return header.isEmpty() ? Optional.empty() : read(header.get(), channel);
        }
    }

    private record Box(String type, long start, long end) {}

    private static Optional<Box> find(String type, Box parent, SeekableByteChannel file)
            throws IOException {
        long at = parent.start();
        for (int box = 0; box < MAX_BOXES && at + BOX_HEADER_BYTES <= parent.end(); box++) {
            ByteBuffer header = bytes(file, at, 2 * BOX_HEADER_BYTES);
            long size = Integer.toUnsignedLong(header.getInt());
            byte[] name = new byte[4];
            header.get(name);
            long headerBytes = size == 1 ? 2 * BOX_HEADER_BYTES : BOX_HEADER_BYTES;
            long wanted = size == 1 ? header.getLong() : size;
            // Zero means up to the end.
            long end = wanted == 0 ? parent.end() : at + wanted;
            if (end < at + headerBytes || end > parent.end()) {
                return Optional.empty();
            }
            if (new String(name, US_ASCII).equals(type)) {
                return Optional.of(new Box(type, at + headerBytes, end));
            }
            at = end;
        }
        return Optional.empty();
    }

    private static Optional<Duration> read(Box header, SeekableByteChannel file)
            throws IOException {
        ByteBuffer fields = bytes(file, header.start(), 32);
        boolean wide = fields.get(0) == 1;
        long unitsPerSecond = Integer.toUnsignedLong(fields.getInt(wide ? 20 : 12));
        long units = wide ? fields.getLong(24) : Integer.toUnsignedLong(fields.getInt(16));
        boolean known = units >= 0 && units != (wide ? -1L : 0xFFFF_FFFFL);
        return known && unitsPerSecond > 0
                ? Optional.of(Duration.ofMillis(Math.round(1000.0 * units / unitsPerSecond)))
                : Optional.empty();
    }

    /** The bytes there; zeroes beyond the end of the file. */
    private static ByteBuffer bytes(SeekableByteChannel file, long position, int length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.position(position);
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {}
        return bytes.rewind();
    }
}
