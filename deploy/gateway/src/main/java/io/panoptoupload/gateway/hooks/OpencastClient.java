package io.panoptoupload.gateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.http.BoundedCalls;
import io.panoptoupload.worker.http.HttpPool;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;

/** Asks Opencast's external API for an event and its publications. Follows no redirect. */
final class OpencastClient implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpencastClient.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** For a whole response, however it comes. */
    static final Duration RESPONSE = Duration.ofSeconds(20);

    private static final int MAX_RESPONSE = 4 << 20;
    private static final int MAX_CONNECTIONS = 10;

    private final String baseUrl;
    private final String authorization;
    private final JsonMapper json;
    private final BoundedCalls calls;

    OpencastClient(
            URI baseUrl, String username, String password, JsonMapper json, Duration response) {
        this.baseUrl = baseUrl.toString().replaceFirst("/+$", "");
        this.authorization =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString((username + ":" + password).getBytes(UTF_8));
        this.json = json;
        this.calls =
                new BoundedCalls(
                        new HttpPool(
                                null,
                                MAX_CONNECTIONS,
                                CONNECT,
                                response,
                                SystemDefaultDnsResolver.INSTANCE),
                        response,
                        MAX_RESPONSE);
    }

    /** Opencast gives no event; it may, later. */
    static final class NoResponse extends Exception {
        private static final long serialVersionUID = 1L;

        NoResponse(String message) {
            super(message);
        }
    }

    /** The event, with its publications. */
    JsonNode event(String id) throws NoResponse {
        HttpGet request = new HttpGet(baseUrl + "/api/events/" + id + "?withpublications=true");
        request.setHeader(HttpHeaders.USER_AGENT, "panopto-gateway");
        request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        request.setHeader(HttpHeaders.ACCEPT, ContentType.APPLICATION_JSON.getMimeType());
        try {
            BoundedCalls.Response response = calls.send(request);
            if (response.status() != 200) {
                throw noResponse(id, "responded with " + response.status());
            }
            JsonNode event = json.readTree(response.body());
            if (event.isObject()) {
                return event;
            }
            throw noResponse(id, "responded with something else");
        } catch (IOException | JacksonException e) {
            throw noResponse(id, "could not be asked (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static NoResponse noResponse(String id, String why) {
        log.warn("opencast {} for the event {}; it is asked when Opencast calls again", why, id);
        return new NoResponse("Opencast " + why + " for this event.");
    }

    @Override
    public void close() {
        calls.close();
    }
}
