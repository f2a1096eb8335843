package io.panoptoupload.worker.source;

import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.SourceFailure;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * The body of a range. One that ends early, in good order, says nothing of the file: a proxy may
 * have ended it when the server behind broke off.
 */
final class WholeRange extends FilterInputStream {
    private final Supplier<TransientFault> early;
    private long left;

    /**
     * @param length of the range, in bytes
     * @param early what it is if it ends before that
     */
    WholeRange(InputStream body, long length, Supplier<TransientFault> early) {
        super(body);
        this.left = length;
        this.early = early;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read = in.read(to, offset, length);
        if (read < 0 && left > 0) {
            throw new SourceFailure(early.get());
        }
        left -= Math.max(read, 0);
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public long skip(long bytes) throws IOException {
        throw new IOException("the bytes of a range are read in order");
    }
}
