package io.panoptoupload.worker.source;

import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.InOrderStream;
import io.panoptoupload.worker.transfer.SourceFailure;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * The body of a range. One that ends early, in good order, says nothing of the file: a proxy may
 * have ended it when the server behind broke off.
 */
final class WholeRange extends InOrderStream {
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
    public int read(byte[] to, int offset, int length) throws IOException {
        int read = in.read(to, offset, length);
        if (read < 0 && left > 0) {
            throw new SourceFailure(early.get());
        }
        left -= Math.max(read, 0);
        return read;
    }
}
