package io.panoptoupload.worker.panopto;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.address.EndpointRule;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.util.Optional;

/**
 * What Panopto shows of a session, as far as it says so.
 *
 * @param viewerUrl where people watch it: the page that every site has for it, at the site's
 *     address for browsers, which need not be the one that clients use
 * @param embedUrl for a frame in another page; an absolute address of at most 2,000 characters
 * @param seconds the length as Panopto measured it; not negative
 */
public record SessionDetails(
        @Nullable String viewerUrl, @Nullable String embedUrl, @Nullable Double seconds) {
    public static final SessionDetails NONE = new SessionDetails(null, null, null);

    private static final String VIEWER_PATH = "/Panopto/Pages/Viewer.aspx?id=";

    /** It ends up in an event, which has to fit into a record. */
    private static final int MAX_URL = 2000;

    /** Where a site has the page on which people watch a session, whatever its id looks like. */
    public static String viewerUrl(URI site, String sessionId) {
        return site.resolve(VIEWER_PATH + URLEncoder.encode(sessionId, UTF_8)).toString();
    }

    /** Empty when this is not that session. */
    static Optional<SessionDetails> of(@Nullable ObjectNode session, String id) {
        if (session == null || !session.path("Id").asString("").equalsIgnoreCase(id)) {
            return Optional.empty();
        }
        JsonNode urls = session.path("Urls");
        return Optional.of(
                new SessionDetails(
                        viewer(urls.path("ViewerUrl"), id),
                        url(urls.path("EmbedUrl")),
                        seconds(session.path("Duration"))));
    }

    /**
     * One with anything else in it is not taken: it may be a key. Plain HTTP is for one's own
     * machine.
     */
    private static @Nullable String viewer(JsonNode given, String id) {
        String url = url(given);
        String site = url == null ? "" : url.replaceFirst("^(https?://[^/?#]+).*", "$1");
        return (site + VIEWER_PATH + id).equalsIgnoreCase(url)
                        && EndpointRule.allows(URI.create(site))
                ? url
                : null;
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
