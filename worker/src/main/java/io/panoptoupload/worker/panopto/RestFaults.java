package io.panoptoupload.worker.panopto;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PanoptoText;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RetryAfter;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.Locale;

/** What an answer that is no success means to the caller. */
final class RestFaults {
    private final InstantSource clock;

    RestFaults(InstantSource clock) {
        this.clock = clock;
    }

    /** Throws when the answer says no more than that Panopto is not there just now. */
    Answer available(Answer answer, String doing) {
        int status = answer.status();
        if (status == 429) {
            throw TransientFault.notAttempted(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "Panopto asks to be called less often (429) while %s; lower the rate limit if this stays"
                            .formatted(doing),
                    PanoptoText.carried(answer.text()),
                    RetryAfter.parse(answer.retryAfter(), clock.instant()));
        }
        if (isOutage(answer)) {
            throw unavailable(answer, doing);
        }
        return answer;
    }

    /** Only Panopto's own word decides on an upload; of what others say, only that they spoke. */
    private static boolean isOutage(Answer answer) {
        if (answer.succeeded()) {
            return answer.isPage();
        }
        return switch (answer.status()) {
            case 404 -> !answer.provablyFromPanopto();
            // Proxies', whatever they look like; and what passes by itself.
            case 407, 408, 421, 423, 425 -> true;
            default -> answer.status() < 400 || answer.status() >= 500 || !answer.fromPanopto();
        };
    }

    Fault unavailable(Answer answer, String doing) {
        // A success that cannot be read may hold an UploadTarget, so it is not carried.
        String said = answer.succeeded() ? null : answer.text();
        return new TransientFault(
                ErrorCode.PANOPTO_UNAVAILABLE,
                answer.status() == 407
                        ? "The proxy between this worker and Panopto wants a login (407) while %s; see the proxy settings in docs/operating.md"
                                .formatted(doing)
                        : "Panopto answered %d%s while %s"
                                .formatted(answer.status(), manner(answer, said), doing),
                PanoptoText.carried(said),
                RetryAfter.parse(answer.retryAfter(), clock.instant()),
                null);
    }

    private static String manner(Answer answer, @Nullable String said) {
        if (answer.isPage()) {
            return " with a web page, not with an answer of its API,";
        }
        if (said == null || said.isBlank()) {
            return " without a readable text";
        }
        return answer.succeeded() || answer.fromPanopto()
                ? ""
                : " with a text that is not its API's, perhaps a proxy's,";
    }

    /** The same rule for every call: a refusal after a fresh token is a lack of rights. */
    Fault rejected(Answer answer, String doing) {
        return switch (answer.status()) {
            case 401 ->
                    permanent(
                            ErrorCode.AUTHENTICATION_FAILED,
                            answer,
                            "Panopto refused a fresh access token while %s; check the API client and its user"
                                    .formatted(doing));
            case 403 ->
                    permanent(
                            ErrorCode.PERMISSION_DENIED,
                            answer,
                            "Panopto's user has no permission for %s; give it the creator role on the folder"
                                    .formatted(doing));
            default ->
                    permanent(
                            ErrorCode.PANOPTO_REJECTED,
                            answer,
                            "Panopto answered %d while %s".formatted(answer.status(), doing));
        };
    }

    Fault folderRejected(Answer answer, String folderId, String doing) {
        String said = answer.text();
        boolean namesFolder =
                answer.status() == 400
                        && said != null
                        && said.toLowerCase(Locale.ROOT).contains("folder");
        return answer.status() == 404 || namesFolder
                ? permanent(
                        ErrorCode.FOLDER_NOT_FOUND,
                        answer,
                        "Panopto has no folder %s, or its user must not see it; check folderId"
                                .formatted(folderId))
                : rejected(answer, doing);
    }

    /** The folder's own access takes precedence over a level that lets in fewer. */
    Fault accessDiffers(String sessionId, AccessSettings wanted, AccessSettings found) {
        return new PermanentFault(
                ErrorCode.PANOPTO_REJECTED,
                "Panopto shows session %s as %s, although %s was set; change the access of its folder, then send a retry command, which sets it again"
                        .formatted(sessionId, found, wanted),
                null,
                null);
    }

    Fault sessionRejected(Answer answer, String sessionId, String doing) {
        return answer.status() == 404
                ? permanent(
                        ErrorCode.PANOPTO_REJECTED,
                        answer,
                        "Panopto has no session %s, or its user must not see it; check addToSession"
                                .formatted(sessionId))
                : rejected(answer, doing);
    }

    private static PermanentFault permanent(ErrorCode code, Answer answer, String message) {
        return new PermanentFault(code, message, PanoptoText.carried(answer.text()), null);
    }
}
