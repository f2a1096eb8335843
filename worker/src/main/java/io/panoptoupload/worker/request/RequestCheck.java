package io.panoptoupload.worker.request;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What intake would say to a request, for those who want to know it before they publish it. Whether
 * a source may be read is left to the worker that is to read it: its directories may be others.
 */
public final class RequestCheck {
    private final RequestDecoder decoder;
    private final RequestRules rules;

    public RequestCheck() {
        this.decoder = new RequestDecoder();
        this.rules = new RequestRules(InstantSource.system(), _ -> {});
    }

    /** Taken on, or refused. */
    public sealed interface Result {
        record Valid(UploadRequest request) implements Result {}

        /**
         * Refused, with all that is wrong.
         *
         * @param requestId if at least that could be read
         * @param faults field by field; empty if it could not be read as a request at all
         */
        record Invalid(Optional<String> requestId, UploadError error, List<FieldFault> faults)
                implements Result {}
    }

    /**
     * Judges the value of a record: the request itself, and no CloudEvent round it.
     *
     * @param value in UTF-8
     */
    public Result validate(byte[] value) {
        byte @Nullable [] noKey = null;
        return switch (decoder.decodePlain(new ConsumerRecord<>("", 0, 0, noKey, value))) {
            case Decoded.Refused(String reason, var id, var _, var faults) ->
                    invalid(id, reason, faults);
            case Decoded.Request(UploadRequest request) -> validate(request);
        };
    }

    private Result validate(UploadRequest request) {
        Faults faults = rules.faults(request);
        return faults.sentence()
                .<Result>map(reason ->
                        invalid(Optional.of(request.requestId()), reason, faults.described()))
                .orElseGet(() -> new Result.Valid(request));
    }

    private static Result.Invalid invalid(
            Optional<String> id, String reason, List<FieldFault> faults) {
        return new Result.Invalid(
                id, new UploadError(ErrorCode.INVALID_REQUEST, reason, false, null), faults);
    }

    /** Whether a text can be the id of a request. */
    public static boolean isRequestId(String text) {
        return RequestDecoder.isId(text);
    }
}
