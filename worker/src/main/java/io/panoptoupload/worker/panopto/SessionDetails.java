package io.panoptoupload.worker.panopto;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * What Panopto shows of a session, as far as it says so.
 *
 * @param embedUrl for a frame in another page; an absolute address of at most 2,000 characters
 * @param seconds the length as Panopto measured it; not negative
 */
public record SessionDetails(@Nullable String embedUrl, @Nullable Double seconds) {
    public static final SessionDetails NONE = new SessionDetails(null, null);

    /** It ends up in an event, which has to fit into a record. */
    private static final int MAX_URL = 2000;

    /** Empty when this is not that session. */
    static Optional<SessionDetails> of(@Nullable ObjectNode session, String id) {
        if (session == null || !session.path("Id").asString("").equalsIgnoreCase(id)) {
            return Optional.empty();
        }
        return Optional.of(
                new SessionDetails(
                        url(session.path("Urls").path("EmbedUrl")),
                        seconds(session.path("Duration"))));
    }

    private static @Nullable String url(JsonNode given) {
        String text = given.isString() ? given.stringValue() : "";
        if (text.isEmpty() || text.length() > MAX_URL) {
            return null;
        }
        try {
            URI address = new URI(text);
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            return web && address.getHost() != null && address.getUserInfo() == null ? text : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    static @Nullable Double seconds(JsonNode given) {
        if (!given.isNumber()) {
            return null;
        }
        double seconds = given.decimalValue().doubleValue();
        return Double.isFinite(seconds) && seconds >= 0 ? seconds : null;
    }
}
