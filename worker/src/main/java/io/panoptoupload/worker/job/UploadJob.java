package io.panoptoupload.worker.job;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.stage.Upload;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as the journal keeps it, apart from its request and its confirmed parts.
 *
 * @param state how far it is, and when it goes on
 * @param upload the current one at Panopto, if any
 * @param offsets where the job's other records stand
 * @param lastEvent the latest event; published again when the request is delivered again
 */
public record UploadJob(
        Identity identity,
        Attempt attempt,
        State state,
        @Nullable Upload upload,
        JobOffsets offsets,
        OutcomeEvent lastEvent) {

    /**
     * What does not change while an attempt runs.
     *
     * @param digest of the request's content; the same id with another digest is a conflict
     * @param acceptedAt of the first attempt; part of every event's id
     * @param deadline the request's, if it set one
     * @param traceparent the W3C trace that the request came with
     * @param title the session's; null if the request has none, and in records of earlier versions
     * @param folderId GUID of its folder; null likewise
     */
    public record Identity(
            String id,
            String digest,
            Instant acceptedAt,
            Priority priority,
            @Nullable Instant deadline,
            @Nullable String traceparent,
            @Nullable String title,
            @Nullable String folderId) {}

    /**
     * One attempt at the upload.
     *
     * @param number from 1; a retry command adds one
     * @param startedAt when it may begin; the time after which it is given up counts from here
     * @param uploads how many uploads this attempt has created at Panopto
     * @param resumeAt of an ended attempt: the phase from which a retry goes on
     * @param slidesLeftOut whether the upload goes without the request's optional presentations,
     *     because Panopto could not process it with them
     * @param added streams that are in the session already which the request adds to, in their
     *     order; null for none
     * @param withdrawsFormer whether the upload that is withdrawn holds the content from before a
     *     retry that brought other content; null for no
     * @param acceptedAt when the command was accepted that began it, or sent if it is a retry that
     *     is read once more; null for the first attempt, and in records of earlier versions
     */
    public record Attempt(
            int number,
            Instant startedAt,
            int uploads,
            @Nullable Phase resumeAt,
            boolean slidesLeftOut,
            @Nullable List<TransferredFile> added,
            @Nullable Boolean withdrawsFormer,
            @Nullable Instant acceptedAt) {
        Attempt withOneMoreUpload() {
            return new Attempt(
                    number, startedAt, uploads + 1, null, slidesLeftOut, added, null, acceptedAt);
        }

        Attempt resumableAt(Phase phase) {
            return new Attempt(
                    number,
                    startedAt,
                    uploads,
                    phase,
                    slidesLeftOut,
                    added,
                    withdrawsFormer,
                    acceptedAt);
        }

        Attempt withoutSlides() {
            return new Attempt(number, startedAt, uploads, resumeAt, true, added, null, acceptedAt);
        }

        /** With one more stream in the session; the count of uploads restarts for the next. */
        Attempt withAdded(TransferredFile stream) {
            List<TransferredFile> all = new ArrayList<>(streamsAdded());
            all.add(stream);
            return new Attempt(
                    number, startedAt, 0, resumeAt, slidesLeftOut, all, null, acceptedAt);
        }

        boolean withdrawsFormerContent() {
            return Boolean.TRUE.equals(withdrawsFormer);
        }

        List<TransferredFile> streamsAdded() {
            return added == null ? List.of() : added;
        }
    }

    /**
     * How far the job is, and when it goes on.
     *
     * @param phaseAt when the phase was reached
     * @param dueAt when the next stage may run, at the earliest
     * @param parked why the job waits, when it waits after a fault
     * @param durations spent by stage, over all attempts
     */
    public record State(
            Phase phase,
            Instant phaseAt,
            Instant dueAt,
            @Nullable Parked parked,
            Map<Stage, Duration> durations) {
        /** In another phase; the time since the last move counts for the stage that was due. */
        State moveTo(Phase next, Instant now) {
            Moves.check(phase, next);
            Map<Stage, Duration> sums = new EnumMap<>(Stage.class);
            sums.putAll(durations);
            phase.stage().ifPresent(stage -> sums.merge(stage, since(now), Duration::plus));
            return new State(next, now, now, endsFaults(next) ? null : parked, sums);
        }

        /**
         * Whether a move resets the count of consecutive failures. Falling back does not; nor does
         * a PUT that Panopto confirmed, before a check has shown that it took effect.
         */
        private boolean endsFaults(Phase next) {
            boolean fallsBack = !phase.isFinal() && next.compareTo(phase) < 0;
            boolean unproven = phase == Phase.ARMED && next == Phase.PROCESSING;
            return !fallsBack && !unproven;
        }

        Duration since(Instant now) {
            return Duration.between(phaseAt, now);
        }

        State waiting(Instant until, @Nullable Parked why) {
            return new State(phase, phaseAt, until, why, durations);
        }
    }

    /**
     * A wait after a transient fault. Faults are in a row as long as no part is confirmed and no
     * step finished between them.
     *
     * @param times how many faults in a row
     * @param since when the first of them was met; null in records of earlier versions
     */
    public record Parked(int times, @Nullable Instant since, UploadError error) {
        static Parked again(@Nullable Parked before, Instant now, UploadError error) {
            return new Parked(before == null ? 1 : before.times + 1, since(before, now), error);
        }

        static Instant since(@Nullable Parked before, Instant now) {
            return before == null || before.since == null ? now : before.since;
        }
    }

    public String id() {
        return identity.id();
    }

    /** Of the last event; events are numbered from 1 over all attempts. */
    public long sequence() {
        Long sequence = lastEvent.header().sequence();
        return sequence == null ? 0 : sequence;
    }

    public Optional<Upload> currentUpload() {
        return Optional.ofNullable(upload);
    }

    public Phase phase() {
        return state.phase();
    }

    /** When the phase was reached. */
    public Instant phaseAt() {
        return state.phaseAt();
    }

    /** When the next stage may run, at the earliest. */
    public Instant dueAt() {
        return state.dueAt();
    }

    /** Why the job waits; null unless it waits after a fault. */
    public @Nullable Parked parked() {
        return state.parked();
    }

    /** How long the job has been in its phase. */
    Duration since(Instant now) {
        return state.since(now);
    }

    UploadJob moveTo(Phase next, Instant now) {
        return with(state.moveTo(next, now));
    }

    UploadJob waiting(Instant until, @Nullable Parked why) {
        return with(state.waiting(until, why));
    }

    /** Whether the request's deadline has passed. */
    boolean isOverdue(Instant now) {
        return identity.deadline() != null && !now.isBefore(identity.deadline());
    }

    private UploadJob with(State changed) {
        return new UploadJob(identity, attempt, changed, upload, offsets, lastEvent);
    }

    UploadJob with(@Nullable Upload changed) {
        return new UploadJob(identity, attempt, state, changed, offsets, lastEvent);
    }

    UploadJob with(Attempt changed) {
        return new UploadJob(identity, changed, state, upload, offsets, lastEvent);
    }

    UploadJob with(Identity changed) {
        return new UploadJob(changed, attempt, state, upload, offsets, lastEvent);
    }

    UploadJob with(JobOffsets changed) {
        return new UploadJob(identity, attempt, state, upload, changed, lastEvent);
    }

    UploadJob withLastEvent(OutcomeEvent event) {
        return new UploadJob(identity, attempt, state, upload, offsets, event);
    }
}
