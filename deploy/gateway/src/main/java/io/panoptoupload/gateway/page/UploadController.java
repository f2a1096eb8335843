package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.kafka.OutcomeHistory;
import io.panoptoupload.gateway.view.UploadDetails;
import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.Uploads;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

import java.util.Optional;

/**
 * One upload. Its id stands in the query, since browsers change paths that hold dots or slashes.
 */
@Controller
class UploadController {
    private final Uploads uploads;
    private final UploadDetails details;
    private final OutcomeHistory history;
    private final Times times;

    UploadController(Uploads uploads, UploadDetails details, OutcomeHistory history, Times times) {
        this.uploads = uploads;
        this.details = details;
        this.history = history;
        this.times = times;
    }

    @GetMapping("/upload")
    String one(@RequestParam String id, Model model) throws InterruptedException {
        UploadEntry entry = known(id);
        Optional<UploadDetails.Details> known = details.of(entry);
        OutcomeHistory.Events events =
                history.of(id, entry.at(), known.map(UploadDetails.Details::sequence).orElse(null));
        model.addAttribute(
                        "upload",
                        UploadRow.of(
                                entry,
                                known.map(UploadDetails.Details::error).orElse(entry.end().error()),
                                times))
                .addAttribute(
                        "files",
                        known.stream()
                                .flatMap(each -> each.files().stream())
                                .map(FileRow::of)
                                .toList())
                .addAttribute("stage", entry.progress().stage())
                .addAttribute("sessionId", entry.end().sessionId())
                .addAttribute(
                        "events",
                        EventRow.of(
                                events.events().stream().map(OutcomeHistory.Event::json).toList(),
                                times))
                .addAttribute("complete", events.complete());
        return "upload";
    }

    @GetMapping("/upload/cancel")
    String cancel(@RequestParam String id, Model model) {
        model.addAttribute("upload", UploadRow.of(known(id), times));
        return "cancel";
    }

    @GetMapping("/upload/retry")
    String retry(@RequestParam String id, Model model) {
        model.addAttribute("upload", UploadRow.of(known(id), times));
        return "retry";
    }

    private UploadEntry known(String id) {
        return uploads.get(id)
                .orElseThrow(() ->
                        new ResponseStatusException(
                                HttpStatus.NOT_FOUND,
                                "No upload of this id is known: it was never asked for, or it ended longer ago than workers remember."));
    }
}
