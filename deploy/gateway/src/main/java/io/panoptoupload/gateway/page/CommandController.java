package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.api.Origins;
import io.panoptoupload.gateway.api.Submissions;
import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.gateway.kafka.RequestWriter;
import io.panoptoupload.messages.ErrorCode;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import java.util.List;

/** Commands; each has been confirmed on a page of its own, and leads on to what came of it. */
@Controller
class CommandController {
    /** Uploads that one click tries again; for more it is clicked again. */
    static final int MAX_RETRIES = 500;

    private static final String UPLOAD = "redirect:/upload";

    private final Submissions submissions;
    private final FailedUploads failed;
    private final Origins origins = new Origins();

    CommandController(Submissions submissions, FailedUploads failed) {
        this.submissions = submissions;
        this.failed = failed;
    }

    private interface Action {
        void run() throws InterruptedException;
    }

    @PostMapping("/upload/cancel")
    String cancel(
            @RequestParam String id,
            @RequestParam(defaultValue = "") String reason,
            HttpServletRequest call,
            RedirectAttributes next)
            throws InterruptedException {
        next.addAttribute("id", id);
        String given = reason.strip();
        attempt(
                () -> submissions.cancel(id, given.isEmpty() ? null : given, origins.of(call)),
                "Cancellation requested; the worker that has the upload ends it.",
                next);
        return UPLOAD;
    }

    @PostMapping("/upload/retry")
    String retry(@RequestParam String id, HttpServletRequest call, RedirectAttributes next)
            throws InterruptedException {
        next.addAttribute("id", id);
        attempt(
                () -> submissions.retry(id, origins.of(call)),
                "Retry requested; a worker begins another attempt.",
                next);
        return UPLOAD;
    }

    private static void attempt(Action action, String success, RedirectAttributes next)
            throws InterruptedException {
        try {
            action.run();
            Notice.good(next, success);
        } catch (ErrorResponseException e) {
            Notice.bad(next, String.valueOf(e.getBody().getDetail()));
        } catch (KafkaUnavailable e) {
            Notice.bad(next, String.valueOf(e.getMessage()));
        }
    }

    @GetMapping("/failed/retry")
    String retryAll(@RequestParam ErrorCode code, Model model) {
        model.addAttribute("code", code.name())
                .addAttribute("remedy", ErrorText.remedy(code))
                .addAttribute("count", failed.ids(code).size())
                .addAttribute("most", MAX_RETRIES);
        return "retry-all";
    }

    @PostMapping("/failed/retry")
    String retryAll(@RequestParam ErrorCode code, HttpServletRequest call, RedirectAttributes next)
            throws InterruptedException {
        RequestWriter.Origin origin = origins.of(call);
        List<String> ids = failed.ids(code);
        int asked = 0;
        int changed = 0;
        for (String each : ids.subList(0, Math.min(ids.size(), MAX_RETRIES))) {
            try {
                submissions.retry(each, origin);
                asked++;
            } catch (ErrorResponseException e) {
                // It was tried again, or forgotten, a moment ago.
                changed++;
            } catch (KafkaUnavailable e) {
                Notice.bad(
                        next,
                        "Retry requested for %d of %d; then: %s"
                                .formatted(asked, ids.size(), e.getMessage()));
                return "redirect:/";
            }
        }
        Notice.good(
                next,
                "Retry requested for %d uploads that failed with %s%s%s."
                        .formatted(
                                asked,
                                code,
                                changed == 0 ? "" : "; %d had changed meanwhile".formatted(changed),
                                ids.size() <= MAX_RETRIES
                                        ? ""
                                        : "; %d are left".formatted(ids.size() - MAX_RETRIES)));
        return "redirect:/";
    }
}
