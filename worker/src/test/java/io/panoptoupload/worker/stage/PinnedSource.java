package io.panoptoupload.worker.stage;

import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import java.io.InputStream;

/** A source that is only looked at, and has a size or none. */
record PinnedSource(long sizeBytes) implements Source {
    @Override
    public String name() {
        return "lecture.mp4";
    }

    @Override
    public Pin pin() {
        return new Pin(sizeBytes, "once ");
    }

    @Override
    public boolean hasRanges(Pin pin) {
        return false;
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) {
        throw new UnsupportedOperationException();
    }
}
