package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.api.ListQuery;
import io.panoptoupload.gateway.view.Uploads;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

import java.util.List;

/** The list of uploads. */
@Controller
class ListController {
    private static final int PAGE = 50;

    private final Uploads uploads;
    private final ListQuery queries;
    private final FailedUploads failed;
    private final Times times;

    ListController(Uploads uploads, ListQuery pageQuery, FailedUploads failed, Times times) {
        this.uploads = uploads;
        this.queries = pageQuery;
        this.failed = failed;
        this.times = times;
    }

    @GetMapping("/")
    String list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String day,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        @Nullable String chosen = blankToNull(day);
        @Nullable String wanted = blankToNull(state);
        Uploads.Page page =
                uploads.page(
                        queries.filter(wanted == null ? null : List.of(wanted), q, chosen, chosen),
                        ListQuery.place(cursor),
                        PAGE);
        model.addAttribute("totals", StateTotal.of(uploads.counts()))
                .addAttribute("failed", failed.counts())
                .addAttribute(
                        "rows",
                        page.entries().stream().map(each -> UploadRow.of(each, times)).toList())
                .addAttribute("next", page.next() == null ? null : ListQuery.cursor(page.next()))
                .addAttribute("cursor", cursor)
                .addAttribute("state", wanted)
                .addAttribute("q", q)
                .addAttribute("day", chosen);
        return "uploads";
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
