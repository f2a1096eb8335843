package io.panoptoupload.gateway.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * All uploads, the latest first. Of finished ones no more than a configured number is held: the
 * oldest go first.
 */
public final class Uploads {
    private static final Comparator<Place> LATEST_FIRST =
            Comparator.comparing(Place::at).thenComparing(Place::requestId).reversed();

    private final int maxFinished;
    private final int maxRequests;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, UploadEntry> byId = new HashMap<>();
    private final NavigableMap<Place, UploadEntry> ordered = new TreeMap<>(LATEST_FIRST);
    private final UploadCounts counts = new UploadCounts();

    private final SentRequests requests = new SentRequests();

    /**
     * @param maxFinished finished and rejected uploads that are held, 1 or more
     * @param maxRequests requests that no worker has taken in yet, of which the first are held
     */
    public Uploads(int maxFinished, int maxRequests) {
        this.maxFinished = maxFinished;
        this.maxRequests = maxRequests;
    }

    /** Where an upload stands in the list. */
    public record Place(Instant at, String requestId) {}

    /**
     * A part of the list.
     *
     * @param next behind which there is more; null at the end
     */
    public record Page(List<UploadEntry> entries, @Nullable Place next) {}

    public Optional<UploadEntry> get(String requestId) {
        return reading(() -> Optional.ofNullable(byId.get(requestId)));
    }

    /** The uploads that are wanted, behind a place. */
    public Page page(UploadFilter filter, @Nullable Place behind, int limit) {
        lock.readLock().lock();
        try {
            List<UploadEntry> found = new ArrayList<>();
            for (UploadEntry each : behind(filter, behind).values()) {
                if (filter.isBefore(each)) {
                    break;
                }
                if (filter.matches(each)) {
                    if (found.size() == limit) {
                        return new Page(found, place(found.getLast()));
                    }
                    found.add(each);
                }
            }
            return new Page(found, null);
        } finally {
            lock.readLock().unlock();
        }
    }

    private NavigableMap<Place, UploadEntry> behind(UploadFilter filter, @Nullable Place behind) {
        if (behind != null) {
            return ordered.tailMap(behind, false);
        }
        return filter.to().isPresent()
                ? ordered.tailMap(new Place(filter.to().get(), ""), false)
                : ordered;
    }

    int size() {
        return reading(() -> byId.size());
    }

    /** How many there are in each state; a state of which there is none is absent. */
    public Map<UploadState, Integer> counts() {
        return reading(() -> counts.byState());
    }

    /**
     * Shows a request until a worker has accepted or refused it. Returns the entry by which it is
     * known, which is the first one's if several send the same.
     */
    public UploadEntry sent(UploadEntry request) {
        lock.writeLock().lock();
        try {
            Optional<UploadEntry> same = requests.join(request);
            if (same.isPresent()) {
                return same.get();
            }
            put(request);
            return request;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Takes a request back that one sender did not get through. With the last of them it is gone,
     * and what was known before is shown again.
     */
    public void notSent(UploadEntry request) {
        writing(() -> {
            requests.leave(request)
                    .ifPresent(last -> {
                        remove(last.entry());
                        if (last.before() != null) {
                            show(last.before(), null);
                        }
                    });
        });
    }

    /** Remembers that Kafka has a request. */
    public void confirmed(UploadEntry request) {
        writing(() -> requests.confirm(request));
    }

    /** Whether a request is still on its way to Kafka. */
    public boolean isUnconfirmed(String requestId) {
        return reading(() -> requests.isUnconfirmed(requestId));
    }

    /** Drops the requests that nothing was heard of for so long that Kafka has deleted them. */
    void dropRequestsBefore(Instant time) {
        writing(() -> {
            Optional<UploadEntry> oldest = requests.oldest();
            while (oldest.isPresent() && oldest.get().at().isBefore(time)) {
                remove(oldest.get());
                oldest = requests.oldest();
            }
        });
    }

    void put(List<UploadEntry> entries) {
        writing(() -> {
            for (UploadEntry each : entries) {
                put(each);
            }
            while (counts.finished() > maxFinished) {
                forgetOldestFinished();
            }
        });
    }

    private void put(UploadEntry entry) {
        @Nullable UploadEntry known = byId.get(entry.requestId());
        if (replaces(entry, known)) {
            if (known != null) {
                remove(known);
            }
            show(known == null ? entry : entry.withRecordingOf(known), known);
        }
    }

    /**
     * What a worker has accepted says more than any event; an upload's end says more than the
     * request; that says more than an earlier refusal.
     */
    private boolean replaces(UploadEntry entry, @Nullable UploadEntry known) {
        return switch (entry.source().kind()) {
            case JOB -> true;
            case REQUEST ->
                    requests.size() < maxRequests
                            && (known == null || known.state() == UploadState.REJECTED);
            case OUTCOME ->
                    entry.state() == UploadState.REJECTED
                            ? known == null
                                    || known.state() == UploadState.REJECTED
                                    || (known.isRequest() && !isReadAgain(entry))
                            : known != null && !known.isJob();
        };
    }

    /** Of a topic that is read again: the request that waits was sent after that. */
    private boolean isReadAgain(UploadEntry refusal) {
        UploadEntry.Source read = refusal.source();
        return requests.before(refusal.requestId())
                .filter(before ->
                        before.source().partition() == read.partition()
                                && before.source().offset() >= read.offset()
                                && !before.at().isBefore(refusal.at()))
                .isPresent();
    }

    /** Removes a job whose record is gone from the journal. */
    void removeJob(String requestId) {
        writing(() -> {
            @Nullable UploadEntry known = byId.get(requestId);
            if (known != null && known.isJob()) {
                remove(known);
            }
        });
    }

    /** What the journal never had was read elsewhere, once, and stays. */
    void clearJobs() {
        writing(() -> {
            List<UploadEntry> jobs = byId.values().stream().filter(UploadEntry::isJob).toList();
            jobs.forEach(this::remove);
        });
    }

    private void forgetOldestFinished() {
        for (UploadEntry each : ordered.descendingMap().values()) {
            if (each.state().isFinal()) {
                remove(each);
                return;
            }
        }
    }

    private void show(UploadEntry entry, @Nullable UploadEntry before) {
        byId.put(entry.requestId(), entry);
        ordered.put(place(entry), entry);
        counts.add(entry);
        if (entry.isRequest()) {
            requests.add(entry, before);
        }
    }

    private void remove(UploadEntry entry) {
        byId.remove(entry.requestId());
        ordered.remove(place(entry));
        counts.remove(entry);
        requests.remove(entry.requestId());
    }

    private <T> T reading(Supplier<T> query) {
        lock.readLock().lock();
        try {
            return query.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    private void writing(Runnable change) {
        lock.writeLock().lock();
        try {
            change.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static Place place(UploadEntry entry) {
        return new Place(entry.at(), entry.requestId());
    }
}
