package io.panoptoupload.worker.panopto;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.ImmediateRetries;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.RestCalls.Call;

import org.apache.hc.core5.http.Method;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Panopto's upload REST API. Every call waits for the rate limit, asks the circuit breaker, and,
 * {@link #finalise} apart, is repeated for some seconds; then it throws a {@link TransientFault} or
 * {@link PermanentFault}, or {@link io.panoptoupload.worker.fault.Interrupted} when the thread was
 * asked to stop.
 */
public final class PanoptoClient implements SessionUploads {
    /** Is notified of every call that is repeated at once. */
    public interface Retries {
        void retried(String operation);
    }

    private static final String UPLOADS = "/PublicAPI/REST/sessionUpload";
    private static final String ADDED_STREAMS = "/PublicAPI/REST/upload";
    private static final String FOLDERS = "/api/v1/folders/";
    private static final String SESSIONS = "/api/v1/sessions/";

    private final RestCalls calls;
    private final ImmediateRetries retries;
    private final RestFaults faults;
    private final String uploads;

    public PanoptoClient(
            PanoptoSettings settings,
            PanoptoHttp http,
            AccessTokens tokens,
            MeterRegistry meters,
            Retries retries,
            InstantSource clock) {
        this.calls = new RestCalls(settings, http, tokens, meters, clock);
        this.retries = new ImmediateRetries(settings.retries(), retries::retried, meters);
        this.faults = new RestFaults(clock);
        this.uploads = UPLOADS;
    }

    private PanoptoClient(PanoptoClient like, String uploads) {
        this.calls = like.calls;
        this.retries = like.retries;
        this.faults = like.faults;
        this.uploads = uploads;
    }

    @Override
    public SessionUploads ofAddedStreams() {
        return new PanoptoClient(this, ADDED_STREAMS);
    }

    @Override
    public UploadSession createUpload(String folderId) {
        String doing = "opening an upload in folder " + folderId;
        ObjectNode wanted = JsonNodeFactory.instance.objectNode().put("FolderId", folderId);
        Call call = new Call(Method.POST, UPLOADS, wanted.toString(), doing);
        PanoptoResponse response = retries.call("create-upload", () -> calls.once(call));
        if (!response.succeeded()) {
            throw faults.folderRejected(response, folderId, doing);
        }
        return session(response, doing);
    }

    @Override
    public UploadSession addStream(String sessionId, StreamType type) {
        String doing = "opening an upload of a stream into session " + sessionId;
        ObjectNode wanted =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("SessionID", sessionId)
                        .put("StreamType", type.number());
        Call call = new Call(Method.POST, ADDED_STREAMS, wanted.toString(), doing);
        PanoptoResponse response = retries.call("create-upload", () -> calls.once(call));
        if (!response.succeeded()) {
            throw faults.sessionRejected(response, sessionId, doing);
        }
        return session(response, doing);
    }

    @Override
    public Optional<UploadSession> getUpload(String id) {
        Call call = Call.get(upload(id), "looking at upload " + id);
        return found(call, id, retries.call("get-upload", () -> calls.once(call)));
    }

    @Override
    public UploadSession finalise(UploadSession whole) {
        String doing = "finalising upload " + whole.id();
        PanoptoResponse first = finalisedOnce(whole, doing);
        if (!first.refused()) {
            return finalised(first, whole.id(), doing);
        }
        // What refused it may have let it pass, so the upload is checked before it is sent again.
        UploadSession now =
                getUpload(whole.id()).orElseThrow(() -> faults.unavailable(first, doing));
        return now.state() == UploadState.UPLOADING
                ? finalised(finalisedOnce(now, doing), whole.id(), doing)
                : now;
    }

    private PanoptoResponse finalisedOnce(UploadSession whole, String doing) {
        return calls.once(
                Call.unrepeated(Method.PUT, upload(whole.id()), whole.finalised(), doing));
    }

    private UploadSession finalised(PanoptoResponse response, String id, String doing) {
        if (response.deniesIt() || response.status() == 409) {
            // Panopto has just shown the upload open: a server that lags behind says this.
            throw faults.unavailable(response, doing);
        }
        if (!response.succeeded()) {
            throw faults.rejected(response, doing);
        }
        return session(response, id, doing);
    }

    @Override
    public Optional<UploadSession> cancelUpload(String id) {
        Call call = new Call(Method.DELETE, upload(id), null, "cancelling upload " + id);
        return found(call, id, retries.call("cancel-upload", () -> calls.once(call)));
    }

    @Override
    public void deleteSession(String sessionId) {
        Call call =
                new Call(
                        Method.DELETE,
                        SESSIONS + segment(sessionId),
                        null,
                        "deleting session " + sessionId);
        PanoptoResponse response = retries.call("delete-session", () -> calls.once(call));
        if (!response.succeeded() && !response.deniesIt()) {
            throw faults.rejected(response, call.doing());
        }
    }

    @Override
    public void setAccess(String sessionId, Access access) {
        String path = SESSIONS + segment(sessionId) + "/settings/access";
        String doing = "setting who may watch session " + sessionId;
        AccessSettings wanted = AccessSettings.of(access);
        PanoptoResponse set = accessSettings(Method.PUT, path, wanted.json(), doing);
        // What counts is the access in effect, not Panopto's response to the PUT.
        PanoptoResponse read =
                set.succeeded()
                        ? accessSettings(Method.GET, path, null, doing + ", reading it back")
                        : set;
        if (read.deniesIt()) {
            // Panopto has just named the session: a server that lags behind says this.
            throw faults.unavailable(read, doing);
        }
        if (!read.succeeded()) {
            throw faults.rejected(read, doing);
        }
        AccessSettings found =
                AccessSettings.of(read).orElseThrow(() -> faults.unavailable(read, doing));
        if (!found.grants(wanted)) {
            throw faults.accessDiffers(sessionId, wanted, found);
        }
    }

    private PanoptoResponse accessSettings(
            Method method, String path, @Nullable String json, String doing) {
        Call call = new Call(method, path, json, doing);
        return retries.call("set-access", () -> calls.once(call));
    }

    @Override
    public List<FolderSession> sessionsIn(String folderId) {
        String doing = "listing the sessions of folder " + folderId;
        FolderListing listing = new FolderListing();
        while (!listing.hasEnded()) {
            String path = FOLDERS + segment(folderId) + "/sessions" + listing.query();
            Call call = Call.get(path, doing);
            PanoptoResponse response = retries.call("list-sessions", () -> calls.once(call));
            if (response.refused()) {
                throw faults.rejected(response, doing);
            }
            if (!listing.add(response)) {
                throw faults.unavailable(response, doing);
            }
            if (listing.isTooLong()) {
                throw new PermanentFault(
                        ErrorCode.PANOPTO_REJECTED,
                        "Folder %s has more than the %d sessions that are read"
                                .formatted(folderId, listing.sessions().size()));
            }
        }
        return listing.sessions();
    }

    /** The name of a folder that the account may see. */
    public String folderName(String folderId) {
        String doing = "looking at folder " + folderId;
        Call call = Call.get(FOLDERS + segment(folderId), doing);
        PanoptoResponse response = retries.call("get-folder", () -> calls.once(call));
        if (!response.succeeded()) {
            throw faults.folderRejected(response, folderId, doing);
        }
        ObjectNode folder = response.object();
        if (folder == null) {
            throw faults.unavailable(response, doing);
        }
        return folder.path("Name").asString(folderId);
    }

    @Override
    public SessionDetails details(String sessionId) {
        Call call = Call.get(SESSIONS + segment(sessionId), "looking at session " + sessionId);
        return calls.optional(call)
                .flatMap(response -> SessionDetails.of(response.object(), sessionId))
                .orElse(SessionDetails.NONE);
    }

    /**
     * A session as the API v1 shows it; empty when it says that there is none.
     *
     * @throws io.panoptoupload.worker.fault.Fault when it cannot be seen
     */
    public Optional<SessionView> session(String sessionId) {
        String doing = "looking at session " + sessionId;
        Call call = Call.get(SESSIONS + segment(sessionId), doing);
        PanoptoResponse response = retries.call("get-session", () -> calls.once(call));
        if (response.status() == 404) {
            return Optional.empty();
        }
        if (!response.succeeded()) {
            throw faults.rejected(response, doing);
        }
        Optional<SessionView> view = SessionView.of(response.object());
        if (view.isEmpty()) {
            throw faults.unavailable(response, doing);
        }
        return view;
    }

    /**
     * One try to learn whether there is such a folder. Only the API's own 404 says that there is
     * none; a refusal may mean that the client may not use the API v1, and nothing else is a
     * verdict either.
     */
    FolderVerdict findFolder(String folderId) {
        String doing = "looking at folder " + folderId;
        Optional<PanoptoResponse> response =
                calls.optional(Call.get(FOLDERS + segment(folderId), doing));
        if (response.isEmpty()) {
            return FolderVerdict.NONE;
        }
        boolean unknown = response.get().status() == 404 && response.get().isApiError();
        return unknown
                ? new FolderVerdict.Unknown(faults.folderRejected(response.get(), folderId, doing))
                : FolderVerdict.MAY_EXIST;
    }

    /** A search of folders by name; one for each search, since it remembers what it has seen. */
    public FolderSearch folderSearch() {
        return new FolderSearch(calls, retries, faults);
    }

    /** False while the breaker is open: calls would return without being attempted. */
    public boolean available() {
        return unavailableUntil().isEmpty();
    }

    /** When the breaker lets the next call pass; empty when it does so now. */
    public Optional<Instant> unavailableUntil() {
        return calls.unavailableUntil();
    }

    private Optional<UploadSession> found(Call call, String id, PanoptoResponse response) {
        if (response.deniesIt()) {
            return Optional.empty();
        }
        if (!response.succeeded()) {
            throw faults.rejected(response, call.doing());
        }
        return Optional.of(session(response, id, call.doing()));
    }

    /** A cache in between may respond with another upload, whose state decides nothing. */
    private UploadSession session(PanoptoResponse response, String id, String doing) {
        UploadSession session = session(response, doing);
        if (!session.id().equalsIgnoreCase(id)) {
            throw faults.unavailable(response, doing + ", with another upload than was asked for");
        }
        return session;
    }

    private UploadSession session(PanoptoResponse response, String doing) {
        ObjectNode object = response.object();
        return (object == null ? Optional.<UploadSession>empty() : UploadSession.of(object))
                .orElseThrow(() -> faults.unavailable(response, doing));
    }

    private String upload(String id) {
        return uploads + "/" + segment(id);
    }

    private static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }
}
