package io.panoptoupload.gateway.events;

import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.util.Optional;

/** Outcome events as server-sent events: the {@code id} of each is a position to go on from. */
@RestController
@RequestMapping("/api/v1")
class EventsController {
    private final EventStreams streams;

    EventsController(EventStreams streams) {
        this.streams = streams;
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void all(
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
            HttpMethod method,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        stream(null, last, method, response);
    }

    @GetMapping(path = "/uploads/{requestId}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void one(
            @PathVariable String requestId,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
            HttpMethod method,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        stream(requestId, last, method, response);
    }

    /** Blocks the call's own thread, which is a virtual one. */
    private void stream(
            @Nullable String only,
            @Nullable String last,
            HttpMethod method,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        Optional<Position> position = Position.parse(last);
        if (last != null && !last.isEmpty() && position.isEmpty()) {
            throw new ErrorResponseException(
                    HttpStatus.BAD_REQUEST,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.BAD_REQUEST,
                            "Last-Event-ID has to be the id of an event that was sent here."),
                    null);
        }
        // Of a response to HEAD the server drops what is written: no write would ever fail, and who
        // has long gone would listen for ever.
        if (method.equals(HttpMethod.HEAD)) {
            EventRing.Now _ = streams.followed();
            describe(response);
            return;
        }
        try (EventStreams.Opened opened = streams.open(only, position)) {
            describe(response);
            opened.sendTo(response.getOutputStream());
        }
    }

    private static void describe(HttpServletResponse response) {
        response.setContentType("text/event-stream;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        // Proxies of the nginx kind would hold events back.
        response.setHeader("X-Accel-Buffering", "no");
    }
}
