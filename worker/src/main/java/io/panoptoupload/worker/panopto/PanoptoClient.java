package io.panoptoupload.worker.panopto;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.Access;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.RestCalls.Call;

import org.apache.hc.core5.http.Method;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Panopto's upload REST API, and what the API v1 says of sessions and folders. Every call waits for
 * the rate limit, asks the circuit breaker, and, {@link #finalise} apart, is repeated for some
 * seconds; then it throws a {@link TransientFault} or {@link PermanentFault}, or {@link
 * io.panoptoupload.worker.fault.Interrupted} when the thread was asked to stop.
 */
public final class PanoptoClient implements SessionUploads {
    private static final String UPLOADS = "/PublicAPI/REST/sessionUpload";
    private static final String ADDED_STREAMS = "/PublicAPI/REST/upload";

    private final RestCalls calls;
    private final RestFaults faults;
    private final ApiV1 api;
    private final String uploads;

    /**
     * @param retried hears the operation of every call that is repeated at once
     */
    public PanoptoClient(
            PanoptoSettings settings,
            PanoptoHttp http,
            AccessTokens tokens,
            MeterRegistry meters,
            Consumer<String> retried,
            InstantSource clock) {
        this.calls = new RestCalls(settings, http, tokens, meters, retried, clock);
        this.faults = new RestFaults(clock);
        this.api = new ApiV1(calls, faults);
        this.uploads = UPLOADS;
    }

    private PanoptoClient(PanoptoClient like, String uploads) {
        this.calls = like.calls;
        this.faults = like.faults;
        this.api = like.api;
        this.uploads = uploads;
    }

    @Override
    public SessionUploads ofAddedStreams() {
        return new PanoptoClient(this, ADDED_STREAMS);
    }

    @Override
    public UploadSession createUpload(String folderId) {
        String activity = "opening an upload in folder " + folderId;
        ObjectNode wanted = JsonNodeFactory.instance.objectNode().put("FolderId", folderId);
        Call call = new Call(Method.POST, UPLOADS, wanted.toString(), activity);
        PanoptoResponse response = calls.repeated("create-upload", call);
        if (!response.succeeded()) {
            throw faults.folderRejected(response, folderId, activity);
        }
        return session(response, activity);
    }

    @Override
    public UploadSession addStream(String sessionId, StreamType type) {
        String activity = "opening an upload of a stream into session " + sessionId;
        ObjectNode wanted =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("SessionID", sessionId)
                        .put("StreamType", type.number());
        Call call = new Call(Method.POST, ADDED_STREAMS, wanted.toString(), activity);
        PanoptoResponse response = calls.repeated("create-upload", call);
        if (!response.succeeded()) {
            throw faults.sessionRejected(response, sessionId, activity);
        }
        return session(response, activity);
    }

    @Override
    public Optional<UploadSession> getUpload(String id) {
        Call call = Call.get(upload(id), "looking at upload " + id);
        return found(call, id, calls.repeated("get-upload", call));
    }

    @Override
    public UploadSession finalise(UploadSession whole) {
        String activity = "finalising upload " + whole.id();
        PanoptoResponse first = finalisedOnce(whole, activity);
        if (!first.refused()) {
            return finalised(first, whole.id(), activity);
        }
        // What refused it may have let it pass, so the upload is checked before it is sent again.
        UploadSession now =
                getUpload(whole.id()).orElseThrow(() -> faults.unavailable(first, activity));
        return now.state() == UploadState.UPLOADING
                ? finalised(finalisedOnce(now, activity), whole.id(), activity)
                : now;
    }

    private PanoptoResponse finalisedOnce(UploadSession whole, String activity) {
        return calls.once(
                Call.unrepeated(Method.PUT, upload(whole.id()), whole.finalised(), activity));
    }

    private UploadSession finalised(PanoptoResponse response, String id, String activity) {
        if (response.isNotFound() || response.status() == 409) {
            // Panopto has just shown the upload open: a server that lags behind says this.
            throw faults.unavailable(response, activity);
        }
        if (!response.succeeded()) {
            throw faults.rejected(response, activity);
        }
        return session(response, id, activity);
    }

    @Override
    public Optional<UploadSession> cancelUpload(String id) {
        Call call = new Call(Method.DELETE, upload(id), null, "cancelling upload " + id);
        return found(call, id, calls.repeated("cancel-upload", call));
    }

    @Override
    public void deleteSession(String sessionId) {
        api.deleteSession(sessionId);
    }

    @Override
    public void setAccess(String sessionId, Access access) {
        api.setAccess(sessionId, access);
    }

    @Override
    public List<FolderSession> sessionsIn(String folderId) {
        return api.sessionsIn(folderId);
    }

    @Override
    public SessionDetails details(String sessionId) {
        return api.details(sessionId);
    }

    /**
     * A session as the API v1 shows it; empty when it says that there is none.
     *
     * @throws io.panoptoupload.worker.fault.Fault when it cannot be seen
     */
    public Optional<SessionView> session(String sessionId) {
        return api.session(sessionId);
    }

    /** The name of a folder that the account may see. */
    public String folderName(String folderId) {
        return api.folderName(folderId);
    }

    /**
     * One try to learn whether there is such a folder. Only the API's own 404 says that there is
     * none; a refusal may mean that the client may not use the API v1, and nothing else is a
     * verdict either.
     */
    FolderVerdict findFolder(String folderId) {
        return api.findFolder(folderId);
    }

    /** A search of folders by name; one for each search, since it remembers what it has seen. */
    public FolderSearch folderSearch() {
        return new FolderSearch(calls, faults);
    }

    /**
     * When circuit breaker and rate limit let the next call pass, before which calls would return
     * without being attempted; empty when they do so now.
     */
    public Optional<Instant> unavailableUntil() {
        return calls.unavailableUntil();
    }

    private Optional<UploadSession> found(Call call, String id, PanoptoResponse response) {
        if (response.isNotFound()) {
            return Optional.empty();
        }
        if (!response.succeeded()) {
            throw faults.rejected(response, call.activity());
        }
        return Optional.of(session(response, id, call.activity()));
    }

    /** A cache in between may respond with another upload, whose state decides nothing. */
    private UploadSession session(PanoptoResponse response, String id, String activity) {
        UploadSession session = session(response, activity);
        if (!session.id().equalsIgnoreCase(id)) {
            throw faults.unavailable(
                    response, activity + ", with another upload than was asked for");
        }
        return session;
    }

    private UploadSession session(PanoptoResponse response, String activity) {
        ObjectNode object = response.object();
        return (object == null ? Optional.<UploadSession>empty() : UploadSession.of(object))
                .orElseThrow(() -> faults.unavailable(response, activity));
    }

    private String upload(String id) {
        return uploads + "/" + RestCalls.segment(id);
    }
}
