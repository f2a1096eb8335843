package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.JournalScan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds a partition's jobs from its journal, record by record. Of a job that has ended only its
 * digest and its place are kept, so that memory follows the open jobs.
 */
public final class JobRestore implements JournalScan.Visitor {
    private static final Logger log = LoggerFactory.getLogger(JobRestore.class);

    private final JournalJson json;
    private final Map<String, Recorded> open = new HashMap<>();
    private final Map<String, JobOffsets> since = new HashMap<>();
    private final Map<String, PendingCancel> cancels = new HashMap<>();
    private final Map<IdHash, FinishedJob> finished = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private @Nullable InputPosition position;

    /** Of an unfinished job's latest record what is to be held in memory. */
    private record Recorded(JobSummary job, long offset) {}

    public JobRestore(JournalJson json) {
        this.json = json;
    }

    @Override
    public void record(byte[] key, byte @Nullable [] value, long offset) {
        JournalKey.parse(key)
                .ifPresent(parsed -> {
                    switch (parsed) {
                        case JournalKey.Position _ -> position(value);
                        case JournalKey.Request request -> request(request.id(), value, offset);
                        case JournalKey.Parts parts -> parts(parts, value, offset);
                        case JournalKey.Cancel cancel -> cancel(cancel.id(), value, offset);
                        case JournalKey.Job job -> job(job.id(), value, offset);
                    }
                });
    }

    /** How far requests are taken in; empty in a new journal. */
    public Optional<InputPosition> position() {
        return Optional.ofNullable(position);
    }

    /** Moves what was read into the partition's index. */
    public void into(JobPartition partition) {
        PartitionJobs jobs = partition.jobs();
        finished.forEach(jobs::restoreFinished);
        open.forEach((id, recorded) ->
                jobs.opened(
                        new OpenJob(
                                partition,
                                recorded.job(),
                                recorded.offset(),
                                since.getOrDefault(id, JobOffsets.UNKNOWN))));
        jobs.restoreUnreadable(unreadable);
        cancels.forEach((id, cancel) ->
                jobs.open(id)
                        .ifPresentOrElse(
                                job -> job.cancel(cancel), () -> jobs.cancelledEarly(id, cancel)));
    }

    private void position(byte @Nullable [] value) {
        if (value != null) {
            position = json.position(value);
        }
    }

    private void request(String id, byte @Nullable [] value, long offset) {
        if (value != null) {
            since.merge(id, new JobOffsets(offset, Map.of()), JobOffsets::and);
        }
    }

    private void parts(JournalKey.Parts key, byte @Nullable [] value, long offset) {
        JobOffsets known = since.getOrDefault(key.id(), JobOffsets.UNKNOWN);
        since.put(
                key.id(),
                value == null
                        ? known.without(new JobOffsets.Chunk(key.file(), key.chunk())::equals)
                        : known.withParts(key.file(), key.chunk(), offset));
    }

    private void cancel(String id, byte @Nullable [] value, long offset) {
        if (value == null) {
            cancels.remove(id);
        } else {
            cancels.put(id, new PendingCancel(receivedAt(id, value), offset));
        }
    }

    /**
     * A cancel command counts even if its reason cannot be read; until when it counts is unknown
     * then.
     */
    private Instant receivedAt(String id, byte[] value) {
        try {
            return json.cancel(value).receivedAt();
        } catch (RuntimeException | StackOverflowError e) {
            log.error("the command to cancel {} cannot be read", id, e);
            return Instant.MAX;
        }
    }

    private void job(String id, byte @Nullable [] value, long offset) {
        open.remove(id);
        finished.remove(IdHash.of(id));
        unreadable.remove(id);
        if (value == null) {
            since.remove(id);
            return;
        }
        try {
            UploadJob job = json.job(value);
            if (job.phase().isFinal()) {
                finished.put(IdHash.of(id), FinishedJob.of(job, offset));
                // The final record says itself which others there are.
                since.remove(id);
            } else {
                open.put(id, new Recorded(JobSummary.of(job), offset));
                since.computeIfPresent(id, (_, seen) -> seen.without(job.offsets()));
            }
        } catch (RuntimeException | StackOverflowError e) {
            unreadable(id, offset, e);
        }
    }

    /**
     * One record that cannot be read must not keep all others from being taken up. Its job is not
     * forgotten either, or a repetition of its request would publish the recording once more.
     */
    private void unreadable(String id, long offset, Throwable cause) {
        log.error(
                "the job {} stands still until a worker comes that can read its record, at offset {}"
                        + " of the journal",
                id,
                offset,
                cause);
        unreadable.add(id);
    }
}
