package io.panoptoupload.worker.stage;

/**
 * Runs the stage for the kind of upload that a task has: Panopto knows each by its own resource.
 */
public record EitherKind(UploadStage session, UploadStage addedStream) implements UploadStage {
    @Override
    public Next run(Task task) throws InterruptedException {
        return (task.upload().addsStream() ? addedStream : session).run(task);
    }
}
