package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.Access;

import java.util.List;
import java.util.Optional;

/** Panopto's resource {@code sessionUpload} and the sessions that come of it. */
public interface SessionUploads {
    /**
     * The same Panopto, where an upload's id means one of a stream that is added to a session: they
     * are another resource, {@code upload}.
     */
    SessionUploads ofAddedStreams();

    /** Opens an upload into a folder. */
    UploadSession createUpload(String folderId);

    /**
     * Opens an upload of one more stream into a session that exists: a single file, without a
     * manifest.
     */
    UploadSession addStream(String sessionId, StreamType type);

    /** Empty only when Panopto itself says that it has no such upload (a JSON 404 or 410). */
    Optional<UploadSession> getUpload(String id);

    /**
     * Declares the upload complete: sends the whole object back with State 1. It is sent once; only
     * after a 401 or 403, and once Panopto has shown the upload still open, once more with a fresh
     * token. After a {@code notAttempted} fault it was certainly not applied; after any other,
     * check with {@link #getUpload}.
     */
    UploadSession finalise(UploadSession whole);

    /** Cancels the upload; empty when Panopto itself says that it has no such upload. */
    Optional<UploadSession> cancelUpload(String id);

    /**
     * All sessions of a folder.
     *
     * @throws io.panoptoupload.worker.fault.PermanentFault when they may not be listed, or are too
     *     many
     */
    List<FolderSession> sessionsIn(String folderId);

    /**
     * Sets who may watch a session, other than by its folder's setting; may be repeated.
     *
     * @throws io.panoptoupload.worker.fault.TransientFault PANOPTO_REJECTED when Panopto shows
     *     another access than was set
     */
    void setAccess(String sessionId, Access access);

    /**
     * What Panopto shows of a session; one try that throws no fault: without a response after ten
     * seconds, it is not known.
     */
    SessionDetails details(String sessionId);

    /** Deletes a session, which need not exist any more. */
    void deleteSession(String sessionId);
}
