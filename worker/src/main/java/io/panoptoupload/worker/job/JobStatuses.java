package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.JournalScan;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The jobs of a journal partition as its last records have them. Holds a small object for each job
 * that is wanted, whatever was recorded of it.
 */
public final class JobStatuses implements JournalScan.Visitor {
    private final JournalJson json;
    private final Predicate<String> wanted;
    private final Map<String, JobStatus> jobs = new LinkedHashMap<>();

    /**
     * @param wanted which request ids; of the others nothing is even parsed
     */
    public JobStatuses(JournalJson json, Predicate<String> wanted) {
        this.json = json;
        this.wanted = wanted;
    }

    @Override
    public void record(byte[] key, byte @Nullable [] value, long offset) {
        if (JournalKey.parse(key).orElse(null) instanceof JournalKey.Job(String id)
                && wanted.test(id)) {
            jobs.remove(id);
            if (value != null) {
                jobs.put(id, JobStatus.of(json.job(value)));
            }
        }
    }

    /** In the order in which they were last recorded. */
    public Collection<JobStatus> all() {
        return Collections.unmodifiableCollection(jobs.values());
    }
}
