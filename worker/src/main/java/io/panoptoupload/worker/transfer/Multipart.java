package io.panoptoupload.worker.transfer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.ImmediateRetries;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The three calls that make one object, each repeated for some seconds. */
final class Multipart {
    static final String SEND_PART = "send-part";

    /** Storage's own are some dozen characters; each part's is kept. */
    private static final int MAX_MARK = 1000;

    private static final String BYTES = "application/octet-stream";

    private final S3Client s3;
    private final S3Target target;
    private final String objectName;
    private final ImmediateRetries retries;
    private final ParallelTasks tasks;
    private final TransferMeters meters;
    private final S3Faults faults;
    private boolean completeInDoubt;

    Multipart(
            S3Client s3,
            S3Target target,
            String objectName,
            ImmediateRetries retries,
            ParallelTasks tasks,
            TransferMeters meters) {
        this.s3 = s3;
        this.target = target;
        this.objectName = objectName;
        this.retries = retries;
        this.tasks = tasks;
        this.meters = meters;
        this.faults = new S3Faults(target);
    }

    String create() {
        String activity = "beginning " + objectName;
        return retries.call(
                "create-object",
                () ->
                        required(
                                activity,
                                call(
                                                activity,
                                                () ->
                                                        s3.createMultipartUpload(r ->
                                                                r.bucket(target.bucket())
                                                                        .key(key())))
                                        .uploadId()));
    }

    /**
     * Sends a part once the line has room for it.
     *
     * @return the part's ETag; the body then has the checksum of what was sent
     */
    String sendPart(String multipartId, int part, PartBody body, Uplink.Share share) {
        String activity = "sending part " + part + " of " + objectName;
        try (Uplink.Part inFlight = share.take(body.length(), tasks)) {
            String etag =
                    retries.call(
                            SEND_PART,
                            () ->
                                    tasks.awaited(
                                            Stopping.AWAIT_PARTS,
                                            () -> partOnce(multipartId, part, body, activity)));
            inFlight.confirmed();
            return etag;
        } catch (Fault | NoSuchMultipart refused) {
            meters.failed();
            throw refused;
        }
    }

    private String partOnce(String multipartId, int part, PartBody body, String activity) {
        try {
            UploadPartResponse response =
                    call(
                            activity,
                            () ->
                                    s3.uploadPart(
                                            r ->
                                                    r.bucket(target.bucket())
                                                            .key(key())
                                                            .uploadId(multipartId)
                                                            .partNumber(part)
                                                            .contentLength((long) body.length()),
                                            RequestBody.fromContentProvider(
                                                    body, body.length(), BYTES)));
            PartStream _ = body.sent();
            return required(activity, response.eTag());
        } catch (Interrupted stopped) {
            throw stopped;
        } catch (RuntimeException thrown) {
            tasks.throwIfCancelled();
            Fault source = body.sourceFault();
            throw source == null ? thrown : source;
        }
    }

    /**
     * Puts the parts together; says so when that was refused, or may be done nevertheless. A
     * refusal is of the parts or of the object, and another object may be taken.
     *
     * @param maybeDone an earlier call, of this process or another, may have done it already
     */
    Optional<SendOutcome> complete(
            String multipartId, int parts, ConfirmedParts confirmed, boolean maybeDone) {
        completeInDoubt = maybeDone;
        List<CompletedPart> all =
                IntStream.rangeClosed(1, parts)
                        .mapToObj(part ->
                                CompletedPart.builder()
                                        .partNumber(part)
                                        .eTag(confirmed.etag(part))
                                        .build())
                        .toList();
        try {
            tasks.awaited(
                    Stopping.AWAIT_COMPLETE,
                    () -> retries.call("complete-object", () -> completeOnce(multipartId, all)));
            return Optional.empty();
        } catch (PermanentFault refused) {
            return Optional.of(
                    new SendOutcome.InDoubt(
                            refused.getMessage(), completeInDoubt ? null : refused));
        } catch (NoSuchMultipart lost) {
            if (completeInDoubt) {
                return Optional.of(new SendOutcome.InDoubt(lost.fault().getMessage()));
            }
            throw lost;
        }
    }

    private boolean completeOnce(String multipartId, List<CompletedPart> parts) {
        try {
            return call(
                    "completing " + objectName,
                    () -> {
                        s3.completeMultipartUpload(r ->
                                r.bucket(target.bucket())
                                        .key(key())
                                        .uploadId(multipartId)
                                        .multipartUpload(m -> m.parts(parts)));
                        return true;
                    },
                    faults::ofComplete);
        } catch (TransientFault fault) {
            completeInDoubt |= fault.code() == ErrorCode.PANOPTO_UNAVAILABLE;
            throw fault;
        }
    }

    /** What storage always returns; a proxy's page with status 200 does not. */
    private static String required(String activity, @Nullable String value) {
        if (value == null || value.isBlank() || value.length() > MAX_MARK) {
            throw new TransientFault(
                    ErrorCode.PANOPTO_UNAVAILABLE,
                    "something that is not Panopto's storage responded while %s; is there a proxy in between?"
                            .formatted(activity),
                    null);
        }
        return value;
    }

    private <T> T call(String activity, Supplier<T> call) {
        return call(activity, call, faults::of);
    }

    private <T> T call(
            String activity,
            Supplier<T> call,
            BiFunction<RuntimeException, String, Fault> faultOf) {
        tasks.throwIfCancelled();
        try {
            return call.get();
        } catch (SdkException | UncheckedIOException thrown) {
            // Interrupted, the SDK throws whatever the broken connection looked like.
            tasks.throwIfCancelled();
            Fault fault = faultOf.apply(thrown, activity);
            throw S3Faults.isNoSuchUpload(thrown) && fault instanceof TransientFault gone
                    ? new NoSuchMultipart(gone)
                    : fault;
        }
    }

    private String key() {
        return target.key(objectName);
    }
}
