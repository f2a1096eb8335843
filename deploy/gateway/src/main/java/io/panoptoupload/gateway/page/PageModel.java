package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.kafka.UnreadablePlaces;
import io.panoptoupload.gateway.security.Permissions;
import io.panoptoupload.gateway.view.JournalFollower;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

import java.security.Principal;
import java.util.List;
import java.util.stream.Collectors;

/** What every page shows: who is logged in, what they may do, and whether the view is whole. */
@ControllerAdvice(basePackageClasses = PageModel.class)
class PageModel {
    private final KafkaWatch watch;
    private final JournalFollower journal;
    private final UnreadablePlaces unreadable;
    private final Permissions permissions;

    PageModel(
            KafkaWatch watch,
            JournalFollower journal,
            UnreadablePlaces unreadable,
            Permissions permissions) {
        this.watch = watch;
        this.journal = journal;
        this.unreadable = unreadable;
        this.permissions = permissions;
    }

    @ModelAttribute
    void common(HttpServletRequest call, Model model) {
        @Nullable Principal caller = call.getUserPrincipal();
        model.addAttribute("caller", caller == null ? null : caller.getName())
                .addAttribute("mayPublish", permissions.mayPublish(caller))
                .addAttribute("mayOperate", permissions.mayOperate(caller))
                .addAttribute("here", call.getServletPath())
                .addAttribute("warning", warning());
    }

    private @Nullable String warning() {
        if (!watch.isReachable()) {
            return "Kafka does not respond. What you see is the last known state; nothing can be requested now.";
        }
        if (watch.topic(watch.names().journal()).isEmpty()) {
            return "The workers' journal %s does not exist; a worker creates it when it starts."
                    .formatted(watch.names().journal());
        }
        if (!journal.isReady()) {
            return "The workers' journal is still being read; until that is done, uploads are missing here.";
        }
        List<UnreadablePlaces.Place> places = unreadable.all();
        return places.isEmpty()
                ? null
                : places.stream()
                        .map(UnreadablePlaces.Place::sentence)
                        .collect(Collectors.joining(" "));
    }
}
