package io.panoptoupload.worker.operator;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What this process knows of a request that it published, and its events do not say.
 *
 * @param title null for streams that are added to a session
 * @param notBefore null for at once
 */
record SubmittedRequest(@Nullable String title, @Nullable Instant notBefore) {
    static Map<String, SubmittedRequest> byId(List<PreparedRequest> requests, JsonMapper json) {
        Map<String, SubmittedRequest> all = new HashMap<>();
        requests.forEach(each -> all.put(each.requestId(), of(json.readTree(each.json()))));
        return all;
    }

    private static SubmittedRequest of(JsonNode request) {
        String title = request.path("title").stringValue(null);
        String notBefore = request.path("options").path("notBefore").stringValue(null);
        return new SubmittedRequest(
                title, notBefore == null ? null : OffsetDateTime.parse(notBefore).toInstant());
    }

    /** Until when it waits because it says so; null if it does not. */
    @Nullable Instant waitsAt(Instant now) {
        return notBefore != null && notBefore.isAfter(now) ? notBefore : null;
    }
}
