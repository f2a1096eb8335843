package io.panoptoupload.worker.live;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.stage.ConfirmedParts;
import io.panoptoupload.worker.stage.News;
import io.panoptoupload.worker.stage.Task;
import io.panoptoupload.worker.stage.Upload;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the stages need to know of one upload, in memory: it ends with the command. */
final class LiveTask implements Task {
    private static final int PARTS_IN_CHUNK = 500;

    private final UploadRequest request;
    private final InstantSource clock;
    private final Map<Integer, ConfirmedParts> parts = new HashMap<>();
    private @Nullable Upload upload;
    private @Nullable UploadSession session;
    private Instant stageBegan;
    private boolean armed;

    LiveTask(UploadRequest request, InstantSource clock) {
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

    @Override
    public synchronized ConfirmedParts confirmedParts(int file) {
        return parts.computeIfAbsent(file, _ -> new ConfirmedParts());
    }

    @Override
    public void checkpoint(Upload changed, Optional<PartsCheckpoint> confirmed, List<News> news) {
        upload = changed;
        confirmed.ifPresent(c -> {
            int[] _ = c.parts().takeChanged(PARTS_IN_CHUNK);
        });
    }

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

    @Override
    public Optional<UploadSession> session() {
        return Optional.ofNullable(session);
    }

    @Override
    public void session(UploadSession shown) {
        session = shown;
    }
}
