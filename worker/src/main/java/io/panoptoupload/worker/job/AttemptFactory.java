package io.panoptoupload.worker.job;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.stage.RecordingFiles;
import io.panoptoupload.worker.stage.Upload;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Creates the jobs that attempts start with: the first one, and those that a command starts after
 * an end.
 */
final class AttemptFactory {
    private AttemptFactory() {}

    /**
     * @param accepted the event, given its header
     */
    static UploadJob first(ReceivedRequest received, OutcomeEvent accepted) {
        UploadRequest request = received.request();
        Instant now = Objects.requireNonNull(accepted.header().acceptedAt(), "acceptedAt");
        UploadJob.Identity identity =
                new UploadJob.Identity(
                        request.requestId(),
                        received.digest().orElseThrow(),
                        now,
                        request.options().priority(),
                        request.options().deadline(),
                        received.traceparent().orElse(null),
                        request.title(),
                        request.folderId());
        Instant dueAt = dueAt(request.options(), now);
        return new UploadJob(
                identity,
                new UploadJob.Attempt(1, dueAt, 0, null, false, null, null, null),
                new UploadJob.State(Phase.ACCEPTED, now, dueAt, null, Map.of()),
                null,
                JobOffsets.UNKNOWN,
                accepted);
    }

    /** Resumes from what is recorded; with other content, starts with a new upload. */
    static UploadJob another(ReceivedRequest command, UploadJob ended, Instant now) {
        boolean otherContent =
                !command.digest()
                        .orElse(ended.identity().digest())
                        .equals(ended.identity().digest());
        Phase resumeAt = resumeAt(ended, otherContent);
        boolean named = command.digest().isPresent() || hasTimes(command);
        Instant dueAt = named ? dueAt(command.request().options(), now) : now;
        boolean goesOn = resumeAt != Phase.ACCEPTED && !otherContent;
        UploadJob.Attempt attempt =
                new UploadJob.Attempt(
                        ended.attempt().number() + 1,
                        dueAt,
                        0,
                        null,
                        goesOn && ended.attempt().slidesLeftOut(),
                        otherContent ? null : ended.attempt().added(),
                        resumeAt == Phase.WITHDRAWING
                                ? otherContent || ended.attempt().withdrawsFormerContent()
                                : null,
                        command.request().command() == Command.CANCEL
                                ? now
                                : command.rereadSince().orElse(now));
        return ended.moveTo(resumeAt, now)
                .waiting(dueAt, null)
                .with(identity(command, ended.identity(), otherContent, now))
                .with(attempt)
                .with(resumeAt == Phase.ACCEPTED ? (Upload) null : ended.upload());
    }

    /** An upload that may still publish the old content must be confirmed dead first. */
    private static Phase resumeAt(UploadJob ended, boolean otherContent) {
        Phase recorded = Objects.requireNonNullElse(ended.attempt().resumeAt(), Phase.ACCEPTED);
        if (!otherContent) {
            return recorded;
        }
        boolean mayBePublished =
                recorded.mayPublish()
                        || ended.currentUpload().filter(Upload::wasFoundFinalised).isPresent();
        return mayBePublished ? Phase.WITHDRAWING : Phase.ACCEPTED;
    }

    /**
     * With the command's own priority and deadline where it brings options. A deadline that has
     * passed is dropped when another attempt is asked for without a new one.
     */
    private static UploadJob.Identity identity(
            ReceivedRequest command, UploadJob.Identity known, boolean otherContent, Instant now) {
        Options options = command.request().options();
        boolean replaces = otherContent || (command.digest().isEmpty() && hasTimes(command));
        boolean passed = known.deadline() != null && !now.isBefore(known.deadline());
        return new UploadJob.Identity(
                known.id(),
                otherContent ? command.digest().orElseThrow() : known.digest(),
                known.acceptedAt(),
                replaces ? options.priority() : known.priority(),
                replaces ? options.deadline() : passed ? null : known.deadline(),
                command.traceparent().orElse(known.traceparent()),
                otherContent ? command.request().title() : known.title(),
                otherContent ? command.request().folderId() : known.folderId());
    }

    private static boolean hasTimes(ReceivedRequest command) {
        return !command.request().options().equals(Options.DEFAULT);
    }

    private static Instant dueAt(Options options, Instant now) {
        Instant notBefore = options.notBefore();
        return notBefore == null || notBefore.isBefore(now) ? now : notBefore;
    }

    /** Of all files; null unless the request can be read and says every size. */
    static @Nullable Long bytesTotal(UploadRequest request) {
        var sources = RecordingFiles.of(request).sources();
        if (sources.isEmpty()) {
            return null;
        }
        long total = 0;
        for (var source : sources) {
            Long size = source.sizeBytes();
            if (size == null) {
                return null;
            }
            total += size;
        }
        return total;
    }
}
