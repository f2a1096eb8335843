package io.panoptoupload.standalone.machine;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A file that a child appends its output to: what is new in it is copied on, and when it has grown
 * too long it becomes {@code .1} and starts over. The child keeps the file open in append mode, so
 * it can only be copied and cut, not renamed.
 */
final class LogFile implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final Path file;
    private final long limit;
    private final OutputStream copy;
    private final Thread follower;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private long position;

    private LogFile(Path file, long limit, OutputStream copy) throws IOException {
        this.file = file;
        this.limit = limit;
        this.copy = copy;
        Files.createDirectories(file.toAbsolutePath().getParent());
        position = Files.exists(file) ? Files.size(file) : 0;
        follower = Thread.ofVirtual().name("log-" + file.getFileName()).unstarted(this::follow);
    }

    /** Copies on what is written from now, and cuts the file beyond the limit in bytes. */
    static LogFile follow(Path file, long limit, OutputStream copy) throws IOException {
        LogFile log = new LogFile(file, limit, copy);
        log.follower.start();
        return log;
    }

    private void follow() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                copyNew();
            }
        } catch (InterruptedException e) {
            // an interrupt would also break the copying, so there is none
            throw new IllegalStateException(e);
        } finally {
            ended.complete(null);
        }
    }

    private void copyNew() {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.position(position);
            Channels.newInputStream(channel).transferTo(copy);
            copy.flush();
            position = channel.position();
            if (position > limit) {
                keepOld();
                channel.truncate(0);
                position = 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot follow " + file, e);
        }
    }

    private void keepOld() {
        try {
            Path old = file.resolveSibling(file.getFileName() + ".1");
            Files.copy(file, old, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // On a full disk, room is worth more than what the log says; its reader has seen it.
        }
    }

    /** Copies the rest. */
    @Override
    public void close() {
        closed.countDown();
        ended.join();
        copyNew();
    }
}
