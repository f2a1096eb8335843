package io.panoptoupload.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.job.Admitted;
import io.panoptoupload.worker.job.JobAdmission;
import io.panoptoupload.worker.job.JobPartition;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what becomes of one record at home in its partition. Called on the thread of the
 * partition's writer, where the jobs are seen as they are committed.
 */
final class Admission {
    private final RequestDecoder decoder;
    private final RequestValidator validator;
    private final ContentDigest digest;
    private final Rejections rejections;
    private final JobAdmission jobs;

    Admission(
            RequestDecoder decoder,
            RequestValidator validator,
            ContentDigest digest,
            Rejections rejections,
            JobAdmission jobs) {
        this.decoder = decoder;
        this.validator = validator;
        this.digest = digest;
        this.rejections = rejections;
        this.jobs = jobs;
    }

    Decoded decode(ConsumerRecord<byte[], byte[]> record) {
        return decoder.decode(record);
    }

    /** For a record that is no request. */
    Admitted undecodable(ConsumerRecord<byte[], byte[]> record, Decoded.Undecodable undecodable) {
        rejections.count(ErrorCode.INVALID_REQUEST);
        UploadError error =
                new UploadError(ErrorCode.INVALID_REQUEST, undecodable.reason(), false, null);
        return Admitted.told(
                undecodable
                        .requestId()
                        .map(id -> rejections.rejected(record, id, error, Map.of()))
                        .orElseGet(() ->
                                List.of(rejections.deadLetter(record, undecodable.reason()))));
    }

    /** For a record that Kafka does not take a second time. */
    Admitted tooLarge(ConsumerRecord<byte[], byte[]> record) {
        rejections.count(ErrorCode.INVALID_REQUEST);
        return Admitted.told(List.of(rejections.withoutValue(record)));
    }

    Admitted admit(
            ConsumerRecord<byte[], byte[]> record, UploadRequest request, JobPartition partition)
            throws InterruptedException {
        Optional<UploadError> fault = keyFault(record, request).or(() -> validator.check(request));
        if (fault.isPresent()) {
            return reject(record, request, fault.get());
        }
        Optional<String> trace = RequestDecoder.header(record, CloudEvents.TRACEPARENT_HEADER);
        JobAdmission.Command command =
                new JobAdmission.Command(
                        request,
                        RequestValidator.hasContent(request)
                                ? Optional.of(digest.of(request))
                                : Optional.empty(),
                        trace);
        return switch (jobs.admit(command, partition)) {
            case JobAdmission.Answer.Taken(Admitted admitted) -> admitted;
            case JobAdmission.Answer.Refused(UploadError error) -> reject(record, request, error);
        };
    }

    private Admitted reject(
            ConsumerRecord<byte[], byte[]> record, UploadRequest request, UploadError error) {
        rejections.count(error.code());
        return Admitted.told(
                rejections.rejected(record, request.requestId(), error, request.extensions()));
    }

    private static Optional<UploadError> keyFault(
            ConsumerRecord<byte[], byte[]> record, UploadRequest request) {
        if (record.key() == null || new String(record.key(), UTF_8).equals(request.requestId())) {
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
