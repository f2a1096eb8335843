package io.panoptoupload.simulator;

import org.jspecify.annotations.Nullable;

/** What an upload is for; each kind has a noun of its own in the REST API. */
sealed interface Purpose {

    /** A session that a manifest describes: noun {@code sessionUpload}. */
    record NewSession(String folderId) implements Purpose {}

    /** One more stream of a session that exists: noun {@code upload}; there is no manifest. */
    record AddedStream(String sessionId, int streamType, @Nullable String start)
            implements Purpose {}
}
