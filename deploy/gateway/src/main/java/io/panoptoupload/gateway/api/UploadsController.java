package io.panoptoupload.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.gateway.kafka.OutcomeHistory;
import io.panoptoupload.gateway.view.JournalFollower;
import io.panoptoupload.gateway.view.UploadDetails;
import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.Uploads;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Uploads: to ask for, to find, to end and to try again. */
@RestController
@RequestMapping(path = UploadsController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class UploadsController {
    static final String PATH = "/api/v1/uploads";
    private static final int MAX_PAGE = 500;

    private final Submissions submissions;
    private final Uploads uploads;
    private final JournalFollower journal;
    private final UploadDetails details;
    private final OutcomeHistory history;
    private final Reading reading;

    /** How bodies, queries and origins are read. */
    record Reading(RequestBodies bodies, ListQuery queries, Origins origins) {}

    UploadsController(
            Submissions submissions,
            Uploads uploads,
            JournalFollower journal,
            UploadDetails details,
            OutcomeHistory history,
            Reading reading) {
        this.submissions = submissions;
        this.uploads = uploads;
        this.journal = journal;
        this.details = details;
        this.history = history;
        this.reading = reading;
    }

    /**
     * A part of the list, the latest first.
     *
     * @param next to be sent as {@code cursor} for what is behind it; absent at the end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record UploadList(List<UploadView> items, @Nullable String next) {}

    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Submissions.Receipt> upload(
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            HttpServletRequest call)
            throws IOException, InterruptedException {
        Submissions.Receipt receipt =
                submissions.upload(RequestBodies.read(call), key, reading.origins().of(call));
        return ResponseEntity.accepted().location(location(receipt.requestId())).body(receipt);
    }

    static URI location(String requestId) {
        String encoded = UriUtils.encode(requestId, StandardCharsets.UTF_8);
        // Dots alone would lead to the list, or above it.
        return URI.create(
                PATH + "/" + (encoded.matches("\\.{1,2}") ? encoded.replace(".", "%2E") : encoded));
    }

    @GetMapping
    UploadList list(
            @RequestParam(required = false) @Nullable List<String> state,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        if (limit < 1) {
            throw Problem.badRequest("limit has to be 1 or more.");
        }
        requireView();
        Uploads.Page page =
                uploads.page(
                        reading.queries().filter(state, q, from, to),
                        ListQuery.place(cursor),
                        Math.min(limit, MAX_PAGE));
        return new UploadList(
                page.entries().stream().map(UploadView::of).toList(),
                page.next() == null ? null : ListQuery.cursor(page.next()));
    }

    @GetMapping("/{requestId}")
    UploadView one(@PathVariable String requestId) throws InterruptedException {
        requireView();
        UploadEntry entry = uploads.get(requestId).orElseThrow(() -> Problem.notFound(requestId));
        Optional<UploadDetails.Details> known = details.of(entry);
        return UploadView.of(
                entry,
                known,
                history.of(
                        requestId,
                        entry.at(),
                        known.map(UploadDetails.Details::sequence).orElse(null)));
    }

    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping("/{requestId}/cancel")
    Submissions.Receipt cancel(@PathVariable String requestId, HttpServletRequest call)
            throws IOException, InterruptedException {
        requireView();
        @Nullable String reason = reading.bodies().text(RequestBodies.read(call), "reason");
        return submissions.cancel(requestId, reason, reading.origins().of(call));
    }

    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping("/{requestId}/retry")
    Submissions.Receipt retry(@PathVariable String requestId, HttpServletRequest call)
            throws InterruptedException {
        requireView();
        return submissions.retry(requestId, reading.origins().of(call));
    }

    private void requireView() {
        if (!journal.isReady()) {
            throw new KafkaUnavailable(
                    "The workers' journal has not been read to its end yet; try again in some seconds.");
        }
    }
}
