package io.panoptoupload.worker.job;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An engine's jobs. Those that have nothing to do before their time sleep until then, so that to
 * find what is due costs nothing for each of the many that wait. Not for several threads.
 */
final class JobQueue {
    /** Entries of jobs that are gone, beside as many as there are jobs, are not worth a search. */
    private static final int MAX_STALE = 1000;

    private final Set<OpenJob> all = new LinkedHashSet<>();
    private final Set<OpenJob> awake = new LinkedHashSet<>();
    private final PriorityQueue<Sleep> asleep =
            new PriorityQueue<>(Comparator.comparing(Sleep::until));

    /** A job that was woken before its time has an entry nevertheless. */
    private record Sleep(Instant until, OpenJob job) {}

    void add(OpenJob job) {
        all.add(job);
        awake.add(job);
    }

    void remove(Collection<OpenJob> gone) {
        gone.forEach(all::remove);
        gone.forEach(awake::remove);
        if (asleep.size() > 2 * all.size() + MAX_STALE) {
            asleep.removeIf(sleep -> !all.contains(sleep.job()));
        }
    }

    void remove(OpenJob gone) {
        remove(List.of(gone));
    }

    /** Before its time, because something else is to be done now. */
    void wake(OpenJob job) {
        if (all.contains(job)) {
            awake.add(job);
        }
    }

    /** Those whose time has come. */
    void wakeDue(Instant now) {
        for (Sleep next = asleep.peek();
                next != null && !next.until().isAfter(now);
                next = asleep.peek()) {
            wake(asleep.remove().job());
        }
    }

    /** Puts those to sleep that do not run and have nothing to do yet. */
    void letSleep(Instant now) {
        awake.removeIf(job -> {
            Instant due = job.dueAt();
            boolean sleeps = !job.isRunning() && due.isAfter(now);
            if (sleeps) {
                asleep.add(new Sleep(due, job));
            }
            return sleeps;
        });
    }

    /** When the first of those that sleep is due. */
    Optional<Instant> nextWake() {
        return Optional.ofNullable(asleep.peek()).map(Sleep::until);
    }

    /** Entries of those that sleep, and of some that do not any more. */
    int asleep() {
        return asleep.size();
    }

    Stream<OpenJob> awake() {
        return awake.stream();
    }

    Stream<OpenJob> all() {
        return all.stream();
    }

    int size() {
        return all.size();
    }
}
