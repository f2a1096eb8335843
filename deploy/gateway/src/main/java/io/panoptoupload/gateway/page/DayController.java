package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.api.ListQuery;
import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.UploadFilter;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.gateway.view.Uploads;

import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What became of the uploads that came on one day, to be printed and sent. */
@Controller
class DayController {
    /** Rows that are printed of each kind; there may be more. */
    private static final int MAX_ROWS = 500;

    private final Uploads uploads;
    private final ListQuery queries;
    private final Times times;

    DayController(Uploads uploads, ListQuery pageQuery, Times times) {
        this.uploads = uploads;
        this.queries = pageQuery;
        this.times = times;
    }

    /**
     * A part of a day.
     *
     * @param name for people
     * @param more how many are not among the rows
     */
    record Part(String name, int count, List<UploadRow> rows, int more) {}

    private static final class Collected {
        private final List<UploadEntry> entries = new ArrayList<>();
        private int count;

        void add(UploadEntry entry) {
            count++;
            if (entries.size() < MAX_ROWS) {
                entries.add(entry);
            }
        }

        Part part(String name, Times times) {
            return new Part(
                    name,
                    count,
                    entries.stream().map(each -> UploadRow.of(each, times)).toList(),
                    count - entries.size());
        }
    }

    @GetMapping("/day")
    String day(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
                    @Nullable LocalDate date,
            Model model) {
        LocalDate shown = date == null ? times.today() : date;
        String day = shown.toString();
        UploadFilter filter = queries.filter(null, null, day, day);
        Map<UploadState, Integer> counts = new EnumMap<>(UploadState.class);
        Collected completed = new Collected();
        Collected failed = new Collected();
        Collected open = new Collected();
        Uploads.@Nullable Place behind = null;
        do {
            Uploads.Page page = uploads.page(filter, behind, MAX_ROWS);
            for (UploadEntry each : page.entries()) {
                counts.merge(each.state(), 1, Integer::sum);
                (switch (each.state()) {
                            case COMPLETED -> completed;
                            case FAILED, REJECTED, CANCELLED -> failed;
                            default -> open;
                        })
                        .add(each);
            }
            behind = page.next();
        } while (behind != null);
        model.addAttribute("date", day)
                .addAttribute("before", shown.minusDays(1).toString())
                .addAttribute("after", shown.plusDays(1).toString())
                .addAttribute("now", times.now())
                .addAttribute("totals", StateTotal.of(counts))
                .addAttribute(
                        "parts",
                        List.of(
                                failed.part("Failed, rejected or cancelled", times),
                                open.part("Late: not finished yet", times),
                                completed.part("Completed", times)));
        return "day";
    }
}
