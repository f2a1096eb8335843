package io.panoptoupload.gateway.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says as a problem (RFC 9457) what is refused before the API is reached. */
final class ProblemWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Challenges with Basic only outside browsers, which would open a login window of their own.
     */
    void unauthenticated(HttpServletRequest request, HttpServletResponse response, String detail)
            throws IOException {
        response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        if (request.getHeader("Sec-Fetch-Mode") == null) {
            response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"panopto-gateway\"");
        }
        write(response, HttpStatus.UNAUTHORIZED, detail);
    }

    void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("status", status.value());
        problem.put("title", status.getReasonPhrase());
        problem.put("detail", detail);
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(JSON.writeValueAsBytes(problem));
    }
}
