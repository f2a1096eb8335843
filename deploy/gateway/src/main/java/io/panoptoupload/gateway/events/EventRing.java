package io.panoptoupload.gateway.events;

import io.panoptoupload.worker.topics.TopicState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events that came last, once for all listeners: each knows the number of the batch that it
 * waits for, and one whose batch is no longer held was too slow.
 */
final class EventRing {
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, Batch> batches = new HashMap<>();
    private long first;
    private long next;
    private long bytes;
    private int generation;
    private @Nullable TopicState topic;
    private @Nullable Position end;

    /**
     * @param maxBytes that the batches have in memory, but for one that is larger alone
     */
    EventRing(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Why a listener is cut. */
    enum Cut {
        SLOW("it reads too slowly"),
        RESTARTED("the topic is read again from its end"),
        KAFKA("Kafka gives out nothing of what it still has");

        private final String words;

        Cut(String words) {
            this.words = words;
        }
    }

    /** A listener cannot go on, and has to connect again. */
    static final class Ended extends Exception {
        private static final long serialVersionUID = 1L;
        private final Cut why;

        Ended(Cut why) {
            super(why.words);
            this.why = why;
        }

        Cut why() {
            return why;
        }
    }

    /**
     * What is followed now.
     *
     * @param generation another one when it was restarted
     * @param end behind the latest event
     */
    record Now(int generation, TopicState topic, Position end) {}

    /** Empty while nothing is followed. */
    Optional<Now> now() {
        lock.lock();
        try {
            return topic == null || end == null
                    ? Optional.empty()
                    : Optional.of(new Now(generation, topic, end.copy()));
        } finally {
            lock.unlock();
        }
    }

    /** Restarts; whoever listens has to come again. */
    void restart(@Nullable TopicState followed, @Nullable Position from) {
        lock.lock();
        try {
            first = next;
            batches.clear();
            bytes = 0;
            generation++;
            topic = followed;
            end = from;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void add(Batch batch) {
        lock.lock();
        try {
            batches.put(next++, batch);
            bytes += batch.size();
            end = batch.behind();
            while (bytes > maxBytes && next - first > 1) {
                bytes -= Objects.requireNonNull(batches.remove(first++)).size();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The number of the batch to begin with; empty if something before it is missing here. */
    Optional<Long> attach(int since, Position position) throws Ended {
        lock.lock();
        try {
            check(since);
            @Nullable Batch oldest = batches.get(first);
            @Nullable Position start = oldest == null ? end : oldest.before();
            if (start == null || !position.isAtLeast(start)) {
                return Optional.empty();
            }
            long number = first;
            while (number < next && position.isAtLeast(get(number).behind())) {
                number++;
            }
            return Optional.of(number);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a batch; empty if it has not come in time. */
    Optional<Batch> await(int since, long number, Duration limit)
            throws InterruptedException, Ended {
        lock.lock();
        try {
            long left = limit.toNanos();
            check(since);
            while (number >= next) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = changed.awaitNanos(left);
                check(since);
            }
            if (number < first) {
                throw new Ended(Cut.SLOW);
            }
            return Optional.of(get(number));
        } finally {
            lock.unlock();
        }
    }

    private Batch get(long number) {
        return Objects.requireNonNull(batches.get(number));
    }

    private void check(int since) throws Ended {
        if (since != generation) {
            throw new Ended(Cut.RESTARTED);
        }
    }
}
