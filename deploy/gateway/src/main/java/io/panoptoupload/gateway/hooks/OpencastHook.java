package io.panoptoupload.gateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;

import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Calls of Opencast's workflow operation {@code http-notify}, which names a media package and
 * cannot sign: a secret stands in the address that it calls. What is published of it is asked for.
 */
@RestController
@ConditionalOnProperty("gateway.hooks.opencast.secret")
class OpencastHook {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final HookCalls calls;
    private final byte[] secret;
    private final OpencastClient opencast;
    private final Folders folders;
    private final HooksProperties.Opencast settings;

    OpencastHook(Hooks hooks) {
        this.calls = hooks.calls("opencast");
        this.settings = hooks.properties().opencast();
        this.secret = Objects.requireNonNull(settings.secret()).getBytes(UTF_8);
        this.opencast = hooks.opencast();
        this.folders = hooks.folders();
    }

    @PostMapping("/hooks/opencast")
    Map<String, String> called(
            @RequestParam(required = false) @Nullable String token,
            @RequestParam(required = false) @Nullable String mediaPackageId)
            throws InterruptedException {
        if (token == null || !MessageDigest.isEqual(secret, token.getBytes(UTF_8))) {
            throw calls.unproven();
        }
        if (mediaPackageId == null || !ID.matcher(mediaPackageId).matches()) {
            calls.count(HookCalls.Result.REFUSED);
            throw HookCalls.problem(
                    HttpStatus.BAD_REQUEST, "The form has no mediaPackageId that is one.");
        }
        OpencastEvent event = new OpencastEvent(mediaPackageId, asked(mediaPackageId));
        Optional<String> folder = folders.of(event.series(), event.room());
        if (folder.isEmpty()) {
            throw calls.unmapped(event.name());
        }
        var request = event.request(folder.get(), settings.channel(), settings.credential());
        if (request.isEmpty()) {
            // Published a moment later, or elsewhere: the sender's list of failures shows it.
            calls.count(HookCalls.Result.FAILED);
            throw HookCalls.problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "The event has no publication with tracks on the channel that is configured.");
        }
        return Map.of("requestId", calls.accept(request.get()).requestId());
    }

    private JsonNode asked(String mediaPackageId) {
        try {
            return opencast.event(mediaPackageId);
        } catch (OpencastClient.NoResponse e) {
            calls.count(HookCalls.Result.FAILED);
            throw HookCalls.problem(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }
}
