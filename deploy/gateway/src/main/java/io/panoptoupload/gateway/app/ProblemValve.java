package io.panoptoupload.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

import java.io.IOException;

/**
 * Makes a problem, too, of what is refused before Spring sees it, such as a malformed request.
 * Public, since the server makes it by its name.
 */
public final class ProblemValve extends ErrorReportValve {
    private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable fault) {
        @Nullable HttpStatus status = HttpStatus.resolve(response.getStatus());
        if (status == null
                || !status.isError()
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        byte[] problem =
                "{\"status\":%d,\"title\":\"%s\"}"
                        .formatted(status.value(), status.getReasonPhrase())
                        .getBytes(UTF_8);
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setContentLength(problem.length);
            response.getOutputStream().write(problem);
            response.finishResponse();
        } catch (IOException e) {
            log.debug("nobody waits for the response", e);
        }
    }
}
