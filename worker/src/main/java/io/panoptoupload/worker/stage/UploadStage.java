package io.panoptoupload.worker.stage;

/** One stage of an upload. */
public interface UploadStage {
    /**
     * Does what the stage is for, or finds that it was done before.
     *
     * @throws io.panoptoupload.worker.fault.Fault when it cannot, now or at all
     * @throws InterruptedException when the worker stops the job; it is no failure
     */
    StageResult run(StageContext context) throws InterruptedException;
}
