package io.panoptoupload.worker.live;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.stage.EventDraft;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What the stages need to know of one upload, in memory: it ends with the command. */
final class LiveStageContext implements StageContext {
    private final UploadRequest request;
    private final InstantSource clock;
    private @Nullable Upload upload;
    private @Nullable UploadSession session;
    private Instant stageBegan;
    private boolean armed;

    LiveStageContext(UploadRequest request, InstantSource clock) {
        this.request = request;
        this.clock = clock;
        this.stageBegan = clock.instant();
    }

    void stageBegins() {
        stageBegan = clock.instant();
    }

    /** What Panopto showed is forgotten, so that the next run asks again. */
    void runAgain(Upload changed) {
        upload = changed;
        session = null;
    }

    void advance(Upload changed) {
        upload = changed;
    }

    Optional<Upload> currentUpload() {
        return Optional.ofNullable(upload);
    }

    @Override
    public UploadRequest request() {
        return request;
    }

    @Override
    public UploadRequest remaining() {
        return request;
    }

    @Override
    public Upload upload() {
        return currentUpload().orElseThrow(() -> new IllegalStateException("no upload yet"));
    }

    /** None: the lecture is tiny, and is sent again. */
    @Override
    public ConfirmedParts confirmedParts(int file) {
        UploadFile begun = upload().file(file).orElseThrow();
        return ConfirmedParts.of(Objects.requireNonNull(begun.multipartId()));
    }

    @Override
    public void checkpoint(
            Upload changed, Optional<PartsCheckpoint> confirmed, List<EventDraft> drafts) {
        upload = changed;
    }

    @Override
    public void progressed() {}

    @Override
    public boolean checkpointDue() {
        return false;
    }

    @Override
    public boolean isArmed() {
        return armed;
    }

    @Override
    public void arm() {
        armed = true;
    }

    @Override
    public void checkTime() {}

    @Override
    public boolean isCancelled() {
        return false;
    }

    /** What is stopped is removed anyhow. */
    @Override
    public Stopping stopping() {
        return Stopping.CUT;
    }

    @Override
    public Duration sinceStageBegan() {
        return Duration.between(stageBegan, clock.instant());
    }

    /** None is recorded. */
    @Override
    public int consecutiveFaults(ErrorCode code) {
        return 0;
    }

    @Override
    public Optional<UploadSession> session() {
        return Optional.ofNullable(session);
    }

    @Override
    public void session(UploadSession shown) {
        session = shown;
    }
}
