package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RetryAfter;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.Beginning;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/** What the refusals of S3 services mean to the caller, by their code where they give one. */
final class S3Refusals {
    private S3Refusals() {}

    static Fault of(S3Place place, AwsServiceException thrown) {
        int status = thrown.statusCode();
        return switch (code(thrown)) {
            case "PermanentRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException" ->
                    unreadable(
                            place,
                            "lies in another region, or at another endpoint, than worker.sources.s3.%s says; fix its region or endpoint, then send a retry command"
                                    .formatted(place.account()));
            case "RequestTimeTooSkewed", "RequestExpired" ->
                    passing(
                            place,
                            "its service says that this worker's clock is wrong; synchronise it",
                            null);
            case "InvalidObjectState" ->
                    unreadable(
                            place,
                            "is in an archive (its storage class); restore it, then send a retry command");
            case "NoSuchBucket" ->
                    notFound(place, "does not exist: there is no such bucket; check its name");
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken" ->
                    unreadable(
                            place,
                            "may not be read: its service refuses the key (%s); fix access-key-id and secret-access-key of worker.sources.s3.%s, then send a retry command"
                                    .formatted(code(thrown), place.account()));
            case "RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable" ->
                    passing(place, "its service responded with " + status, retryAfter(thrown));
            default -> byStatus(place, thrown, status);
        };
    }

    private static Fault byStatus(S3Place place, AwsServiceException thrown, int status) {
        if (isOthersPage(thrown)) {
            return passing(
                    place,
                    "a web page came instead of it, a proxy's or a firewall's: " + status,
                    retryAfter(thrown));
        }
        return switch (status) {
            case 404, 410 ->
                    notFound(
                            place,
                            "does not exist; check the key, and whether the recording is there yet");
            case 412, 416 ->
                    TransientFault.readableInOrder(
                            ErrorCode.SOURCE_CHANGED,
                            "%s may have changed while it was being sent (its service refuses the version or the part that was asked for); leave it alone until its upload has completed"
                                    .formatted(place));
            case 407 -> passing(place, "the proxy before its service wants a login: 407", null);
            case 408, 411, 413, 417, 421, 423, 425, 429 ->
                    passing(place, "its service responded with " + status, retryAfter(thrown));
            default -> {
                if (status < 400 || status >= 500) {
                    yield passing(
                            place, "its service responded with " + status, retryAfter(thrown));
                }
                yield unreadable(
                        place,
                        "may not be read: its service responded with %d; fix worker.sources.s3.%s, or the rights of its key, then send a retry command"
                                .formatted(status, place.account()));
            }
        };
    }

    static Fault empty(S3Place place) {
        return unreadable(place, "is empty; was it submitted before the recorder wrote it?");
    }

    static TransientFault passing(S3Place place, String why, @Nullable Duration retryAfter) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read just now (%s)".formatted(place, why),
                null,
                retryAfter,
                null);
    }

    private static PermanentFault unreadable(S3Place place, String why) {
        return new PermanentFault(ErrorCode.SOURCE_UNREADABLE, place + " " + why);
    }

    private static PermanentFault notFound(S3Place place, String why) {
        return new PermanentFault(ErrorCode.SOURCE_NOT_FOUND, place + " " + why);
    }

    private static String code(AwsServiceException thrown) {
        @Nullable AwsErrorDetails details = thrown.awsErrorDetails();
        return details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
    }

    /** Whether somebody in between speaks. */
    static boolean isOthersPage(AwsServiceException thrown) {
        @Nullable AwsErrorDetails details = thrown.awsErrorDetails();
        @Nullable SdkBytes raw = details == null ? null : details.rawResponse();
        if (raw == null || !code(thrown).isEmpty()) {
            return false;
        }
        byte[] body = raw.asByteArrayUnsafe();
        return Pages.isPage(
                Beginning.of(null, Arrays.copyOf(body, Math.min(body.length, Beginning.LENGTH))),
                Purpose.RECORDING);
    }

    private static @Nullable Duration retryAfter(AwsServiceException thrown) {
        @Nullable AwsErrorDetails details = thrown.awsErrorDetails();
        return details == null || details.sdkHttpResponse() == null
                ? null
                : RetryAfter.parse(
                        details.sdkHttpResponse().firstMatchingHeader("Retry-After").orElse(null),
                        Instant.now());
    }
}
