package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.S3Errors;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;

import java.time.Duration;
import java.util.Arrays;

/** What the refusals of S3 services mean to the caller, by their code where they give one. */
final class S3SourceFaults {
    private S3SourceFaults() {}

    static Fault of(S3Place place, AwsServiceException thrown) {
        return switch (S3Errors.code(thrown)) {
            case "PermanentRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException" ->
                    unreadable(
                            place,
                            "lies in another region, or at another endpoint, than worker.sources.s3.%s says; fix its region or endpoint, then send a retry command"
                                    .formatted(place.account()));
            case "RequestTimeTooSkewed", "RequestExpired" ->
                    transientFault(
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
                                    .formatted(S3Errors.code(thrown), place.account()));
            case "RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable" ->
                    responded(place, thrown);
            default -> byStatus(place, thrown);
        };
    }

    private static Fault byStatus(S3Place place, AwsServiceException thrown) {
        int status = thrown.statusCode();
        if (isOthersPage(thrown)) {
            return transientFault(
                    place,
                    "a web page came instead of it, a proxy's or a firewall's: " + status,
                    S3Errors.retryAfter(thrown));
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
            case 407 ->
                    transientFault(
                            place, "the proxy before its service requires a login: 407", null);
            case 408, 411, 413, 417, 421, 423, 425, 429 -> responded(place, thrown);
            default -> {
                if (status < 400 || status >= 500) {
                    yield responded(place, thrown);
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

    private static TransientFault responded(S3Place place, AwsServiceException thrown) {
        return transientFault(
                place,
                "its service responded with " + thrown.statusCode(),
                S3Errors.retryAfter(thrown));
    }

    static TransientFault transientFault(S3Place place, String why, @Nullable Duration retryAfter) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read just now (%s)".formatted(place, why),
                null,
                retryAfter);
    }

    private static PermanentFault unreadable(S3Place place, String why) {
        return new PermanentFault(ErrorCode.SOURCE_UNREADABLE, place + " " + why);
    }

    private static PermanentFault notFound(S3Place place, String why) {
        return new PermanentFault(ErrorCode.SOURCE_NOT_FOUND, place + " " + why);
    }

    /** Whether somebody in between speaks. */
    static boolean isOthersPage(AwsServiceException thrown) {
        @Nullable AwsErrorDetails details = thrown.awsErrorDetails();
        @Nullable SdkBytes raw = details == null ? null : details.rawResponse();
        if (raw == null || !S3Errors.code(thrown).isEmpty()) {
            return false;
        }
        byte[] body = raw.asByteArrayUnsafe();
        return ContentSniffer.isPage(
                LeadingBytes.of(
                        null, Arrays.copyOf(body, Math.min(body.length, LeadingBytes.LENGTH))),
                Purpose.RECORDING);
    }
}
