package io.panoptoupload.worker.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a response. Closed before its end, it drops the connection: HTTP clients would read
 * the rest of it first, which may be a hundred gigabytes.
 */
public final class AbandonableStream extends FilterInputStream {
    private final Runnable abandon;
    private long left;

    /**
     * @param length of the body; {@link Long#MAX_VALUE} when it is not known
     * @param abandon drops the connection and gives its place in the pool back
     */
    public AbandonableStream(InputStream body, long length, Runnable abandon) {
        super(body);
        this.left = length;
        this.abandon = abandon;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        left = read < 0 ? 0 : left - 1;
        return read;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int read = in.read(to, offset, length);
        left = read < 0 ? 0 : left - read;
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = in.skip(bytes);
        left -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        if (left > 0) {
            abandon.run();
        } else {
            in.close();
        }
    }
}
