package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.ExpectedBytes.Algorithm;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32;

/**
 * One reading of a file from end to end beside its transfer, for checksums that parts cannot make
 * up. Its CRC-32 proves that it read what was sent. Where the source has ranges it goes on where a
 * connection broke, as long as each brings something.
 */
final class FullReadDigest implements AutoCloseable {
    private static final int BUFFER = 256 * 1024;

    /** What was read: its checksum in hexadecimal, its CRC-32, and how much it was. */
    record Result(String checksum, int crc32, long sizeBytes) {}

    private final FutureTask<Result> reading;
    private final Thread thread;
    private volatile long bytesRead;

    FullReadDigest(Content content, Algorithm algorithm) {
        reading = new FutureTask<>(() -> read(content, algorithm));
        thread = Thread.ofVirtual().name("ordered-read").start(reading);
    }

    /**
     * Waits for the end of the reading.
     *
     * @param onProgress called about once a second while bytes come
     */
    Result result(Source source, Runnable onProgress) {
        long before = 0;
        try {
            while (true) {
                try {
                    return reading.get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    long now = bytesRead;
                    if (now > before) {
                        before = now;
                        onProgress.run();
                    }
                }
            }
        } catch (InterruptedException e) {
            throw Interrupted.during("checking " + source.name());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            if (e.getCause() instanceof SourceFailure known) {
                throw known.fault();
            }
            throw new TransientFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s cannot be read just now".formatted(source.name()),
                    e.getCause());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private Result read(Content content, Algorithm algorithm) throws IOException {
        CRC32 crc32 = new CRC32();
        RunningChecksum checksum = new RunningChecksum(algorithm);
        boolean ranges = !content.pin().isDistrusted() && content.source().hasRanges(content.pin());
        while (true) {
            long before = bytesRead;
            try {
                readOn(content, crc32, checksum);
                return new Result(checksum.hex(), (int) crc32.getValue(), bytesRead);
            } catch (IOException e) {
                // Servers end connections after some minutes; parts do not notice.
                if (!ranges
                        || e instanceof SourceFailure
                        || bytesRead - before < BUFFER
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    /** From where an earlier connection broke. */
    private void readOn(Content content, CRC32 crc32, RunningChecksum checksum) throws IOException {
        long size = content.pin().sizeBytes();
        boolean sizeKnown = size != Pin.UNKNOWN_SIZE;
        long at = bytesRead;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in =
                content.source().open(content.pin(), at, sizeKnown ? size - at : size)) {
            while (!sizeKnown || at < size) {
                int max = sizeKnown ? (int) Math.min(buffer.length, size - at) : buffer.length;
                int read = in.read(buffer, 0, max);
                if (read < 0 && !sizeKnown) {
                    return;
                }
                if (read < 0) {
                    throw new EOFException("%d bytes fewer than it had".formatted(size - at));
                }
                crc32.update(buffer, 0, read);
                checksum.update(buffer, read);
                at += read;
                bytesRead = at;
            }
        }
    }
}
