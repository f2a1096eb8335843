package io.panoptoupload.gateway.api;

import io.panoptoupload.gateway.kafka.KafkaUnavailable;

import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Makes a problem of whatever is thrown. */
@RestControllerAdvice
class ProblemHandler extends ResponseEntityExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler
    @Nullable ResponseEntity<Object> kafka(KafkaUnavailable fault, WebRequest request)
            throws Exception {
        return handleException(Problem.unavailable(String.valueOf(fault.getMessage())), request);
    }

    /** The gateway is stopping. */
    @ExceptionHandler
    @Nullable ResponseEntity<Object> stopped(InterruptedException fault, WebRequest request)
            throws Exception {
        Thread.currentThread().interrupt();
        return handleException(Problem.unavailable("The gateway is stopping."), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> unforeseen(RuntimeException fault) {
        if (fault instanceof AccessDeniedException
                || fault instanceof InvalidParameterException
                || fault instanceof RequestRejectedException) {
            // Known to those who stand before the API: a refusal, and a query or header, looked at
            // only when it is read, that is no text.
            throw fault;
        }
        log.error("a call failed", fault);
        return ResponseEntity.internalServerError()
                .body(
                        ProblemDetail.forStatusAndDetail(
                                HttpStatus.INTERNAL_SERVER_ERROR,
                                "Something is wrong with the gateway; its log has the details."));
    }
}
