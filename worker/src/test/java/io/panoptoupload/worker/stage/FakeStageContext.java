package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In memory; it writes down what is recorded. */
final class FakeStageContext implements StageContext {
    private final UploadRequest request;
    final List<String> recorded = new ArrayList<>();
    final List<OutcomeEvent> events = new ArrayList<>();
    final List<UploadError> doubts = new ArrayList<>();
    final List<Duration> waits = new ArrayList<>();
    final ConfirmedParts parts = ConfirmedParts.of("multipart-1");
    private Upload upload = Upload.created(FakeUploads.ID, "Algorithms, week 12", 1);
    private @Nullable UploadSession session;
    private UploadRequest remaining;
    boolean armed;
    boolean cancelled;
    boolean checkpointDue;
    Duration since = Duration.ZERO;
    int faults;
    int progress;
    @Nullable RuntimeException late;
    @Nullable RuntimeException fenced;

    FakeStageContext(UploadRequest request) {
        this.request = request;
        this.remaining = request;
    }

    /** Of a request with more streams that are to be added to the session. */
    FakeStageContext of(UploadRequest whole) {
        remaining = whole;
        return this;
    }

    FakeStageContext with(Upload known) {
        upload = known;
        return this;
    }

    /** Runs a stage again and again, as long as it only asks for that. */
    StageResult untilCertain(UploadStage stage) throws InterruptedException {
        StageResult next = stage.run(this);
        while (next instanceof StageResult.PollAgain poll) {
            waits.add(poll.after());
            assertThat(waits).as("checks without an end").hasSizeLessThan(100);
            upload = poll.upload();
            session = null;
            poll.drafts().forEach(each -> events.add(each.event(header())));
            Optional.ofNullable(poll.doubt()).ifPresent(doubts::add);
            next = stage.run(this);
        }
        return next;
    }

    /** In another run: what Panopto showed is forgotten. */
    FakeStageContext again() {
        session = null;
        return this;
    }

    @Override
    public UploadRequest request() {
        return request;
    }

    @Override
    public UploadRequest remaining() {
        return remaining;
    }

    @Override
    public Upload upload() {
        return upload;
    }

    @Override
    public ConfirmedParts confirmedParts(int file) {
        return parts;
    }

    @Override
    public void checkpoint(
            Upload changed, Optional<PartsCheckpoint> confirmed, List<EventDraft> drafts) {
        upload = changed;
        confirmed.ifPresent(c -> {
            int[] _ = c.parts().takeChanged(500);
            recorded.add("parts " + c.parts().numbers().boxed().toList());
        });
        if (confirmed.isEmpty()) {
            recorded.add(
                    changed.files().isEmpty() ? "upload" : changed.files().getLast().objectName());
        }
        drafts.forEach(each -> events.add(each.event(header())));
    }

    static EventHeader header() {
        return new EventHeader("a", Instant.EPOCH, 1L, Instant.EPOCH, "worker-1", 1, Map.of());
    }

    @Override
    public void progressed() {
        progress++;
    }

    @Override
    public boolean checkpointDue() {
        return checkpointDue;
    }

    @Override
    public boolean isArmed() {
        return armed;
    }

    @Override
    public void arm() {
        if (fenced != null) {
            throw fenced;
        }
        armed = true;
        recorded.add("armed");
    }

    @Override
    public void checkTime() {
        if (late != null) {
            throw late;
        }
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public Stopping stopping() {
        return Stopping.CUT;
    }

    @Override
    public Duration sinceStageBegan() {
        return since;
    }

    @Override
    public int consecutiveFaults(ErrorCode code) {
        return faults;
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
