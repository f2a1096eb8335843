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
    private final Task task;
    private final int index;
    private final TransferProgress overall;
    private final ConfirmedParts parts;
    private long confirmedBytes;
    private LongSupplier inFlight = () -> 0;

    FileProgress(Task task, int index, UploadFile file, TransferProgress overall)
            throws InterruptedException {
        this.task = task;
        this.index = index;
        this.overall = overall;
        PartPlan plan = file.plan();
        this.parts =
                file.multipartId() == null ? ConfirmedParts.none() : task.confirmedParts(index);
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
        Upload upload = task.upload();
        UploadFile file = upload.file(index).orElseThrow().begun(multipartId);
        task.checkpoint(upload.with(index, file), Optional.empty(), List.of());
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
        if (parts.hasChanges() && task.checkpointDue()) {
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
        if (task.checkpointDue()) {
            task.checkpoint(task.upload(), Optional.empty(), progress());
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
        return task.stopping();
    }

    /** Records what is confirmed and not recorded yet. */
    void flush() {
        if (parts.hasChanges()) {
            record(List.of());
        }
    }

    private List<EventDraft> progress() {
        String name = task.upload().file(index).orElseThrow().objectName();
        return List.of(header -> overall.event(header, name, inFlight.getAsLong()));
    }

    private void record(List<EventDraft> drafts) {
        Upload upload = task.upload();
        UploadFile file = upload.file(index).orElseThrow();
        if (file.consecutiveRejections() != null) {
            upload = upload.with(index, file.withoutRejections());
        }
        task.checkpoint(upload, Optional.of(new Task.PartsCheckpoint(index, parts)), drafts);
    }
}
