package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.api.Origins;
import io.panoptoupload.gateway.deadletters.DeadLetterBox;
import io.panoptoupload.gateway.deadletters.Letter;
import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.messages.ErrorCode;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

import java.util.Arrays;
import java.util.List;

/** Refused records that were not replayed yet, and their replay. */
@Controller
class DeadLettersController {
    /** Shown at once; a replay publishes those behind them, too. */
    private static final int MAX_SHOWN = 50;

    private final DeadLetterBox box;
    private final Times times;
    private final Origins origins = new Origins();

    DeadLettersController(DeadLetterBox box, Times times) {
        this.box = box;
        this.times = times;
    }

    /**
     * A letter.
     *
     * @param name its key, if it has one
     * @param remedy what to do about the reason; null if it names no code of an error
     */
    record Row(
            String name,
            int partition,
            long offset,
            Times.Moment at,
            String reason,
            @Nullable String remedy,
            boolean replayable) {
        static Row of(Letter letter, Times times) {
            return new Row(
                    letter.key().isBlank() ? "without a key" : letter.key(),
                    letter.partition(),
                    letter.offset(),
                    times.of(letter.at()),
                    letter.reason(),
                    remedy(letter.reason()),
                    letter.replayable());
        }

        private static @Nullable String remedy(String reason) {
            return Arrays.stream(ErrorCode.values())
                    .filter(code -> reason.startsWith(code + ":"))
                    .findFirst()
                    .map(ErrorText::remedy)
                    .orElse(null);
        }
    }

    @GetMapping("/dead-letters")
    String list(Model model) throws InterruptedException {
        try {
            show(model);
        } catch (KafkaUnavailable e) {
            model.addAttribute("unavailable", e.getMessage()).addAttribute("letters", List.of());
        }
        return "dead-letters";
    }

    @GetMapping("/dead-letters/replay")
    String ask(Model model) throws InterruptedException {
        show(model);
        return "replay";
    }

    private void show(Model model) throws InterruptedException {
        DeadLetterBox.Waiting waiting = box.waiting(MAX_SHOWN);
        model.addAttribute(
                        "letters",
                        waiting.letters().stream().map(each -> Row.of(each, times)).toList())
                .addAttribute("more", waiting.more())
                .addAttribute("leftOut", waiting.leftOut().before().map(times::of).orElse(null))
                .addAttribute("unreadable", waiting.leftOut().unreadable());
    }

    @PostMapping("/dead-letters/replay")
    String replay(HttpServletRequest call, RedirectAttributes next) throws InterruptedException {
        try {
            DeadLetterBox.Replayed replayed = box.replay(origins.of(call));
            String published =
                    "%d dead letter(s) published again%s; what is refused again becomes a new dead letter."
                            .formatted(
                                    replayed.published(),
                                    replayed.more() ? ", more are left: replay once more" : "");
            if (replayed.unreadable().isEmpty()) {
                Notice.good(next, published);
            } else {
                String places = String.join("; ", replayed.unreadable());
                Notice.bad(next, published + " Nothing behind these places is: " + places);
            }
        } catch (KafkaUnavailable e) {
            Notice.bad(next, String.valueOf(e.getMessage()));
        }
        return "redirect:/dead-letters";
    }
}
