package io.panoptoupload.worker.job;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.JournalScan;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Titles and folders from the requests of a journal partition, for jobs that an earlier version
 * recorded without them.
 */
public final class RequestRecordings implements JournalScan.Visitor {
    private final JournalJson json;
    private final Set<String> wanted;
    private final Map<String, JobStatus.Recording> recordings = new HashMap<>();

    /**
     * @param wanted request ids; the requests of others are not parsed
     */
    public RequestRecordings(JournalJson json, Set<String> wanted) {
        this.json = json;
        this.wanted = Set.copyOf(wanted);
    }

    @Override
    public void record(byte[] key, byte @Nullable [] value, long offset) {
        if (value != null
                && JournalKey.parse(key).orElse(null) instanceof JournalKey.Request(String id)
                && wanted.contains(id)) {
            try {
                UploadRequest request = json.request(value);
                recordings.put(id, new JobStatus.Recording(request.title(), request.folderId()));
            } catch (JacksonException e) {
                // The job is shown without them.
                recordings.remove(id);
            }
        }
    }

    /** Of the last request under an id; empty if it has ended long ago. */
    public Optional<JobStatus.Recording> of(String requestId) {
        return Optional.ofNullable(recordings.get(requestId));
    }
}
