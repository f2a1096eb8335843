package io.panoptoupload.worker.transfer.http;

import io.panoptoupload.worker.http.UnreadableBody;

import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

import software.amazon.awssdk.http.ContentStreamProvider;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;

/**
 * A body of a known length in blocks of 256 KiB: as few system calls, TLS records and copies as
 * possible, without filling the memory. Each block goes out in slices as the bandwidth allows, so
 * that no server waits long for the next byte.
 */
final class BlockEntity extends AbstractHttpEntity {
    static final int BLOCK = 256 * 1024;

    private final ContentStreamProvider body;
    private final long length;
    private final Bandwidth bandwidth;
    private final StallWatch.Watched watched;

    BlockEntity(
            ContentStreamProvider body,
            long length,
            Bandwidth bandwidth,
            StallWatch.Watched watched) {
        super((String) null, null);
        this.body = body;
        this.length = length;
        this.bandwidth = bandwidth;
        this.watched = watched;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] block = new byte[(int) Math.min(BLOCK, length)];
        try (InputStream in = body.newStream()) {
            for (long left = length; left > 0; ) {
                int filled = filled(in, block, left);
                writeInTurn(out, block, filled);
                left -= filled;
            }
        }
    }

    private static int filled(InputStream in, byte[] block, long left) throws UnreadableBody {
        int wanted = (int) Math.min(block.length, left);
        try {
            int read = in.readNBytes(block, 0, wanted);
            if (read < wanted) {
                throw new EOFException("the body ended %d bytes early".formatted(left - read));
            }
            return read;
        } catch (IOException e) {
            throw new UnreadableBody(e);
        }
    }

    private void writeInTurn(OutputStream out, byte[] block, int filled) throws IOException {
        for (int written = 0; written < filled; ) {
            int slice = bandwidth.slice(filled - written);
            try {
                bandwidth.pass(slice);
            } catch (InterruptedIOException e) {
                throw new UnreadableBody(e);
            }
            write(out, block, written, slice);
            written += slice;
        }
    }

    private void write(OutputStream out, byte[] block, int from, int count) throws IOException {
        watched.writing();
        try {
            out.write(block, from, count);
        } catch (IOException e) {
            if (watched.isStalled()) {
                SocketTimeoutException stalled =
                        new SocketTimeoutException("no bytes got off for too long");
                stalled.addSuppressed(e);
                throw stalled;
            }
            throw e;
        } finally {
            watched.written();
        }
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public InputStream getContent() {
        return body.newStream();
    }

    @Override
    public void close() {
        watched.end();
    }
}
