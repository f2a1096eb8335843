package io.panoptoupload.worker.job;

import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.job.JobAdmission.Command;
import io.panoptoupload.worker.stage.RecordingFiles;
import io.panoptoupload.worker.stage.Upload;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/** The jobs that attempts begin with: the first, and those that a command begins after an end. */
final class Attempts {
    private final InstantSource clock;
    private final String worker;

    /**
     * @param worker the instance's name, in every event
     */
    Attempts(InstantSource clock, String worker) {
        this.clock = clock;
        this.worker = worker;
    }

    UploadJob first(Command command, String digest) {
        UploadRequest request = command.request();
        // Events and records carry milliseconds, and the event ids are made of them.
        Instant now = Instant.ofEpochMilli(clock.millis());
        UploadJob.Identity identity =
                new UploadJob.Identity(
                        request.requestId(),
                        digest,
                        now,
                        request.options().priority(),
                        request.options().deadline(),
                        command.traceparent().orElse(null));
        Instant dueAt = dueAt(request.options(), now);
        return new UploadJob(
                identity,
                new UploadJob.Attempt(1, dueAt, 0, null, false, null, null),
                Phase.ACCEPTED,
                now,
                dueAt,
                null,
                null,
                Map.of(),
                JobOffsets.UNKNOWN,
                new OutcomeEvent.Accepted(header(identity, 1, 1, request), bytesTotal(request)));
    }

    /**
     * Goes on from what is recorded; with other content, from a new upload.
     *
     * @param request the content from here on: the command's, if it brings any, else the known one
     */
    UploadJob another(Command command, UploadJob ended, UploadRequest request) {
        Instant now = clock.instant();
        boolean otherContent =
                !command.digest()
                        .orElse(ended.identity().digest())
                        .equals(ended.identity().digest());
        Phase resumeAt = resumeAt(ended, otherContent);
        UploadJob.Identity identity = identity(command, ended.identity(), otherContent, now);
        boolean told = command.digest().isPresent() || hasTimes(command);
        Instant dueAt = told ? dueAt(command.request().options(), now) : now;
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
                                : null);
        OutcomeEvent accepted =
                new OutcomeEvent.Accepted(
                        header(identity, ended.sequence() + 1, attempt.number(), request),
                        bytesTotal(request));
        return ended.moveTo(resumeAt, now)
                .waiting(dueAt, null)
                .with(identity)
                .with(attempt)
                .with(resumeAt == Phase.ACCEPTED ? (Upload) null : ended.upload())
                .told(accepted);
    }

    /** An upload that may still publish the old content must be seen dead first. */
    private static Phase resumeAt(UploadJob ended, boolean otherContent) {
        Phase recorded = Objects.requireNonNullElse(ended.attempt().resumeAt(), Phase.ACCEPTED);
        if (!otherContent) {
            return recorded;
        }
        return recorded.mayPublish() ? Phase.WITHDRAWING : Phase.ACCEPTED;
    }

    /**
     * With the command's own priority and deadline where it brings options. A deadline that has
     * passed no longer matters to who asks for another attempt and names no new one.
     */
    private static UploadJob.Identity identity(
            Command command, UploadJob.Identity known, boolean otherContent, Instant now) {
        Options options = command.request().options();
        boolean replaces = otherContent || (command.digest().isEmpty() && hasTimes(command));
        boolean passed = known.deadline() != null && !now.isBefore(known.deadline());
        return new UploadJob.Identity(
                known.id(),
                otherContent ? command.digest().orElseThrow() : known.digest(),
                known.acceptedAt(),
                replaces ? options.priority() : known.priority(),
                replaces ? options.deadline() : passed ? null : known.deadline(),
                command.traceparent().orElse(known.traceparent()));
    }

    private static boolean hasTimes(Command command) {
        return !command.request().options().equals(Options.DEFAULT);
    }

    private EventHeader header(
            UploadJob.Identity identity, long sequence, int attempt, UploadRequest request) {
        return new EventHeader(
                identity.id(),
                identity.acceptedAt(),
                sequence,
                clock.instant(),
                worker,
                attempt,
                request.extensions());
    }

    private static Instant dueAt(Options options, Instant now) {
        Instant notBefore = options.notBefore();
        return notBefore == null || notBefore.isBefore(now) ? now : notBefore;
    }

    private static @Nullable Long bytesTotal(UploadRequest request) {
        long total = 0;
        for (var source : RecordingFiles.of(request).sources()) {
            Long size = source.sizeBytes();
            if (size == null) {
                return null;
            }
            total += size;
        }
        return total;
    }
}
