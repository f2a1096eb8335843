package io.panoptoupload.worker.transfer.http;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The pool: at most so many connections in use, the idle ones kept for a while. */
final class Connections implements AutoCloseable {
    /** Idle for longer, a connection is looked at before it is used. */
    static final long STALE_CHECK = Duration.ofSeconds(1).toNanos();

    /** Below the keep-alive time of common servers. */
    private static final long MAX_IDLE = Duration.ofSeconds(45).toNanos();

    private final HttpLimits limits;
    private final Dialer dialer;
    private final StallWatch watch;
    private final Bandwidth bandwidth;
    private final LongSupplier nanoTime;
    private final Semaphore free;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Connection> used = new HashSet<>();
    private boolean closed;

    Connections(HttpLimits limits, Dialer dialer, StallWatch watch, LongSupplier nanoTime) {
        this.limits = limits;
        this.dialer = dialer;
        this.watch = watch;
        this.bandwidth = new Bandwidth(limits.bytesPerSecond());
        this.nanoTime = nanoTime;
        this.free = new Semaphore(limits.connections());
    }

    /** To be given back or dropped, once. */
    Connection take(Place place) throws IOException {
        try {
            if (!free.tryAcquire(limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SocketTimeoutException("no connection became free");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a connection");
        }
        try {
            Connection connection = idleOne(place);
            return used(connection == null ? opened(place) : connection);
        } catch (IOException | RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    private Connection opened(Place place) throws IOException {
        return new Connection(place, dialer.dial(place), watch, bandwidth);
    }

    private @Nullable Connection idleOne(Place place) {
        while (true) {
            Connection found = youngest(place);
            if (found == null) {
                return null;
            }
            if (idleNanos(found) < STALE_CHECK || !found.isStale()) {
                return found;
            }
            found.close();
        }
    }

    private long idleNanos(Connection connection) {
        return nanoTime.getAsLong() - connection.idleSince();
    }

    private @Nullable Connection youngest(Place place) {
        lock.lock();
        try {
            for (Iterator<Connection> all = idle.iterator(); all.hasNext(); ) {
                Connection each = all.next();
                if (idleNanos(each) > MAX_IDLE) {
                    each.close();
                    all.remove();
                } else if (each.place().equals(place)) {
                    all.remove();
                    return each;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private Connection used(Connection connection) throws IOException {
        lock.lock();
        try {
            if (closed) {
                connection.close();
                throw new IOException("the client is closed");
            }
            used.add(connection);
            return connection;
        } finally {
            lock.unlock();
        }
    }

    /** For the next call. */
    void giveBack(Connection connection) {
        lock.lock();
        try {
            used.remove(connection);
            if (closed) {
                connection.close();
            } else {
                connection.idle(nanoTime.getAsLong());
                idle.addFirst(connection);
            }
        } finally {
            lock.unlock();
        }
        free.release();
    }

    void drop(Connection connection) {
        lock.lock();
        try {
            used.remove(connection);
        } finally {
            lock.unlock();
        }
        connection.close();
        free.release();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(Connection::close);
            idle.clear();
            used.forEach(Connection::close);
        } finally {
            lock.unlock();
        }
    }
}
