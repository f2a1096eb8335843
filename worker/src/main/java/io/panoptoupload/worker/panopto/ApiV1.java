package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.panopto.RestCalls.Call;

import org.apache.hc.core5.http.Method;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * Sessions and folders in Panopto's API v1, for {@link PanoptoClient}, which documents each call.
 */
final class ApiV1 {
    private static final String FOLDERS = "/api/v1/folders/";
    private static final String SESSIONS = "/api/v1/sessions/";

    private final RestCalls calls;
    private final RestFaults faults;

    ApiV1(RestCalls calls, RestFaults faults) {
        this.calls = calls;
        this.faults = faults;
    }

    void deleteSession(String sessionId) {
        Call call =
                new Call(
                        Method.DELETE,
                        SESSIONS + RestCalls.segment(sessionId),
                        null,
                        "deleting session " + sessionId);
        PanoptoResponse response = calls.repeated("delete-session", call);
        if (!response.succeeded() && !response.isNotFound()) {
            throw faults.rejected(response, call.activity());
        }
    }

    void setAccess(String sessionId, Access access) {
        String path = SESSIONS + RestCalls.segment(sessionId) + "/settings/access";
        String activity = "setting who may watch session " + sessionId;
        AccessSettings wanted = AccessSettings.of(access);
        PanoptoResponse set = accessSettings(Method.PUT, path, wanted.json(), activity);
        // What counts is the access in effect, not Panopto's response to the PUT.
        PanoptoResponse read =
                set.succeeded()
                        ? accessSettings(Method.GET, path, null, activity + ", reading it back")
                        : set;
        if (read.isNotFound()) {
            // Panopto has just named the session: a server that lags behind says this.
            throw faults.unavailable(read, activity);
        }
        if (!read.succeeded()) {
            throw faults.rejected(read, activity);
        }
        AccessSettings found =
                AccessSettings.of(read).orElseThrow(() -> faults.unavailable(read, activity));
        if (!found.grants(wanted)) {
            throw faults.accessDiffers(sessionId, wanted, found);
        }
    }

    private PanoptoResponse accessSettings(
            Method method, String path, @Nullable String json, String activity) {
        Call call = new Call(method, path, json, activity);
        return calls.repeated("set-access", call);
    }

    List<FolderSession> sessionsIn(String folderId) {
        String activity = "listing the sessions of folder " + folderId;
        FolderListing listing = new FolderListing();
        while (!listing.hasEnded()) {
            String path = FOLDERS + RestCalls.segment(folderId) + "/sessions" + listing.query();
            Call call = Call.get(path, activity);
            PanoptoResponse response = calls.repeated("list-sessions", call);
            if (response.refused()) {
                throw faults.rejected(response, activity);
            }
            if (!listing.add(response)) {
                throw faults.unavailable(response, activity);
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

    String folderName(String folderId) {
        String activity = "looking at folder " + folderId;
        Call call = Call.get(FOLDERS + RestCalls.segment(folderId), activity);
        PanoptoResponse response = calls.repeated("get-folder", call);
        if (!response.succeeded()) {
            throw faults.folderRejected(response, folderId, activity);
        }
        return faults.object(response, activity).path("Name").asString(folderId);
    }

    SessionDetails details(String sessionId) {
        Call call =
                Call.get(
                        SESSIONS + RestCalls.segment(sessionId), "looking at session " + sessionId);
        return calls.optional(call)
                .flatMap(response -> SessionDetails.of(response.object(), sessionId))
                .orElse(SessionDetails.NONE);
    }

    Optional<SessionView> session(String sessionId) {
        String activity = "looking at session " + sessionId;
        Call call = Call.get(SESSIONS + RestCalls.segment(sessionId), activity);
        PanoptoResponse response = calls.repeated("get-session", call);
        if (response.status() == 404) {
            return Optional.empty();
        }
        return Optional.of(
                SessionView.of(faults.object(response, activity))
                        .orElseThrow(() -> faults.unavailable(response, activity)));
    }

    FolderVerdict findFolder(String folderId) {
        String activity = "looking at folder " + folderId;
        Optional<PanoptoResponse> response =
                calls.optional(Call.get(FOLDERS + RestCalls.segment(folderId), activity));
        if (response.isEmpty()) {
            return FolderVerdict.NONE;
        }
        boolean unknown = response.get().status() == 404 && response.get().isApiError();
        return unknown
                ? new FolderVerdict.Unknown(
                        faults.folderRejected(response.get(), folderId, activity))
                : FolderVerdict.MAY_EXIST;
    }
}
