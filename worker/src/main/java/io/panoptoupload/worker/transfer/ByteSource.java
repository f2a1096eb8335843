package io.panoptoupload.worker.transfer;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Bytes held in memory, which cannot change. */
final class ByteSource implements Source {
    private final String name;
    private final byte[] bytes;

    ByteSource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes.clone();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Pin pin() {
        return new Pin(bytes.length, "memory");
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) {
        return new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }
}
