package io.panoptoupload.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.job.AdmissionResult;
import io.panoptoupload.worker.job.JobAdmission;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.job.LogContext;
import io.panoptoupload.worker.job.ReceivedRequest;
import io.panoptoupload.worker.request.ContentDigest;
import io.panoptoupload.worker.request.Decoded;
import io.panoptoupload.worker.request.Rejections;
import io.panoptoupload.worker.request.RequestDecoder;
import io.panoptoupload.worker.request.RequestIdScan;
import io.panoptoupload.worker.request.RequestRules;
import io.panoptoupload.worker.request.RereadMark;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides on one record. What admits it is called on the thread of its partition's writer, where
 * the jobs are seen as they are committed.
 */
public final class Admission {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final RequestDecoder decoder = new RequestDecoder();
    private final RequestRules rules;
    private final ContentDigest digest;
    private final Rejections rejections;
    private final JobAdmission jobs;

    /**
     * An admission that judges by the published rules.
     *
     * @param json as requests are read
     * @param sources which of them may be read at all
     */
    public Admission(
            JsonMapper json,
            InstantSource clock,
            RequestRules.SourceRules sources,
            Rejections rejections,
            JobAdmission jobs) {
        this.rules = new RequestRules(clock, sources);
        this.digest = new ContentDigest(json);
        this.rejections = rejections;
        this.jobs = jobs;
    }

    Decoded decode(ConsumerRecord<byte[], byte[]> record) {
        return decoder.decode(record);
    }

    /** For a record that is no request, or one that cannot be accepted. */
    AdmissionResult invalid(ConsumerRecord<byte[], byte[]> record, Decoded.Refused invalid) {
        UploadError error =
                new UploadError(ErrorCode.INVALID_REQUEST, invalid.reason(), false, null);
        return invalid.requestId()
                .map(id -> reject(record, id, error, invalid.extensions()))
                .orElseGet(() ->
                        refused(error, List.of(rejections.deadLetter(record, error.message()))));
    }

    /**
     * For a record that is too large both to accept and to dead-letter: the event, or at least the
     * dead letter, says at which offset it is.
     */
    AdmissionResult tooLarge(ConsumerRecord<byte[], byte[]> record) {
        UploadError error =
                new UploadError(
                        ErrorCode.INVALID_REQUEST,
                        "The record is larger than Kafka's limits allow; send a smaller one.",
                        false,
                        null);
        return refused(error, rejections.withoutRecord(record, RequestIdScan.of(record), error));
    }

    /**
     * For a record that could not be decided on, which is no fault of its sender.
     *
     * @param cause what the last try met; only its class is reported, since its text may contain
     *     anything
     * @param reread whether the record may have been taken in once before; its letter is marked
     *     then, since it is new when it is replayed
     * @param tooLarge whether the dead letter can only say where the record stands
     */
    AdmissionResult undecided(
            ConsumerRecord<byte[], byte[]> record,
            Throwable cause,
            boolean reread,
            boolean tooLarge) {
        return setAside(
                record,
                "The worker could not decide on this record (%s)"
                        .formatted(Causes.root(cause).getClass().getName()),
                reread,
                tooLarge);
    }

    /**
     * For a record that ended the process that was to decide on it, and then a trial process as
     * well.
     */
    AdmissionResult poison(
            ConsumerRecord<byte[], byte[]> record, boolean reread, boolean tooLarge) {
        return setAside(
                record,
                "Deciding on this record ended a worker, and then a process that had it alone",
                reread,
                tooLarge);
    }

    private AdmissionResult setAside(
            ConsumerRecord<byte[], byte[]> record, String what, boolean reread, boolean tooLarge) {
        UploadError error =
                new UploadError(
                        ErrorCode.INTERNAL,
                        what
                                + "; the worker's log has the details. Once that is fixed, the record"
                                + " can be published again from the dead-letter topic.",
                        true,
                        null);
        Optional<String> id = RequestIdScan.of(record);
        if (tooLarge) {
            return refused(error, rejections.withoutRecord(record, id, error));
        }
        List<ProducerRecord<byte[], byte[]>> records =
                id.map(known -> rejections.rejected(record, known, error, Map.of()))
                        .orElseGet(() -> List.of(rejections.deadLetter(record, error)));
        markIf(reread, record, records);
        return refused(error, records);
    }

    /** The letter of a record that may have been carried out before: replayed, it would be new. */
    private static void markIf(
            boolean reread,
            ConsumerRecord<byte[], byte[]> record,
            List<ProducerRecord<byte[], byte[]>> records) {
        if (reread) {
            RereadMark.put(record, records.getLast().headers());
        }
    }

    /** Counted once it is durable: until then the record may be decided on once more. */
    private AdmissionResult refused(
            UploadError error, List<ProducerRecord<byte[], byte[]>> records) {
        return new AdmissionResult(records, _ -> rejections.count(error.code()));
    }

    /**
     * @param reread whether the record may have been taken in once before
     */
    AdmissionResult admit(
            ConsumerRecord<byte[], byte[]> record,
            UploadRequest request,
            JobPartition partition,
            boolean reread)
            throws InterruptedException {
        Optional<UploadError> fault = keyFault(record, request).or(() -> rules.check(request));
        if (fault.isPresent()) {
            return reject(record, request, fault.get());
        }
        ReceivedRequest command =
                new ReceivedRequest(
                        request,
                        RequestRules.hasContent(request)
                                ? Optional.of(digest.of(request))
                                : Optional.empty(),
                        RequestDecoder.traceparent(record),
                        rereadSince(record, reread));
        if (!jobs.isRedelivery(command, partition)) {
            Optional<UploadError> forgotten = jobs.forgotten(command, partition);
            if (forgotten.isPresent()) {
                AdmissionResult refused = reject(record, request, forgotten.get());
                // Replayed after somebody has looked for it in Panopto, it is to be carried out.
                refused.records().forEach(each -> RereadMark.remove(each.headers()));
                return refused;
            }
            fault = rules.checkSources(request);
        }
        if (fault.isPresent()) {
            return reject(record, request, fault.get());
        }
        return switch (jobs.admit(command, partition)) {
            case JobAdmission.Decision.Accepted(AdmissionResult admitted) -> admitted;
            case JobAdmission.Decision.Refused(UploadError error) -> {
                AdmissionResult refused = reject(record, request, error);
                markIf(reread, record, refused.records());
                yield refused;
            }
        };
    }

    private static Optional<Instant> rereadSince(
            ConsumerRecord<byte[], byte[]> record, boolean reread) {
        return RereadMark.since(record)
                .or(() ->
                        Optional.of(Instant.ofEpochMilli(record.timestamp())).filter(_ -> reread));
    }

    private AdmissionResult reject(
            ConsumerRecord<byte[], byte[]> record, UploadRequest request, UploadError error) {
        return reject(record, request.requestId(), error, request.extensions());
    }

    private AdmissionResult reject(
            ConsumerRecord<byte[], byte[]> record,
            String requestId,
            UploadError error,
            Map<String, Object> extensions) {
        return new AdmissionResult(
                rejections.rejected(record, requestId, error, extensions),
                _ -> {
                    rejections.count(error.code());
                    logRefused(record, requestId, error);
                });
    }

    private static void logRefused(
            ConsumerRecord<byte[], byte[]> record, String requestId, UploadError error) {
        try (var _ = LogContext.of(requestId, RequestDecoder.traceparent(record))) {
            log.info("rejected: {} {}", error.code(), error.message());
        }
    }

    private static Optional<UploadError> keyFault(
            ConsumerRecord<byte[], byte[]> record, UploadRequest request) {
        if (record.key() == null
                || Arrays.equals(record.key(), request.requestId().getBytes(UTF_8))) {
            return Optional.empty();
        }
        return Optional.of(
                new UploadError(
                        ErrorCode.INVALID_REQUEST,
                        "requestId: differs from the record's key; send them equal, or no key.",
                        false,
                        null));
    }
}
