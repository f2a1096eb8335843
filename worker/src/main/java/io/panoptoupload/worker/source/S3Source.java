package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.RetryAfter;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** An object in a bucket; its ETag, always a strong one, changes with every write. */
final class S3Source implements Source {
    private final S3Place place;
    private final S3Client s3;

    S3Source(S3Place place, S3Client s3) {
        this.place = place;
        this.s3 = s3;
    }

    @Override
    public String name() {
        return place.toString();
    }

    @Override
    public Pin pin() {
        HeadObjectResponse head =
                call(() -> s3.headObject(r -> r.bucket(place.bucket()).key(place.key())));
        if (head.contentLength() == 0) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    place + " is empty; was it submitted before the recorder wrote it?");
        }
        @Nullable String etag = head.eTag();
        // Some services tell it without its quotes.
        if (etag == null || etag.isBlank() || etag.startsWith("W/")) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s has no strong ETag, by which a change would show; switch off whatever alters answers between its service and this worker"
                            .formatted(place));
        }
        return new Pin(head.contentLength(), etag);
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) {
        ResponseInputStream<GetObjectResponse> body =
                call(() ->
                        s3.getObject(r ->
                                r.bucket(place.bucket())
                                        .key(place.key())
                                        .ifMatch(pin.mark())
                                        .range(
                                                "bytes=%d-%d"
                                                        .formatted(offset, offset + length - 1))));
        try {
            verify(pin, offset, length, body.response());
        } catch (Fault e) {
            body.abort();
            throw e;
        }
        return new AbandonableStream(body, length, body::abort);
    }

    private void verify(Pin pin, long offset, long length, GetObjectResponse answer) {
        @Nullable ContentRange range = ContentRange.parse(answer.contentRange());
        if (range == null || !range.holds(offset, length)) {
            throw new TransientFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s cannot be read reliably: its service answers with another range than was asked"
                            .formatted(place),
                    null);
        }
        boolean same =
                pin.mark().equals(answer.eTag())
                        && range.total().orElse(pin.sizeBytes()) == pin.sizeBytes();
        if (!same) {
            throw changed();
        }
    }

    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            throw refused(e);
        } catch (SdkException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Interrupted.during("reading " + place);
            }
            throw passing(kind(e), null);
        }
    }

    private Fault refused(AwsServiceException thrown) {
        int status = thrown.statusCode();
        return switch (status) {
            case 404, 410 ->
                    new PermanentFault(
                            ErrorCode.SOURCE_NOT_FOUND,
                            "%s does not exist; check the key, and whether the recording is there yet"
                                    .formatted(place));
            case 412, 416 -> changed();
            case 408, 429 -> passing("its service answered " + status, retryAfter(thrown));
            default ->
                    status >= 500 || status < 400
                            ? passing("its service answered " + status, retryAfter(thrown))
                            : new PermanentFault(
                                    ErrorCode.SOURCE_UNREADABLE,
                                    "%s may not be read: its service answered %d; mend worker.sources.s3.%s, or the rights of its key, then send a retry command"
                                            .formatted(place, status, place.account()));
        };
    }

    private TransientFault changed() {
        return new TransientFault(
                ErrorCode.SOURCE_CHANGED,
                "%s changed while it was being sent; leave it alone until its upload has completed"
                        .formatted(place),
                null);
    }

    private TransientFault passing(String why, @Nullable Duration retryAfter) {
        return new TransientFault(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read just now (%s)".formatted(place, why),
                null,
                retryAfter,
                null);
    }

    private static @Nullable Duration retryAfter(AwsServiceException thrown) {
        return thrown.awsErrorDetails() == null
                        || thrown.awsErrorDetails().sdkHttpResponse() == null
                ? null
                : RetryAfter.parse(
                        thrown.awsErrorDetails()
                                .sdkHttpResponse()
                                .firstMatchingHeader("Retry-After")
                                .orElse(null),
                        Instant.now());
    }

    private static String kind(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
