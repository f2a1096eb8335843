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
 * there is room. Says it once, and again when it has had room in between.
 */
final class DiskWatch implements AutoCloseable {
    /** In bytes: much more than the broker writes between two checks. */
    static final long MIN_FREE = 2_000_000_000;

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Path directory;
    private final LongSupplier left;
    private final Consumer<String> notices;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean low;

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
        boolean now = bytes < MIN_FREE;
        if (now && !low) {
            notices.accept(
                    "The disk of %s has %d MB left: make room, before the broker ends because it cannot write."
                            .formatted(directory, bytes / 1_000_000));
        } else if (low && !now) {
            notices.accept("The disk of " + directory + " has room again.");
        }
        low = now;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
