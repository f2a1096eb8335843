package io.panoptoupload.worker.job;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * An engine's jobs, each in the queue of what it waits for. Finding what is due, and counting,
 * costs nothing for each of the many that wait. Not thread-safe.
 */
final class JobQueue {
    /** Removed entries are cleaned up only once they outnumber the others. */
    private static final int MAX_GONE = 1000;

    /** What a job waits for, and in which order. */
    enum WaitingFor {
        /** Its time. */
        TIME,
        /** One of the upload slots: by {@link Urgency}. */
        SLOT,
        /** To ask Panopto: by when it was to ask. */
        POLL,
        /** To be ended, by a cancel or at its deadline. */
        END,
        /** Nothing: it runs. */
        NONE
    }

    /**
     * Where a job stands until something about it changes.
     *
     * @param state null while it runs, since that changes it
     * @param order in its queue
     * @param until when it is to be placed again, though nothing happened
     * @param number which distinguishes places of the same time
     */
    private record Place(
            OpenJob job,
            WaitingFor kind,
            JobStatus.@Nullable State state,
            Instant order,
            Instant until,
            long number) {
        private static final Comparator<Place> BY_ORDER =
                Comparator.comparing(Place::order).thenComparingLong(Place::number);
        private static final Comparator<Place> BY_TIME =
                Comparator.comparing(Place::until).thenComparingLong(Place::number);
    }

    private final Map<OpenJob, Place> places = new HashMap<>();
    private final Map<WaitingFor, SortedSet<Place>> queues = new EnumMap<>(WaitingFor.class);
    private final SortedSet<Place> timed = new TreeSet<>(Place.BY_TIME);
    private final Set<OpenJob> running = new HashSet<>();
    private final PriorityQueue<OpenJob> byAge =
            new PriorityQueue<>(Comparator.comparing(OpenJob::startedAt));
    private final Map<JobStatus.State, Integer> resting = new EnumMap<>(JobStatus.State.class);
    private long numbers;

    JobQueue() {
        for (WaitingFor kind : List.of(WaitingFor.SLOT, WaitingFor.POLL, WaitingFor.END)) {
            queues.put(kind, new TreeSet<>(Place.BY_ORDER));
        }
    }

    void add(OpenJob job, Instant now) {
        byAge.add(job);
        put(job, now);
    }

    /** A job has changed: it runs, no longer runs, or is to be ended. */
    void changed(OpenJob job, Instant now) {
        if (take(job)) {
            put(job, now);
        }
    }

    void remove(OpenJob job) {
        boolean _ = take(job);
        if (byAge.size() > 2 * places.size() + MAX_GONE) {
            byAge.removeIf(each -> !places.containsKey(each));
        }
    }

    private void put(OpenJob job, Instant now) {
        Place place = place(job, now);
        places.put(job, place);
        if (place.state() == null) {
            running.add(job);
            return;
        }
        resting.merge(place.state(), 1, Integer::sum);
        if (place.until().isBefore(Instant.MAX)) {
            timed.add(place);
        }
        @Nullable SortedSet<Place> queue = queues.get(place.kind());
        if (queue != null) {
            queue.add(place);
        }
    }

    private boolean take(OpenJob job) {
        Place place = places.remove(job);
        if (place == null) {
            return false;
        }
        running.remove(job);
        timed.remove(place);
        if (place.state() != null) {
            resting.merge(place.state(), -1, Integer::sum);
        }
        @Nullable SortedSet<Place> queue = queues.get(place.kind());
        if (queue != null) {
            queue.remove(place);
        }
        return true;
    }

    private Place place(OpenJob job, Instant now) {
        long number = numbers++;
        if (job.thread().isRunning()) {
            return new Place(job, WaitingFor.NONE, null, Instant.MAX, Instant.MAX, number);
        }
        JobStatus.State state = restingState(job);
        Instant due = job.dueAt();
        if (due.isAfter(now)) {
            return new Place(job, WaitingFor.TIME, state, due, due, number);
        }
        if (job.isToBeEnded(now)) {
            return new Place(job, WaitingFor.END, state, due, Instant.MAX, number);
        }
        Instant deadline = job.deadline() == null ? Instant.MAX : job.deadline();
        return job.phase().needsSlot()
                ? new Place(job, WaitingFor.SLOT, state, job.urgency(), deadline, number)
                : new Place(job, WaitingFor.POLL, state, due, deadline, number);
    }

    private static JobStatus.State restingState(OpenJob job) {
        if (!job.phase().needsSlot()) {
            return JobStatus.State.PROCESSING;
        }
        return job.isParked() ? JobStatus.State.PARKED : JobStatus.State.WAITING;
    }

    private SortedSet<Place> queue(WaitingFor kind) {
        return Objects.requireNonNull(queues.get(kind));
    }

    /** Places those again whose time has come. */
    void wakeDue(Instant now) {
        while (nextWake().filter(time -> !time.isAfter(now)).isPresent()) {
            changed(timed.first().job(), now);
        }
    }

    /** When the next job's time comes. */
    Optional<Instant> nextWake() {
        return timed.isEmpty() ? Optional.empty() : Optional.of(timed.first().until());
    }

    /**
     * When there may be more to start or to stop.
     *
     * @param opensAt from when on jobs may start that wait for a slot or a poll
     */
    Optional<Instant> nextDue(Instant now, Instant opensAt) {
        boolean held = size(WaitingFor.SLOT) + size(WaitingFor.POLL) > 0;
        Stream<Instant> deadlines = running().map(OpenJob::deadline).filter(Objects::nonNull);
        return Stream.of(
                        deadlines,
                        nextWake().stream(),
                        held ? Stream.of(opensAt) : Stream.<Instant>empty())
                .flatMap(times -> times)
                .filter(time -> time.isAfter(now))
                .min(Comparator.naturalOrder());
    }

    /** The first that wait for this, at most a number of them. They count as running from here. */
    List<OpenJob> start(WaitingFor kind, long max, Instant now) {
        List<OpenJob> started = new ArrayList<>();
        while (started.size() < max && !queue(kind).isEmpty()) {
            OpenJob job = queue(kind).first().job();
            job.reserve(now);
            changed(job, now);
            started.add(job);
        }
        return started;
    }

    int size(WaitingFor kind) {
        return queue(kind).size();
    }

    /** Jobs of this state that do not run. */
    int resting(JobStatus.State state) {
        return resting.getOrDefault(state, 0);
    }

    Stream<OpenJob> running() {
        return running.stream();
    }

    /** When the first of all attempts could begin. */
    Optional<Instant> oldestSince() {
        while (!byAge.isEmpty() && !places.containsKey(byAge.peek())) {
            byAge.remove();
        }
        return Optional.ofNullable(byAge.peek()).map(OpenJob::startedAt);
    }

    Stream<OpenJob> all() {
        return places.keySet().stream();
    }

    int size() {
        return places.size();
    }
}
