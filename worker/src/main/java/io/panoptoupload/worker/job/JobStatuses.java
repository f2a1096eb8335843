package io.panoptoupload.worker.job;

import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.JournalScan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The jobs of a journal partition as its last records have them. Holds a small object for each job
 * that is wanted, whatever was recorded of it.
 */
public final class JobStatuses implements JournalScan.Visitor {
    private static final Logger log = LoggerFactory.getLogger(JobStatuses.class);

    private final JournalJson json;
    private final Predicate<String> wanted;
    private final Map<String, JobStatus> jobs = new LinkedHashMap<>();
    private @Nullable InputPosition position;

    /**
     * @param wanted which request ids; of the others nothing is even parsed
     */
    public JobStatuses(JournalJson json, Predicate<String> wanted) {
        this.json = json;
        this.wanted = wanted;
    }

    @Override
    public void record(byte[] key, byte @Nullable [] value, long offset) {
        switch (JournalKey.parse(key).orElse(null)) {
            case JournalKey.Job(String id) when wanted.test(id) -> {
                jobs.remove(id);
                if (value != null) {
                    read(id, value, offset).ifPresent(job -> jobs.put(id, job));
                }
            }
            case JournalKey.Position _ when value != null -> readPosition(value, offset);
            case null, default -> {}
        }
    }

    /** How far requests are taken in; empty in a new journal. */
    public Optional<InputPosition> position() {
        return Optional.ofNullable(position);
    }

    private void readPosition(byte[] value, long offset) {
        try {
            position = Objects.requireNonNull(json.position(value));
        } catch (RuntimeException | StackOverflowError e) {
            unreadable("the partition's position", offset, e);
        }
    }

    private Optional<JobStatus> read(String id, byte[] value, long offset) {
        try {
            return Optional.of(JobStatus.of(json.job(value)));
        } catch (RuntimeException | StackOverflowError e) {
            unreadable(id, offset, e);
            return Optional.empty();
        }
    }

    private static void unreadable(String what, long offset, Throwable cause) {
        log.warn(
                "the record of {} at offset {} of the journal cannot be read by this version",
                what,
                offset);
        log.debug("cause", cause);
    }

    /** In the order in which they were last recorded. */
    public Collection<JobStatus> all() {
        return Collections.unmodifiableCollection(jobs.values());
    }
}
