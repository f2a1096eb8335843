package io.panoptoupload.worker.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that are counted as they pass: each is read once, by {@link #read(byte[], int, int)}. */
public abstract class InOrderStream extends FilterInputStream {
    protected InOrderStream(InputStream in) {
        super(in);
    }

    @Override
    public abstract int read(byte[] to, int offset, int length) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public final boolean markSupported() {
        return false;
    }

    @Override
    public final long skip(long bytes) throws IOException {
        throw new IOException("these bytes are read in order");
    }
}
