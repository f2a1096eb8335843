package io.panoptoupload.gateway.api;

import io.panoptoupload.worker.request.FieldFault;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

import java.util.List;

/** A response other than what was asked for: RFC 9457, with a sentence that a person can act on. */
final class Problem extends ErrorResponseException {
    private static final long serialVersionUID = 1L;

    private static final String RETRY_SECONDS = "5";

    private Problem(HttpStatus status, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    static Problem badRequest(String detail) {
        return new Problem(HttpStatus.BAD_REQUEST, detail);
    }

    static Problem notFound(String requestId) {
        return new Problem(
                HttpStatus.NOT_FOUND,
                "No upload %s is known: it was never asked for, or it ended longer ago than workers remember."
                        .formatted(requestId));
    }

    static Problem conflict(String detail) {
        return new Problem(HttpStatus.CONFLICT, detail);
    }

    static Problem tooLarge(int allowed) {
        return new Problem(
                HttpStatus.CONTENT_TOO_LARGE,
                "The body has more than %d bytes, which is what is allowed.".formatted(allowed));
    }

    static Problem unsupported(String detail) {
        return new Problem(HttpStatus.UNSUPPORTED_MEDIA_TYPE, detail);
    }

    /** Later it may succeed. */
    static Problem unavailable(String detail) {
        Problem problem = new Problem(HttpStatus.SERVICE_UNAVAILABLE, detail);
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        return problem;
    }

    /** What the gate would say. */
    static Problem invalid(String sentence, List<FieldFault> faults) {
        Problem problem = new Problem(HttpStatus.UNPROCESSABLE_CONTENT, sentence);
        problem.getBody()
                .setProperty(
                        "errors",
                        faults.isEmpty() ? List.of(new FieldFault("", sentence)) : faults);
        return problem;
    }

    static Problem invalid(FieldFault fault) {
        return invalid(
                "The request is invalid: %s%s."
                        .formatted(
                                fault.field().isEmpty() ? "" : fault.field() + ": ",
                                fault.message()),
                List.of(fault));
    }
}
