package io.panoptoupload.worker.source;

import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.MinimumRate;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import java.io.IOException;
import java.io.InputStream;

/** A source whose bytes are held to a {@link MinimumRate}, wherever it lies. */
final class MinimumRateSource implements Source {
    private final Source source;
    private final MinimumRate rate;

    MinimumRateSource(Source source, MinimumRate rate) {
        this.source = source;
        this.rate = rate;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public Pin pin() {
        return source.pin();
    }

    @Override
    public void checkAllowed() {
        source.checkAllowed();
    }

    @Override
    public boolean hasRanges(Pin pin) {
        return source.hasRanges(pin);
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) throws IOException {
        return rate.demandedOf(name(), source.open(pin, offset, length));
    }

    @Override
    public LeadingBytes beginning() {
        return source.beginning();
    }

    @Override
    public String difference(Pin before, Pin now) {
        return source.difference(before, now);
    }
}
