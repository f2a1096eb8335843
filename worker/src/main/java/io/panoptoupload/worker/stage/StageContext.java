package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a stage is given: the request, what is recorded, and the means to record more. */
public interface StageContext {
    /** The request; of one that adds streams to a session, with the one whose turn it is alone. */
    UploadRequest request();

    /** The same with all streams that are still to be added to a session, this one included. */
    UploadRequest remaining();

    /**
     * What is recorded of the upload.
     *
     * @throws IllegalStateException before there is one
     */
    Upload upload();

    /** The parts of a file that are recorded as confirmed. */
    ConfirmedParts confirmedParts(int file) throws InterruptedException;

    /**
     * Records where the upload stands; durable when it returns.
     *
     * @param parts parts confirmed since the last checkpoint, if any
     */
    void checkpoint(Upload upload, Optional<PartsCheckpoint> parts, List<EventDraft> drafts);

    /** Part of the stage is done that is not worth a record: it does not hang. */
    void progressed();

    /** Whether confirmed parts have waited long enough to be recorded. */
    boolean checkpointDue();

    /** Whether the PUT that publishes may have been sent by an earlier try or owner. */
    boolean isArmed();

    /**
     * Records that the PUT that publishes is about to be sent. Passing it proves that this worker
     * still owns the job: one that lost it cannot record anything.
     */
    void arm();

    /**
     * Checks the clock.
     *
     * @throws io.panoptoupload.worker.fault.PermanentFault when the request's deadline has passed
     */
    void checkTime();

    /** Whether a cancel command asked for the upload's end. */
    boolean isCancelled();

    /** What may still end when the thread that runs the stage is interrupted. */
    Stopping stopping();

    /** How long this stage has been due, waits included. */
    Duration sinceStageBegan();

    /** How many consecutive faults are recorded; 0 unless the latest had that code. */
    int consecutiveFaults(ErrorCode code);

    /** The upload as Panopto showed it in this run, if it was asked already. */
    Optional<UploadSession> session();

    /** Keeps what Panopto showed for the stages that follow in this run. */
    void session(UploadSession session);

    /** Confirmed parts that are to be recorded. */
    record PartsCheckpoint(int file, ConfirmedParts parts) {}
}
