package io.panoptoupload.gateway.hooks;

import io.panoptoupload.messages.UploadRequest;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Zoom's calls. Zoom takes 200 and 204 for success alone, and calls again some times over hours
 * otherwise.
 */
@RestController
@ConditionalOnProperty("gateway.hooks.zoom.secret")
class ZoomHook {
    static final String TIMESTAMP = "x-zm-request-timestamp";
    static final String SIGNATURE = "x-zm-signature";

    /**
     * Read of every body: more than Zoom's calls have, so that nobody who sends one slowly keeps
     * them out, and no more than of a form.
     */
    static final int MAX_FREE = 16 * 1024;

    /** Larger bodies that are held before it is known who sent them. */
    static final int MAX_READ_AT_ONCE = 16;

    /** Of another shape, the response to a challenge could be a signature of something else. */
    private static final Pattern PLAIN_TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private final HookCalls calls;
    private final Signature signature;
    private final Folders folders;
    private final String credential;
    private final JsonMapper json;
    private final Semaphore reading = new Semaphore(MAX_READ_AT_ONCE);

    ZoomHook(Hooks hooks) {
        this.calls = hooks.calls("zoom");
        this.signature = hooks.zoomSignature();
        this.folders = hooks.folders();
        this.credential = hooks.properties().zoom().credential();
        this.json = hooks.json();
    }

    @PostMapping("/hooks/zoom")
    Map<String, String> called(HttpServletRequest call) throws IOException, InterruptedException {
        JsonNode event = event(proven(call));
        return switch (event.path("event").asString("")) {
            case "endpoint.url_validation" -> challenge(event.path("payload"));
            case "recording.completed" ->
                    recorded(new ZoomRecording(event.path("payload").path("object")));
            default -> {
                calls.count(HookCalls.Result.IGNORED);
                yield Map.of();
            }
        };
    }

    /** The body, once it is known to be from Zoom; until then it may be anybody's. */
    private byte[] proven(HttpServletRequest call) throws IOException {
        @Nullable String timestamp = call.getHeader(TIMESTAMP);
        @Nullable String signed = call.getHeader(SIGNATURE);
        if (timestamp == null || signed == null || !signature.isPlausible(timestamp, signed)) {
            throw calls.unproven();
        }
        InputStream in = call.getInputStream();
        byte[] beginning = in.readNBytes(MAX_FREE);
        if (beginning.length < MAX_FREE) {
            return proven(beginning, timestamp, signed);
        }
        if (!reading.tryAcquire()) {
            calls.count(HookCalls.Result.FAILED);
            throw HookCalls.problem(
                    HttpStatus.SERVICE_UNAVAILABLE, "Too many calls at once; try again later.");
        }
        try {
            return proven(
                    calls.body(new SequenceInputStream(new ByteArrayInputStream(beginning), in)),
                    timestamp,
                    signed);
        } finally {
            reading.release();
        }
    }

    private byte[] proven(byte[] body, String timestamp, String signed) {
        if (!signature.isOf(body, timestamp, signed)) {
            throw calls.unproven();
        }
        return body;
    }

    private JsonNode event(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            calls.count(HookCalls.Result.REFUSED);
            throw HookCalls.problem(HttpStatus.BAD_REQUEST, "The body is not valid JSON.");
        }
    }

    private Map<String, String> challenge(JsonNode payload) {
        String plain = payload.path("plainToken").asString("");
        if (!PLAIN_TOKEN.matcher(plain).matches()) {
            calls.count(HookCalls.Result.REFUSED);
            throw HookCalls.problem(HttpStatus.BAD_REQUEST, "The plainToken is none.");
        }
        calls.count(HookCalls.Result.IGNORED);
        return Map.of("plainToken", plain, "encryptedToken", signature.of(plain));
    }

    private Map<String, String> recorded(ZoomRecording recording) throws InterruptedException {
        if (!recording.hasMedia()) {
            calls.ignore(recording.name());
            return Map.of();
        }
        Optional<String> folder = folders.ofMeeting(recording.meetingId());
        if (folder.isEmpty()) {
            throw calls.unmapped(recording.name());
        }
        UploadRequest request = recording.request(folder.get(), credential);
        return Map.of("requestId", calls.accept(request).requestId());
    }
}
