package io.panoptoupload.standalone.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says in time that a disk fills up: a broker that cannot write ends, and nothing is taken in until
 * there is room. Says it once, again when it is full, and again when it has had room in between.
 */
final class DiskWatch implements AutoCloseable {
    /** In bytes: much more than the broker writes between two checks. */
    static final long MIN_FREE = 2_000_000_000;

    /** In bytes: so little that what is written now may fail. */
    static final long MIN_WRITABLE = 10_000_000;

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private enum Level {
        ROOMY,
        LOW,
        FULL
    }

    private final Path directory;
    private final LongSupplier left;
    private final Consumer<String> notices;
    private final CountDownLatch closed = new CountDownLatch(1);
    private Level level = Level.ROOMY;

    /**
     * Watches nothing yet.
     *
     * @param left how many bytes can still be written into the directory
     */
    DiskWatch(Path directory, LongSupplier left, Consumer<String> notices) {
        this.directory = directory;
        this.left = left;
        this.notices = notices;
    }

    /** Watches the disk of a directory that exists, from now on. */
    static DiskWatch start(Path directory, Consumer<String> notices) throws IOException {
        FileStore disk = Files.getFileStore(directory);
        DiskWatch watch = new DiskWatch(directory, () -> usable(disk), notices);
        watch.check();
        Thread.ofVirtual().name("disk-watch").start(watch::run);
        return watch;
    }

    private static long usable(FileStore disk) {
        try {
            return disk.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                check();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void check() {
        long bytes;
        try {
            bytes = left.getAsLong();
        } catch (UncheckedIOException e) {
            // a mount that is away for a moment; the broker complains of one that stays away
            return;
        }
        Level now = bytes < MIN_WRITABLE ? Level.FULL : bytes < MIN_FREE ? Level.LOW : Level.ROOMY;
        if (now.compareTo(level) > 0) {
            notices.accept(now == Level.FULL ? full() : low(bytes));
        } else if (now == Level.ROOMY && level != Level.ROOMY) {
            notices.accept("The disk of " + directory + " has room again.");
        }
        level = now;
    }

    private String low(long bytes) {
        return "The disk of %s has %d MB left: make room, before the broker ends because it cannot write."
                .formatted(directory, bytes / 1_000_000);
    }

    private String full() {
        return "The disk of %s is full: make room. Until then the broker ends and is started again, logs there have gaps, and uploads wait; what was taken in is kept."
                .formatted(directory);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
