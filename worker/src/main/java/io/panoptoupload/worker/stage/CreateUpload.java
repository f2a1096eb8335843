package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.StreamType;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.transfer.Pin;

import java.util.List;
import java.util.Objects;

/**
 * Opens an upload at Panopto, once all the recording's files are seen to be there; recorded
 * together with what the first of them is. A lost response leaves an empty upload behind that is
 * never finalised, and so never visible.
 */
public final class CreateUpload implements UploadStage {
    /** Asks whether a folder exists before anything is created in it. */
    @FunctionalInterface
    public interface Folders {
        /**
         * Returns unless Panopto says that there is none.
         *
         * @throws io.panoptoupload.worker.fault.PermanentFault FOLDER_NOT_FOUND
         */
        void check(String folderId);
    }

    private final SessionUploads panopto;
    private final Folders folders;
    private final RecordingSources sources;

    public CreateUpload(SessionUploads panopto, Folders folders, RecordingSources sources) {
        this.panopto = panopto;
        this.folders = folders;
        this.sources = sources;
    }

    @Override
    public StageResult run(StageContext context) {
        Pin first = sources.checkAll(context).getFirst();
        UploadRequest request = context.request();
        List<RecordingFiles.Named> files = RecordingFiles.of(request).files();
        String existing = request.addToSession();
        UploadSession session = existing == null ? opened(request) : added(request, existing);
        context.session(session);
        Upload upload =
                existing == null
                        ? Upload.created(
                                session.id(),
                                Objects.requireNonNull(request.title(), "title"),
                                files.size())
                        : Upload.ofStream(session.id(), existing);
        return new StageResult.Done(
                upload.with(request.access())
                        .with(0, sources.begun(upload, 0, 0, files.getFirst(), first)),
                List.of(header -> new OutcomeEvent.Created(header, session.id())));
    }

    private UploadSession opened(UploadRequest request) {
        String folder = Objects.requireNonNull(request.folderId(), "folderId");
        folders.check(folder);
        return panopto.createUpload(folder);
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
