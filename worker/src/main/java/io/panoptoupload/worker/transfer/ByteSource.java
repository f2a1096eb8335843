package io.panoptoupload.worker.transfer;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Bytes held in memory, which must not change while they are sent. */
final class ByteSource implements Source {
    private final String name;
    private final byte[] bytes;
    private final int size;

    /** The first {@code size} of some bytes. */
    ByteSource(String name, byte[] bytes, int size) {
        this.name = name;
        this.bytes = bytes;
        this.size = size;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Pin pin() {
        return new Pin(size, "memory");
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) {
        return new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }
}
