package io.panoptoupload.worker.stage;

import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.transfer.ConfirmedParts;
import io.panoptoupload.worker.transfer.PartPlan;
import io.panoptoupload.worker.transfer.Transfers;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Records the confirmed parts of one file while it is being sent. */
final class FileProgress implements Transfers.Listener {
    private final StageContext context;
    private final int index;
    private final TransferProgress overall;
    private final ConfirmedParts parts;
    private long confirmedBytes;
    private LongSupplier inFlight = () -> 0;

    FileProgress(StageContext context, int index, UploadFile file, TransferProgress overall)
            throws InterruptedException {
        this.context = context;
        this.index = index;
        this.overall = overall;
        PartPlan plan = file.plan();
        this.parts =
                file.multipartId() == null ? ConfirmedParts.none() : context.confirmedParts(index);
        this.confirmedBytes = parts.numbers().mapToLong(plan::length).sum();
        overall.fileBegins(confirmedBytes);
    }

    ConfirmedParts parts() {
        return parts;
    }

    @Override
    public void begins(LongSupplier bytes) {
        inFlight = bytes;
    }

    @Override
    public void started(String multipartId) {
        Upload upload = context.upload();
        UploadFile file = upload.file(index).orElseThrow().begun(multipartId);
        context.checkpoint(upload.with(index, file), Optional.empty(), List.of());
    }

    @Override
    public void confirmed(int part, long bytes) {
        confirmedBytes += bytes;
        overall.file(confirmedBytes);
        sending();
    }

    /** Parts that are confirmed together wait for the interval only, not for the next part. */
    @Override
    public void sending() {
        if (parts.hasChanges() && context.checkpointDue()) {
            record(progress());
        }
    }

    /** Bytes that are being sent count as progress, too. */
    @Override
    public void moving() {
        readAgain();
    }

    @Override
    public void readAgain() {
        if (context.checkpointDue()) {
            context.checkpoint(context.upload(), Optional.empty(), progress());
        }
    }

    /**
     * All parts are recorded before Complete: if its response is lost, the next owner can repeat
     * it. A file of one part is as cheap to send again.
     */
    @Override
    public void allConfirmed() {
        if (parts.hasChanges() && parts.size() > 1) {
            record(progress());
        }
    }

    @Override
    public Stopping stopping() {
        return context.stopping();
    }

    /** Records what is confirmed and not recorded yet. */
    void flush() {
        if (parts.hasChanges()) {
            record(List.of());
        }
    }

    private List<EventDraft> progress() {
        String name = context.upload().file(index).orElseThrow().objectName();
        return List.of(header -> overall.event(header, name, inFlight.getAsLong()));
    }

    private void record(List<EventDraft> drafts) {
        Upload upload = context.upload();
        UploadFile file = upload.file(index).orElseThrow();
        if (file.consecutiveRejections() != null) {
            upload = upload.with(index, file.withoutRejections());
        }
        context.checkpoint(
                upload, Optional.of(new StageContext.PartsCheckpoint(index, parts)), drafts);
    }
}
