package io.panoptoupload.worker.stage;

import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import java.io.InputStream;

/** A source that is only looked at, and has a size or none. */
record PinnedSource(long sizeBytes, LeadingBytes beginning) implements Source {
    PinnedSource(long sizeBytes) {
        this(sizeBytes, LeadingBytes.UNKNOWN);
    }

    @Override
    public String name() {
        return "lecture.mp4";
    }

    @Override
    public Pin pin() {
        return new Pin(sizeBytes, "once " + beginning.latin1());
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
