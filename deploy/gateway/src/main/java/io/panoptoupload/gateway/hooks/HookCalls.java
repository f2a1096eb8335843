package io.panoptoupload.gateway.hooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.gateway.api.Submissions;
import io.panoptoupload.gateway.kafka.RequestWriter;
import io.panoptoupload.messages.UploadRequest;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What becomes of the calls of one system, counted. */
final class HookCalls {
    /** More than any of them sends. */
    static final int MAX_BODY = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(HookCalls.class);

    /** Takes requests, as the API does. */
    interface Intake {
        Submissions.Receipt upload(
                byte[] body, @Nullable String idempotencyKey, RequestWriter.Origin origin)
                throws InterruptedException;
    }

    /** What a call came to. */
    enum Result {
        ACCEPTED,
        IGNORED,
        UNMAPPED,
        REFUSED,
        FAILED
    }

    private final String system;
    private final Intake intake;
    private final JsonMapper json;
    private final Map<Result, Counter> results = new EnumMap<>(Result.class);

    HookCalls(String system, Intake intake, JsonMapper json, MeterRegistry meters) {
        this.system = system;
        this.intake = intake;
        this.json = json;
        Arrays.stream(Result.values())
                .forEach(result -> results.put(result, counter(result, meters)));
    }

    private Counter counter(Result result, MeterRegistry meters) {
        return Counter.builder("panopto.gateway.hooks")
                .description("Calls from other systems, by result")
                .tag("hook", system)
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    void count(Result result) {
        Objects.requireNonNull(results.get(result)).increment();
    }

    /** No more of the body than is allowed is ever in memory. */
    byte[] body(InputStream call) throws IOException {
        byte[] body = call.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw refused(HttpStatus.CONTENT_TOO_LARGE, "The body is too large.");
        }
        return body;
    }

    /** It does not come from the system, or not now. */
    ErrorResponseException unproven() {
        return refused(
                HttpStatus.UNAUTHORIZED,
                "The call is not signed with the secret that is configured, or is too old.");
    }

    private ErrorResponseException refused(HttpStatus status, String why) {
        count(Result.REFUSED);
        return problem(status, why);
    }

    /** Neither the mapping nor a default says where it goes. */
    ErrorResponseException unmapped(String name) {
        count(Result.UNMAPPED);
        log.error(
                "{}: {} has no folder and is not uploaded; name it in the file of gateway.hooks.mapping, or give that a default, restart the gateway, and have the call sent again",
                system,
                name);
        return problem(HttpStatus.UNPROCESSABLE_CONTENT, "There is no folder for this recording.");
    }

    static ErrorResponseException problem(HttpStatus status, String why) {
        return new ErrorResponseException(
                status, ProblemDetail.forStatusAndDetail(status, why), null);
    }

    /** Durable when it returns. */
    Submissions.Receipt accept(UploadRequest request) throws InterruptedException {
        boolean taken = false;
        try {
            Submissions.Receipt receipt =
                    intake.upload(
                            json.writeValueAsBytes(request),
                            null,
                            new RequestWriter.Origin("hook:" + system, null));
            taken = true;
            return receipt;
        } finally {
            count(taken ? Result.ACCEPTED : Result.FAILED);
        }
    }

    /** There is nothing in it to be uploaded. */
    void ignore(String what) {
        count(Result.IGNORED);
        log.info("{}: nothing to upload in {}", system, what);
    }
}
