package io.panoptoupload.worker.job;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.UploadError;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * What the journal says of a job, for people.
 *
 * @param recording what is uploaded
 * @param transfer how far it is
 */
public record JobStatus(
        String requestId,
        History history,
        Progress progress,
        Recording recording,
        PanoptoIds panopto,
        Transfer transfer) {

    /**
     * Since when it is known, and who published what last.
     *
     * @param sequence of the last event
     * @param worker that published it
     */
    public record History(Instant acceptedAt, long sequence, String worker) {}

    /**
     * Where it stands.
     *
     * @param stage that is due, or in which the job ended; null if none had begun
     * @param attempt from 1
     * @param since when the job came to where it is
     * @param nextAttemptAt when it is tried again, or may begin, at the earliest; null unless it is
     *     parked or waits for the time that its request names
     * @param lastError of the fault that it waits for or ended with; null if there is none
     */
    public record Progress(
            State state,
            @Nullable Stage stage,
            int attempt,
            Instant since,
            @Nullable Instant nextAttemptAt,
            @Nullable UploadError lastError) {}

    /**
     * What Panopto has of it.
     *
     * @param uploadId of the upload that the job has now
     * @param sessionId of the session that it completed with, else null
     * @param viewerUrl where that session is watched
     */
    public record PanoptoIds(
            @Nullable String uploadId, @Nullable String sessionId, @Nullable String viewerUrl) {}

    /**
     * What is uploaded.
     *
     * @param title null if it is added to a session that exists, and in records of earlier versions
     * @param folderId GUID; null likewise
     */
    public record Recording(@Nullable String title, @Nullable String folderId) {}

    /**
     * As the metrics name them. The journal does not distinguish a job that transfers from one that
     * waits to.
     */
    public enum State {
        WAITING,
        TRANSFERRING,
        PARKED,
        PROCESSING,
        COMPLETED,
        FAILED,
        CANCELLED;

        /** Whether a retry command starts another attempt. */
        public boolean mayBeRetried() {
            return this == FAILED || this == CANCELLED;
        }
    }

    /** Of a job as its last record has it. */
    public static JobStatus of(UploadJob job) {
        OutcomeEvent last = job.lastEvent();
        return new JobStatus(
                job.id(),
                new History(job.identity().acceptedAt(), job.sequence(), last.header().worker()),
                progress(job),
                new Recording(job.identity().title(), job.identity().folderId()),
                new PanoptoIds(
                        job.currentUpload().map(upload -> upload.id()).orElse(null),
                        last instanceof OutcomeEvent.Completed done ? done.sessionId() : null,
                        last instanceof OutcomeEvent.Completed done ? done.viewerUrl() : null),
                Transfer.of(job));
    }

    private static Progress progress(UploadJob job) {
        return new Progress(
                state(job),
                stage(job),
                job.attempt().number(),
                job.phaseAt(),
                waitsForTime(job) ? job.dueAt() : null,
                error(job));
    }

    private static boolean waitsForTime(UploadJob job) {
        boolean notBegun = job.phase() == Phase.ACCEPTED && job.dueAt().isAfter(job.phaseAt());
        return !job.phase().isFinal() && (job.parked() != null || notBegun);
    }

    private static State state(UploadJob job) {
        return switch (job.phase()) {
            case COMPLETED -> State.COMPLETED;
            case FAILED -> State.FAILED;
            case CANCELLED -> State.CANCELLED;
            case PROCESSING, WITHDRAWING -> State.PROCESSING;
            case ACCEPTED, CREATED, TRANSFERRED, MANIFESTED, ARMED -> {
                if (job.parked() != null) {
                    yield State.PARKED;
                }
                yield job.phase() == Phase.ACCEPTED ? State.WAITING : State.TRANSFERRING;
            }
        };
    }

    private static @Nullable Stage stage(UploadJob job) {
        return switch (job.lastEvent()) {
            case OutcomeEvent.Failed failed -> failed.stage();
            case OutcomeEvent.Cancelled cancelled -> cancelled.stage();
            default -> job.phase().stage().orElse(null);
        };
    }

    private static @Nullable UploadError error(UploadJob job) {
        UploadJob.Parked parked = job.parked();
        return switch (job.lastEvent()) {
            case OutcomeEvent.Failed failed -> failed.error();
            case OutcomeEvent.Cancelled cancelled -> cancelled.error();
            default -> parked == null ? null : parked.error();
        };
    }
}
