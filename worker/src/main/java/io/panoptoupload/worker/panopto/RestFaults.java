package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PanoptoText;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RetryAfter;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

import java.time.InstantSource;
import java.util.Locale;

/** What a response that is no success means to the caller. */
final class RestFaults {
    private final InstantSource clock;

    RestFaults(InstantSource clock) {
        this.clock = clock;
    }

    /** Throws when the response says only that Panopto is unavailable. */
    PanoptoResponse available(PanoptoResponse response, String activity) {
        // Anybody else's counts as a try: one that always says so is not asked for ever.
        if (response.status() == 429 && response.fromPanopto()) {
            throw TransientFault.notAttempted(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto asks to be called less often (429) while %s; lower the rate limit if this stays"
                            .formatted(activity),
                    PanoptoText.redacted(response.text()),
                    RetryAfter.parse(response.retryAfter(), clock.instant()));
        }
        if (isOutage(response)) {
            throw unavailable(response, activity);
        }
        return response;
    }

    /**
     * Only Panopto's own response decides on an upload; of other servers' responses only the status
     * is reported.
     */
    private static boolean isOutage(PanoptoResponse response) {
        if (response.succeeded()) {
            return response.isPage();
        }
        return switch (response.status()) {
            case 404, 410 -> !response.provablyFromPanopto();
            // Responses of proxies, whatever they look like; and transient ones.
            case 407, 408, 421, 423, 425 -> true;
            default ->
                    response.status() < 400 || response.status() >= 500 || !response.fromPanopto();
        };
    }

    Fault unavailable(PanoptoResponse response, String activity) {
        // A success that cannot be read may contain an UploadTarget, so it is not quoted.
        String text = response.succeeded() ? null : response.text();
        return new TransientFault(
                ErrorCode.PANOPTO_UNAVAILABLE,
                "Panopto responded with %d%s while %s"
                        .formatted(response.status(), manner(response, text), activity),
                PanoptoText.redacted(text),
                RetryAfter.parse(response.retryAfter(), clock.instant()));
    }

    /** The object that a success shows. */
    ObjectNode object(PanoptoResponse response, String activity) {
        if (!response.succeeded()) {
            throw rejected(response, activity);
        }
        ObjectNode object = response.object();
        if (object == null) {
            throw unavailable(response, activity);
        }
        return object;
    }

    private static String manner(PanoptoResponse response, @Nullable String text) {
        if (response.isPage()) {
            return " with a web page, not with a response of its API,";
        }
        if (text == null || text.isBlank()) {
            return " without a readable text";
        }
        return response.succeeded() || response.fromPanopto()
                ? ""
                : " with a text that is not its API's, perhaps a proxy's,";
    }

    /** The same rule for every call: a refusal after a fresh token is a lack of rights. */
    Fault rejected(PanoptoResponse response, String activity) {
        return switch (response.status()) {
            case 401 ->
                    permanent(
                            ErrorCode.AUTHENTICATION_FAILED,
                            response,
                            "Panopto refused a fresh access token while %s; check the API client and its user"
                                    .formatted(activity));
            case 403 ->
                    permanent(
                            ErrorCode.PERMISSION_DENIED,
                            response,
                            "Panopto's user has no permission for %s; give it the creator role on the folder"
                                    .formatted(activity));
            default ->
                    permanent(
                            ErrorCode.PANOPTO_REJECTED,
                            response,
                            "Panopto responded with %d while %s"
                                    .formatted(response.status(), activity));
        };
    }

    Fault folderRejected(PanoptoResponse response, String folderId, String activity) {
        String text = response.text();
        boolean namesFolder =
                response.status() == 400
                        && text != null
                        && text.toLowerCase(Locale.ROOT).contains("folder");
        return response.status() == 404 || namesFolder
                ? permanent(
                        ErrorCode.FOLDER_NOT_FOUND,
                        response,
                        "Panopto has no folder %s, or its user must not see it; check folderId"
                                .formatted(folderId))
                : rejected(response, activity);
    }

    /**
     * The folder's own access takes precedence over a level that lets in fewer; or the server that
     * responds lags behind.
     */
    Fault accessDiffers(String sessionId, AccessSettings wanted, AccessSettings found) {
        return new TransientFault(
                ErrorCode.PANOPTO_REJECTED,
                "Panopto shows session %s as %s, although %s was set"
                        .formatted(sessionId, found, wanted));
    }

    Fault sessionRejected(PanoptoResponse response, String sessionId, String activity) {
        return response.status() == 404
                ? permanent(
                        ErrorCode.PANOPTO_REJECTED,
                        response,
                        "Panopto has no session %s, or its user must not see it; check addToSession"
                                .formatted(sessionId))
                : rejected(response, activity);
    }

    private static PermanentFault permanent(
            ErrorCode code, PanoptoResponse response, String message) {
        return new PermanentFault(code, message, PanoptoText.redacted(response.text()));
    }
}
