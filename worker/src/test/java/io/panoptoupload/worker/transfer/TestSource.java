package io.panoptoupload.worker.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/** Random bytes that can be made to change, to end early, and to fail once. */
class TestSource implements Source {
    private volatile byte[] bytes;
    private volatile String mark = "as it was";
    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean ranges = true;
    private volatile MinimumRate rate = new MinimumRate(0, Duration.ofMinutes(1));
    final AtomicInteger openStreams = new AtomicInteger();
    final AtomicLong bytesRead = new AtomicLong();

    TestSource(int size) {
        bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
    }

    Content content() {
        return content(ExpectedBytes.UNKNOWN);
    }

    Content content(ExpectedBytes expected) {
        Pin pin = pin();
        return new Content(
                this, pin, new PartPlan(pin.sizeBytes(), TransferFixture.PART), expected);
    }

    void touch() {
        mark = "touched";
    }

    /** Other bytes of the same length, and another mark. */
    void alter() {
        byte[] other = bytes.clone();
        other[other.length / 2]++;
        bytes = other;
        mark = "altered";
    }

    void cutTo(int size) {
        bytes = Arrays.copyOf(bytes, size);
    }

    void withoutRanges() {
        ranges = false;
    }

    /** Whatever time it takes, it is too slow. */
    void tooSlow() {
        rate = new MinimumRate(Long.MAX_VALUE, Duration.ofNanos(1));
    }

    void failOnce() {
        failures.set(1);
    }

    byte[] bytes() {
        return bytes;
    }

    int crc32() {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Override
    public String name() {
        return "lecture.mp4";
    }

    @Override
    public Pin pin() {
        return new Pin(bytes.length, mark);
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) throws IOException {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("stale handle");
        }
        openStreams.incrementAndGet();
        int from = Math.min((int) offset, bytes.length);
        return rate.demandedOf(name(), stream(from, (int) length));
    }

    @Override
    public boolean hasRanges(Pin pin) {
        return ranges;
    }

    private InputStream stream(int from, int length) {
        return new ByteArrayInputStream(bytes, from, length) {
            private boolean closed;

            @Override
            public synchronized int read(byte[] to, int at, int most) {
                int read = super.read(to, at, most);
                bytesRead.addAndGet(Math.max(read, 0));
                return read;
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    openStreams.decrementAndGet();
                }
            }
        };
    }
}
