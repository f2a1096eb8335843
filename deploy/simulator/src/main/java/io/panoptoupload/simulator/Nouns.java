package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/** The two nouns of the upload API, and what a POST to each must say. */
final class Nouns {
    private final Folders folders;
    private final Sessions sessions;
    private final Json json;

    Nouns(Folders folders, Sessions sessions, Json json) {
        this.folders = folders;
        this.sessions = sessions;
        this.json = json;
    }

    UploadEndpoint.Noun sessionUpload() {
        return new UploadEndpoint.Noun(
                "sessionUpload", this::newSession, Purpose.NewSession.class::isInstance);
    }

    UploadEndpoint.Noun upload() {
        return new UploadEndpoint.Noun(
                "upload", this::addedStream, Purpose.AddedStream.class::isInstance);
    }

    private Purpose newSession(JsonNode body) {
        String folder = json.guid(body, "FolderId");
        if (!folders.mayCreateIn(folder)) {
            throw json.refusal(403, "You may not create sessions in folder " + folder + ".");
        }
        return new Purpose.NewSession(folder);
    }

    private Purpose addedStream(JsonNode body) {
        String session = json.guid(body, "SessionID");
        if (sessions.find(session).isEmpty()) {
            throw json.refusal(404, "There is no session " + session + ".");
        }
        int type = body.path("StreamType").asInt(-1);
        if (type < 0 || type > 2) {
            throw json.refusal(400, "StreamType must be 0, 1 or 2.");
        }
        return new Purpose.AddedStream(session, type, text(body.path("StreamStartTime")));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asString() : null;
    }
}
