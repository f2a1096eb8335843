package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.UploadSession;

import java.util.List;
import java.util.Objects;

/**
 * Opens an upload at Panopto, once all the recording's files are seen to be there. A lost answer
 * leaves an empty upload behind that is never finalised, and so never seen by anybody.
 */
public final class CreateUpload implements UploadStage {
    private final SessionUploads panopto;
    private final RecordingSources sources;

    public CreateUpload(SessionUploads panopto, RecordingSources sources) {
        this.panopto = panopto;
        this.sources = sources;
    }

    @Override
    public Next run(Task task) {
        sources.checkAll(task.request());
        String folder = Objects.requireNonNull(task.request().folderId(), "folderId");
        UploadSession session = panopto.createUpload(folder);
        task.session(session);
        return new Next.Done(
                Upload.created(session.id()),
                List.of(header -> new OutcomeEvent.Created(header, session.id())));
    }
}
