package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.JournalScan;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Builds a partition's jobs from its journal, record by record. Of a job that has ended only its
 * digest and its place are kept, so that memory follows the open jobs.
 */
public final class JobRestore implements JournalScan.Visitor {
    private final JournalJson json;
    private final Map<String, UploadJob> open = new HashMap<>();
    private final Map<String, Long> jobOffsets = new HashMap<>();
    private final Map<String, JobOffsets> offsets = new HashMap<>();
    private final Map<String, Cancel> cancels = new HashMap<>();
    private final Map<IdHash, FinishedJob> finished = new HashMap<>();
    private @Nullable InputPosition position;

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
                        case JournalKey.Cancel cancel -> cancel(cancel.id(), value);
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
        open.forEach((id, job) -> jobs.opened(openJob(partition, id, job)));
        cancels.forEach((id, cancel) ->
                jobs.open(id)
                        .ifPresentOrElse(
                                job -> job.stop(OpenJob.Stop.CANCEL, cancel),
                                () -> jobs.cancelledEarly(id, cancel)));
    }

    private OpenJob openJob(JobPartition partition, String id, UploadJob job) {
        JobOffsets known = job.offsets().and(offsets.getOrDefault(id, JobOffsets.UNKNOWN));
        return new OpenJob(partition, job.with(known), jobOffsets.getOrDefault(id, -1L));
    }

    private void position(byte @Nullable [] value) {
        if (value != null) {
            position = json.position(value);
        }
    }

    private void request(String id, byte @Nullable [] value, long offset) {
        if (value != null) {
            offsets.merge(id, new JobOffsets(offset, Map.of()), JobOffsets::and);
        }
    }

    private void parts(JournalKey.Parts key, byte @Nullable [] value, long offset) {
        offsets.computeIfPresent(
                key.id(),
                (id, known) ->
                        value == null
                                ? known.withoutParts(key.file(), key.chunk())
                                : known.withParts(key.file(), key.chunk(), offset));
    }

    private void cancel(String id, byte @Nullable [] value) {
        if (value == null) {
            cancels.remove(id);
        } else {
            cancels.put(id, json.cancel(value));
        }
    }

    private void job(String id, byte @Nullable [] value, long offset) {
        if (value == null) {
            open.remove(id);
            jobOffsets.remove(id);
            offsets.remove(id);
            finished.remove(IdHash.of(id));
            return;
        }
        UploadJob job = json.job(value);
        if (job.phase().isFinal()) {
            open.remove(id);
            jobOffsets.remove(id);
            // The final record says itself where the others stand.
            offsets.remove(id);
            finished.put(IdHash.of(id), FinishedJob.of(job, offset));
        } else {
            finished.remove(IdHash.of(id));
            open.put(id, job);
            jobOffsets.put(id, offset);
            offsets.merge(id, job.offsets(), (known, written) -> written.and(known));
        }
    }
}
