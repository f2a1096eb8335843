package io.panoptoupload.worker.source;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.http.AbandonableStream;
import io.panoptoupload.worker.http.TimeLimits;
import io.panoptoupload.worker.transfer.LeadingBytes;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.transfer.http.ForbiddenAddress;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Supplier;

/** An object in a bucket; its ETag, always a strong one, changes with every write. */
final class S3Source implements Source {
    private final S3Place place;
    private final S3Client s3;
    private final TimeLimits limits;
    private final Duration timeout;

    /**
     * @param timeout with the little that is read of an object to judge it
     */
    S3Source(S3Place place, S3Client s3, TimeLimits limits, Duration timeout) {
        this.place = place;
        this.s3 = s3;
        this.limits = limits;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return place.toString();
    }

    /** By asking for its first byte: the refusal of a HEAD has no body that would say why. */
    @Override
    public Pin pin() {
        try (ResponseInputStream<GetObjectResponse> body = call(this::firstByte)) {
            body.abort();
            GetObjectResponse head = body.response();
            verifyPlain(head);
            @Nullable ContentRange range = ContentRange.parse(head.contentRange());
            if (range == null || !range.holds(0, 1) || range.total().isEmpty()) {
                return whole().distrusted();
            }
            return new Pin(notEmpty(range.total().getAsLong()), etag(head));
        } catch (IOException e) {
            throw transientFault(e);
        }
    }

    private ResponseInputStream<GetObjectResponse> firstByte() {
        try {
            return get("bytes=0-0", null);
        } catch (AwsServiceException e) {
            if (e.statusCode() == 416 && !S3SourceFaults.isOthersPage(e)) {
                throw S3SourceFaults.empty(place);
            }
            throw e;
        }
    }

    /** Of a service that has no ranges. */
    private Pin whole() throws IOException {
        try (ResponseInputStream<GetObjectResponse> body = call(() -> get(null, null))) {
            body.abort();
            GetObjectResponse head = body.response();
            return new Pin(notEmpty(length(head)), etag(head));
        }
    }

    private long length(GetObjectResponse head) {
        @Nullable Long length = head.contentLength();
        if (length == null) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s comes from a service that has no ranges and does not say how long it is"
                            .formatted(place));
        }
        return length;
    }

    private long notEmpty(long size) {
        if (size == 0) {
            throw S3SourceFaults.empty(place);
        }
        return size;
    }

    private String etag(GetObjectResponse head) {
        @Nullable String etag = head.eTag();
        // Some services return it without its quotes.
        if (etag == null || etag.isBlank() || etag.startsWith("W/")) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s has no strong ETag, by which a change would show; switch off whatever alters responses between its service and this worker"
                            .formatted(place));
        }
        return etag;
    }

    private void verifyPlain(GetObjectResponse head) {
        String compression = ContentEncoding.compression(head.contentEncoding());
        if (compression != null) {
            throw new PermanentFault(
                    ErrorCode.SOURCE_UNREADABLE,
                    "%s is stored with Content-Encoding %s; store it as it is, or without that label if it is not compressed"
                            .formatted(place, compression));
        }
    }

    @Override
    public LeadingBytes beginning() {
        String range = "bytes=0-%d".formatted(LeadingBytes.LENGTH - 1);
        try (ResponseInputStream<GetObjectResponse> body = call(() -> get(range, null));
                var _ = limits.begin(timeout, body::abort)) {
            byte[] bytes = body.readNBytes(LeadingBytes.LENGTH);
            body.abort();
            return LeadingBytes.of(body.response().contentType(), bytes);
        } catch (IOException e) {
            throw transientFault(e);
        }
    }

    @Override
    public String difference(Pin before, Pin now) {
        return "ETag %s before, %s now".formatted(before.mark(), now.mark());
    }

    private ResponseInputStream<GetObjectResponse> get(
            @Nullable String range, @Nullable String etag) {
        return s3.getObject(
                r -> r.bucket(place.bucket()).key(place.key()).ifMatch(etag).range(range));
    }

    @Override
    public InputStream open(Pin pin, long offset, long length) {
        String range = "bytes=%d-%d".formatted(offset, offset + length - 1);
        ResponseInputStream<GetObjectResponse> body =
                pin.isDistrusted()
                        ? call(() -> get(null, null))
                        : call(() -> get(range, pin.mark()));
        try {
            verify(pin, offset, length, body.response());
        } catch (Fault e) {
            body.abort();
            throw e;
        }
        InputStream bytes = new AbandonableStream(body, length, body::abort);
        return pin.isDistrusted()
                ? bytes
                : new WholeRange(bytes, length, () -> lies("ends a range early"));
    }

    private void verify(Pin pin, long offset, long length, GetObjectResponse response) {
        verifyPlain(response);
        if (pin.isDistrusted()) {
            long whole = length(response);
            if (whole != pin.sizeBytes()) {
                throw changed(pin, new Pin(whole, pin.mark()));
            }
            return;
        }
        @Nullable ContentRange range = ContentRange.parse(response.contentRange());
        if (range == null || !range.holds(offset, length)) {
            throw lies("responds with another range than was asked");
        }
        @Nullable Long stated = response.contentLength();
        if (stated != null && stated != length) {
            throw lies("gives two lengths for one range");
        }
        Pin now = new Pin(range.total().orElse(pin.sizeBytes()), String.valueOf(response.eTag()));
        if (!now.equals(pin)) {
            throw changed(pin, now);
        }
    }

    /** Its ranges are of no use; read in order it may be. */
    private TransientFault lies(String how) {
        return TransientFault.readableInOrder(
                ErrorCode.SOURCE_UNREADABLE,
                "%s cannot be read reliably: its service %s".formatted(place, how));
    }

    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            throw S3SourceFaults.of(place, e);
        } catch (SdkException | IllegalArgumentException | UncheckedIOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Interrupted.during("reading " + place);
            }
            // The client below it lets through what its parsers throw, as of a negative version.
            throw transientFault(e);
        }
    }

    private TransientFault transientFault(Throwable thrown) {
        String why =
                switch (Causes.root(thrown)) {
                    case ForbiddenAddress forbidden -> String.valueOf(forbidden.getMessage());
                    case IOException broken -> HttpFaults.describe(broken);
                    case Throwable other -> other.getClass().getSimpleName();
                };
        return S3SourceFaults.transientFault(place, why, null);
    }
}
