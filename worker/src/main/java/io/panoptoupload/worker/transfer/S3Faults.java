package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PanoptoText;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.http.ProxyRefusal;
import io.panoptoupload.worker.transfer.StorageResponses.NotStorage;
import io.panoptoupload.worker.transfer.http.ForbiddenAddress;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the SDK's exceptions mean to the caller. They are not chained: their messages may hold the
 * address of the object, and with it the upload's secret.
 */
final class S3Faults {
    /** Sent again they succeed, some of them because bytes were lost or altered on their way. */
    private static final Duration AFTER_NO_RESPONSE = Duration.ofMinutes(1);

    private static final Set<String> TRANSIENT_CODES =
            Set.of(
                    "RequestTimeout",
                    "SlowDown",
                    "InternalError",
                    "ServiceUnavailable",
                    "ServerBusy",
                    "Throttling",
                    "ThrottlingException",
                    "TooManyRequests",
                    "TooManyRequestsException",
                    "RequestLimitExceeded",
                    "BandwidthLimitExceeded",
                    "OperationAborted",
                    "IncompleteBody",
                    "BadDigest",
                    "XAmzContentSHA256Mismatch");

    /**
     * Of the upload, or of who asks, whatever the status: nothing that is sent says who asks, so
     * that these come of an upload that has ended, or from in front of storage.
     */
    private static final Set<String> NO_ACCESS =
            Set.of(
                    "AccessDenied",
                    "ExpiredToken",
                    "InvalidAccessKeyId",
                    "InvalidToken",
                    "NoSuchBucket",
                    "NoSuchKey",
                    "NoSuchUpload",
                    "RequestExpired",
                    "SignatureDoesNotMatch",
                    "TokenRefreshRequired");

    /** Of the parts, whatever the status: Complete has said 200 before it looks at them. */
    private static final Set<String> WRONG_PARTS =
            Set.of("EntityTooSmall", "InvalidPart", "InvalidPartOrder");

    private final S3Target target;
    private final Pattern secret;

    S3Faults(S3Target target) {
        this.target = target;
        this.secret =
                Pattern.compile(target.keyPrefix(), Pattern.LITERAL | Pattern.CASE_INSENSITIVE);
    }

    /** Whether storage itself says that it does not know the multipart upload. */
    static boolean isNoSuchUpload(RuntimeException thrown) {
        return thrown instanceof AwsServiceException refused
                && S3Errors.code(refused).equals("NoSuchUpload");
    }

    /**
     * Of what the SDK throws: its own exceptions, and those of a response that cannot be unpacked.
     */
    Fault of(RuntimeException thrown, String activity) {
        if (thrown instanceof AwsServiceException refused) {
            return refused(refused, activity);
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotStorage other) {
                return notStorage(other, activity);
            }
        }
        return unavailable(
                "the connection to Panopto's storage at %s failed while %s (%s)"
                        .formatted(target.endpoint().getHost(), activity, kind(thrown)),
                null,
                null);
    }

    /**
     * The same of a Complete: what brought no response in its minutes is not repeated at once, or
     * it would keep its slot for as long again.
     */
    Fault ofComplete(RuntimeException thrown, String activity) {
        Fault fault = of(thrown, activity);
        return Causes.include(thrown, SocketTimeoutException.class)
                ? unavailable(fault.getMessage(), fault.panoptoMessage(), AFTER_NO_RESPONSE)
                : fault;
    }

    private Fault notStorage(NotStorage other, String activity) {
        String host = target.endpoint().getHost();
        return unavailable(
                other.status() == 407
                        ? "the proxy between this worker and Panopto's storage at %s requires a login (407) while %s; see the proxy settings in docs/operating.md"
                                .formatted(host, activity)
                        : "something that is not Panopto's storage responded with %d%s at %s while %s; is there a proxy or a firewall in between?"
                                .formatted(
                                        other.status(),
                                        other.isPage() ? " with a web page" : "",
                                        host,
                                        activity),
                null,
                other.retryAfter());
    }

    private static TransientFault unavailable(
            String message, @Nullable String panoptoMessage, @Nullable Duration retryAfter) {
        return new TransientFault(
                ErrorCode.PANOPTO_UNAVAILABLE, message, panoptoMessage, retryAfter);
    }

    private Fault refused(AwsServiceException thrown, String activity) {
        int status = thrown.statusCode();
        String text = text(thrown.awsErrorDetails());
        String code = S3Errors.code(thrown);
        if (status == 429
                || status == 408
                || status >= 500
                || TRANSIENT_CODES.contains(code)
                || (status < 400 && !NO_ACCESS.contains(code) && !WRONG_PARTS.contains(code))) {
            return unavailable(
                    "Panopto's storage responded with %d while %s".formatted(status, activity),
                    text,
                    S3Errors.retryAfter(thrown));
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return unavailable(
                    "Panopto's storage says that this worker's clock is wrong (RequestTimeTooSkewed) while %s; synchronise it, the job goes on by itself"
                            .formatted(activity),
                    text,
                    null);
        }
        // 409: the upload is no longer at state 0.
        if (status == 403 || status == 404 || status == 409 || NO_ACCESS.contains(code)) {
            return new TransientFault(
                    ErrorCode.UPLOAD_EXPIRED,
                    "Panopto's storage no longer knows the upload (%d while %s); if Panopto says the same of the upload, a new one is needed"
                            .formatted(status, activity),
                    text,
                    null);
        }
        return new PermanentFault(
                ErrorCode.PANOPTO_REJECTED,
                "Panopto's storage responded with %d while %s".formatted(status, activity),
                text);
    }

    private @Nullable String text(@Nullable AwsErrorDetails details) {
        String errorMessage = details == null ? null : details.errorMessage();
        return errorMessage == null
                ? null
                : PanoptoText.redacted(secret.matcher(errorMessage).replaceAll("…"));
    }

    private static String kind(Throwable thrown) {
        Throwable root = Causes.root(thrown);
        return root instanceof ForbiddenAddress || root instanceof ProxyRefusal
                ? Objects.requireNonNullElse(root.getMessage(), "")
                : root.getClass().getSimpleName();
    }
}
