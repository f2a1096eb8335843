package io.panoptoupload.gateway.view;

import io.panoptoupload.messages.OneLine;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.job.IdHash;
import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.job.Transfer;
import io.panoptoupload.worker.job.UploadJob;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** Makes entries of a journal's records. */
final class JobEntries {
    private static final int MAX_MESSAGE = 300;
    private static final int MAX_SHARED = 10_000;

    private final JournalJson json;

    /** Texts that many uploads have in common; used by one thread. */
    private final Map<String, String> shared = new HashMap<>();

    JobEntries(JournalJson json) {
        this.json = json;
    }

    /**
     * @throws tools.jackson.core.JacksonException if this version cannot read it
     */
    UploadEntry of(byte[] value, UploadEntry.Source source) {
        UploadJob record = json.job(value);
        JobStatus job = JobStatus.of(record);
        @Nullable String folder = job.recording().folderId();
        return new UploadEntry(
                job.requestId(),
                UploadState.of(job.progress().state()),
                job.history().acceptedAt(),
                new UploadEntry.Recording(
                        job.recording().title(), folder == null ? null : shared(folder)),
                source,
                IdHash.of(record.identity().digest()),
                progress(job),
                new UploadEntry.End(
                        shortened(job.progress().lastError()),
                        job.panopto().sessionId(),
                        job.panopto().viewerUrl(),
                        job.panopto().uploadId() != null));
    }

    static UploadEntry.Progress progress(JobStatus job) {
        Transfer transfer = job.transfer();
        Long rate = transfer.bytesPerSecond();
        return new UploadEntry.Progress(
                job.progress().stage(),
                job.progress().attempt(),
                job.progress().since(),
                transfer.bytesSent(),
                transfer.bytesConfirmed(),
                transfer.bytesTotal(),
                transfer.percent(),
                rate == null ? null : new UploadEntry.Rate(rate, transfer.secondsLeft()),
                job.progress().nextAttemptAt());
    }

    private @Nullable UploadError shortened(@Nullable UploadError error) {
        if (error == null) {
            return null;
        }
        return new UploadError(
                error.code(),
                shared(OneLine.shortened(error.message(), MAX_MESSAGE)),
                error.retryable(),
                null);
    }

    private String shared(String text) {
        if (shared.size() >= MAX_SHARED) {
            shared.clear();
        }
        return shared.computeIfAbsent(text, same -> same);
    }
}
