package io.panoptoupload.worker.job;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.job.Transition.Kind;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Decides what follows once an upload is published: for {@link Transitions}, and as pure as it. */
final class PublishedUpload {
    private final TransitionFactory factory;
    private final Endings endings;

    PublishedUpload(TransitionFactory factory, Endings endings) {
        this.factory = factory;
        this.endings = endings;
    }

    /** Completes the job, or goes on with the next stream that is to be added to the session. */
    Transition published(DecisionContext context, StageResult.Published published, Instant now) {
        String sessionId = published.sessionId();
        UploadJob job = context.job();
        Upload upload = job.currentUpload().orElseThrow();
        if (!upload.addsStream()) {
            return completed(context, job, transferred(upload), published, now);
        }
        boolean withdrawing = job.phase() == Phase.WITHDRAWING;
        if (withdrawing && job.attempt().withdrawsFormerContent()) {
            return endings.failed(context, addedBeforeOtherContent(sessionId), null, now);
        }
        TransferredFile stream = transferred(upload.file(0).orElseThrow());
        UploadJob added = job.with(job.attempt().withAdded(stream));
        List<TransferredFile> all = added.attempt().streamsAdded();
        if (!context.hasMoreStreams()) {
            return completed(context, added, all, published, now);
        }
        if (withdrawing && context.cancel() != null) {
            return endings.cancelled(context, added, now);
        }
        return factory.transition(
                Kind.STREAM_ADDED,
                context,
                added.moveTo(Phase.ACCEPTED, now).with((Upload) null).waiting(now, null),
                now,
                "stream %d is in session %s".formatted(all.size(), sessionId));
    }

    /** Of the retry's own content nothing is in the session yet; of the former a stream is. */
    private static PermanentFault addedBeforeOtherContent(String sessionId) {
        return new PermanentFault(
                ErrorCode.PANOPTO_REJECTED,
                "A stream of the content before this retry was added to session %s meanwhile; remove it there, or keep it and send a retry command with what is still missing."
                        .formatted(sessionId));
    }

    private Transition completed(
            DecisionContext context,
            UploadJob job,
            List<TransferredFile> files,
            StageResult.Published published,
            Instant now) {
        UploadJob done = job.moveTo(Phase.COMPLETED, now);
        long bytes = files.stream().mapToLong(TransferredFile::sizeBytes).sum();
        Map<Stage, Duration> durations = done.state().durations();
        return factory.transition(
                Kind.COMPLETED,
                context,
                done,
                now,
                "completed: session %s, %d bytes".formatted(published.sessionId(), bytes),
                header ->
                        new OutcomeEvent.Completed(
                                header,
                                published.sessionId(),
                                published.viewerUrl(),
                                published.details().embedUrl(),
                                published.details().seconds(),
                                files,
                                bytes,
                                durations));
    }

    private static List<TransferredFile> transferred(Upload upload) {
        return upload.files().stream()
                .filter(UploadFile::isTransferred)
                .map(PublishedUpload::transferred)
                .toList();
    }

    private static TransferredFile transferred(UploadFile file) {
        return new TransferredFile(
                file.objectName(), file.size(), Objects.requireNonNull(file.crc32(), "crc32"));
    }
}
