package io.panoptoupload.worker.request;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
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
    public sealed interface Verdict {
        record Fit(UploadRequest request) implements Verdict {}

        /**
         * Refused, with all that is wrong.
         *
         * @param requestId if at least that could be read
         */
        record Unfit(Optional<String> requestId, UploadError error) implements Verdict {}
    }

    /**
     * Judges the value of a record.
     *
     * @param value plain JSON, in UTF-8
     */
    public Verdict judge(byte[] value) {
        byte @Nullable [] noKey = null;
        return switch (decoder.decode(new ConsumerRecord<>("", 0, 0, noKey, value))) {
            case Decoded.Refused(String reason, Optional<String> id, var _) ->
                    new Verdict.Unfit(
                            id, new UploadError(ErrorCode.INVALID_REQUEST, reason, false, null));
            case Decoded.Request(UploadRequest request) ->
                    rules.check(request)
                            .<Verdict>map(error ->
                                    new Verdict.Unfit(Optional.of(request.requestId()), error))
                            .orElseGet(() -> new Verdict.Fit(request));
        };
    }

    /** Whether a text can be the id of a request. */
    public static boolean isRequestId(String text) {
        return RequestDecoder.isId(text);
    }
}
