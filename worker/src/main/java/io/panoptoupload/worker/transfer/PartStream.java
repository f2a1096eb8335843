package io.panoptoupload.worker.transfer;

import io.panoptoupload.worker.fault.Fault;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** One reading of one part: bounded, counted, checksummed, and never shorter than it should be. */
final class PartStream extends InOrderStream {
    private final CRC32 crc32 = new CRC32();
    private final @Nullable CRC32C crc32c;
    private final LongConsumer moved;
    private long left;
    private @Nullable IOException failure;

    PartStream(InputStream in, long length, boolean withCrc32c, LongConsumer moved) {
        super(in);
        this.left = length;
        this.crc32c = withCrc32c ? new CRC32C() : null;
        this.moved = moved;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (left == 0 || length == 0) {
            return left == 0 ? -1 : 0;
        }
        int read;
        try {
            read = in.read(to, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("%d bytes fewer than it had".formatted(left));
            }
        } catch (IOException e) {
            // The reader wraps this beyond recognition, so the cause is kept here.
            failure = e;
            throw e;
        }
        moved.accept(read);
        left -= read;
        crc32.update(to, offset, read);
        if (crc32c != null) {
            crc32c.update(to, offset, read);
        }
        return read;
    }

    /** Why the source could not be read, if it was the source. */
    @Nullable IOException failure() {
        return failure;
    }

    /** What is wrong with the source if it is too slow of late; null when it is not. */
    @Nullable Fault slowness() {
        return in instanceof MinimumRateStream steady && steady.isSlow() ? steady.fault() : null;
    }

    boolean complete() {
        return left == 0;
    }

    int crc32() {
        return (int) crc32.getValue();
    }

    int crc32c() {
        return crc32c == null ? 0 : (int) crc32c.getValue();
    }
}
