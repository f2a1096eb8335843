package io.panoptoupload.worker.source;

import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.transfer.SourceFailure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A file on a file system that may hang, read on {@link BlockingFileExecutor}: the reader gives up
 * after a while, although no interrupt reaches the thread that hangs.
 */
final class TimeoutInputStream extends InputStream {
    private static final int BUFFER = 256 * 1024;

    private final String name;
    private final InputStream file;
    private final BlockingFileExecutor threads;

    /**
     * Not the reader's: a hanging read may still write into it long after the reader has given up.
     */
    private final byte[] buffer = new byte[BUFFER];

    private boolean abandoned;

    /**
     * @param name of the file, for messages
     */
    TimeoutInputStream(String name, InputStream file, BlockingFileExecutor threads) {
        this.name = name;
        this.file = file;
        this.threads = threads;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        int max = Math.min(length, buffer.length);
        int read;
        try {
            read = threads.call(name, () -> file.read(buffer, 0, max), _ -> closeFile());
        } catch (Fault e) {
            abandoned = true;
            throw new SourceFailure(e);
        } catch (RuntimeException e) {
            abandoned = true;
            throw e;
        }
        if (read > 0) {
            System.arraycopy(buffer, 0, to, offset, read);
        }
        return read;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Closing a file waits for its readers; a read that hangs closes it itself. */
    @Override
    public void close() throws IOException {
        if (!abandoned) {
            file.close();
        }
    }

    private void closeFile() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
