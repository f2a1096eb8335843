package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.StreamType;
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
        sources.checkAll(task.remaining());
        UploadRequest request = task.request();
        String existing = request.addToSession();
        UploadSession session = existing == null ? opened(request) : added(request, existing);
        task.session(session);
        return new Next.Done(
                existing == null
                        ? Upload.created(
                                session.id(),
                                Objects.requireNonNull(request.title(), "title"),
                                RecordingFiles.of(request).sources().size())
                        : Upload.ofStream(session.id(), existing),
                List.of(header -> new OutcomeEvent.Created(header, session.id())));
    }

    private UploadSession opened(UploadRequest request) {
        return panopto.createUpload(Objects.requireNonNull(request.folderId(), "folderId"));
    }

    private UploadSession added(UploadRequest request, String existing) {
        return panopto.addStream(
                existing,
                switch (request.streams().getFirst().role()) {
                    case PRIMARY -> StreamType.PRIMARY_VIDEO;
                    case SECONDARY -> StreamType.SECONDARY_VIDEO;
                    case AUDIO ->
                            throw new IllegalStateException("no audio can be added to a session");
                });
    }
}
