package io.panoptoupload.worker.stage;

import io.panoptoupload.messages.Access;
import io.panoptoupload.worker.panopto.FolderSession;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.panopto.SessionUploads;
import io.panoptoupload.worker.panopto.StreamType;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.JsonNodeFactory;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A Panopto with one upload, which writes down what it is asked. */
final class FakeUploads implements SessionUploads {
    static final String ID = "upload-1";

    final List<String> calls = new ArrayList<>();
    @Nullable UploadState state = UploadState.UPLOADING;
    @Nullable String sessionId = "session-1";
    @Nullable String message;
    @Nullable RuntimeException failure;
    @Nullable UploadState finalisedAs = UploadState.UPLOADING;
    @Nullable UploadState afterDelete = UploadState.DELETED;
    boolean unknownToDelete;
    @Nullable RuntimeException notListed;
    @Nullable RuntimeException notCancelled;
    @Nullable RuntimeException otherAccess;
    SessionDetails details = SessionDetails.NONE;
    Runnable beforeGet = () -> {};
    final List<FolderSession> inFolder = new ArrayList<>();

    /** What the next checks get instead of the truth; empty for no such upload. */
    final Deque<Optional<UploadState>> lies = new ArrayDeque<>();

    private String resource = "";

    /** For the next call only: each has to say where to check. */
    @Override
    public SessionUploads ofAddedStreams() {
        resource = "stream ";
        return this;
    }

    private String resource() {
        String asked = resource;
        resource = "";
        return asked;
    }

    @Override
    public UploadSession createUpload(String folderId) {
        called("POST " + folderId);
        return session(UploadState.UPLOADING);
    }

    @Override
    public UploadSession addStream(String session, StreamType type) {
        called("POST " + type + " into " + session);
        return session(UploadState.UPLOADING);
    }

    @Override
    public Optional<UploadSession> getUpload(String id) {
        called("GET " + resource() + id);
        beforeGet.run();
        Optional<UploadState> lie = lies.poll();
        return lie == null ? seen() : lie.map(this::session);
    }

    @Override
    public List<FolderSession> sessionsIn(String folderId) {
        called("LIST " + folderId);
        if (notListed != null) {
            throw notListed;
        }
        return inFolder;
    }

    EndProof proof() {
        return new EndProof(this, Duration.ofSeconds(10), Duration.ofSeconds(60));
    }

    @Override
    public UploadSession finalise(UploadSession whole) {
        UploadState meanwhile = finalisedAs;
        if (failure != null) {
            state = meanwhile;
        }
        called("PUT " + resource() + whole.id());
        state = UploadState.UPLOAD_COMPLETE;
        return session(state);
    }

    @Override
    public Optional<UploadSession> cancelUpload(String id) {
        called("DELETE " + resource() + id);
        if (notCancelled != null) {
            throw notCancelled;
        }
        Optional<UploadSession> before = unknownToDelete ? Optional.empty() : seen();
        state = afterDelete;
        return before;
    }

    @Override
    public void deleteSession(String session) {
        called("DELETE session " + session);
    }

    @Override
    public void setAccess(String session, Access access) {
        called("ACCESS " + session + " " + access);
        if (otherAccess != null) {
            throw otherAccess;
        }
    }

    @Override
    public SessionDetails details(String session) {
        called("GET session " + session);
        return details;
    }

    private void called(String call) {
        calls.add(call);
        RuntimeException failing = failure;
        if (failing != null && !call.startsWith("GET")) {
            failure = null;
            throw failing;
        }
    }

    private Optional<UploadSession> seen() {
        return state == null ? Optional.empty() : Optional.of(session(state));
    }

    UploadSession session(UploadState shown) {
        return new UploadSession(
                ID,
                "folder",
                sessionId,
                URI.create("https://uni.example/Panopto/Upload/2b0ee1ed"),
                shown,
                message,
                JsonNodeFactory.instance.objectNode().put("ID", ID));
    }
}
