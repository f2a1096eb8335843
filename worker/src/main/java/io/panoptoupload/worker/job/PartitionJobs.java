package io.panoptoupload.worker.job;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The jobs of one partition, by their ids: those that are open, those that have ended within the
 * deduplication window, and cancel commands that came before their request. Filled by the restore;
 * from then on used on the thread of the partition's writer only, so that it always shows what is
 * committed.
 */
public final class PartitionJobs {
    /**
     * How many cancel commands for ids that nobody knows are held at most, each of about 300 bytes
     * for a deduplication window. Intake never waits with them, so this alone bounds them.
     */
    static final int MAX_EARLY_CANCELS = 2_000;

    private final Map<String, OpenJob> open = new HashMap<>();
    private final Map<IdHash, FinishedJob> finished = new HashMap<>();
    private final Map<String, PendingCancel> cancels = new HashMap<>();
    private volatile Set<String> unreadable = Set.of();
    private volatile boolean released;

    /** Marks the partition released: whatever is accepted from here on is its next owner's. */
    void release() {
        released = true;
    }

    boolean isReleased() {
        return released;
    }

    public Optional<OpenJob> open(String id) {
        return Optional.ofNullable(open.get(id));
    }

    public Optional<FinishedJob> finished(String id) {
        return Optional.ofNullable(finished.get(IdHash.of(id)));
    }

    /** A cancel command that waits for its request. */
    public Optional<PendingCancel> earlyCancel(String id) {
        return Optional.ofNullable(cancels.get(id));
    }

    /** Ids of jobs whose record this worker cannot read; all that is known is that they exist. */
    void restoreUnreadable(Set<String> ids) {
        unreadable = Set.copyOf(ids);
    }

    boolean isUnreadable(String id) {
        return unreadable.contains(id);
    }

    /** How many jobs stand still because this worker cannot read their record. */
    public int unreadable() {
        return unreadable.size();
    }

    public void opened(OpenJob job) {
        finished.remove(IdHash.of(job.id()));
        cancels.remove(job.id());
        open.put(job.id(), job);
    }

    void ended(UploadJob job, long offset) {
        open.remove(job.id());
        finished.put(IdHash.of(job.id()), FinishedJob.of(job, offset));
    }

    void restoreFinished(IdHash id, FinishedJob job) {
        finished.put(id, job);
    }

    /** Whether no more cancel commands are held for requests that are still to come. */
    boolean hasAllEarlyCancels() {
        return cancels.size() >= MAX_EARLY_CANCELS;
    }

    public void cancelledEarly(String id, PendingCancel cancel) {
        cancels.put(id, cancel);
    }

    /** All that are unfinished, as they are now. */
    public List<OpenJob> allOpen() {
        return List.copyOf(open.values());
    }

    /** Jobs that ended before a time, at most a number of them. */
    Map<IdHash, FinishedJob> endedBefore(Instant time, int max) {
        return finished.entrySet().stream()
                .filter(job -> job.getValue().endedBefore(time))
                .limit(max)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    List<String> cancelledBefore(Instant time, int max) {
        return cancels.entrySet().stream()
                .filter(e -> e.getValue().receivedAt().isBefore(time))
                .limit(max)
                .map(Map.Entry::getKey)
                .toList();
    }

    void forget(IdHash id) {
        finished.remove(id);
    }

    void forget(String id) {
        finished.remove(IdHash.of(id));
        cancels.remove(id);
    }
}
