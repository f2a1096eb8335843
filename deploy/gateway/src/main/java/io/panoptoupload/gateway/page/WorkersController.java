package io.panoptoupload.gateway.page;

import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.gateway.workers.Workers;
import io.panoptoupload.gateway.workers.WorkersWatch;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

import java.util.List;

/** The workers, their partitions, and what is wrong with them. */
@Controller
class WorkersController {
    private final WorkersWatch watch;
    private final Uploads uploads;
    private final Times times;

    WorkersController(WorkersWatch watch, Uploads uploads, Times times) {
        this.watch = watch;
        this.uploads = uploads;
        this.times = times;
    }

    /**
     * Errors that hold uploads up.
     *
     * @param count of uploads
     */
    record HeldUp(String code, int count, String remedy) {}

    @GetMapping("/workers")
    String workers(Model model) {
        Workers workers = watch.workers();
        OpenUploads open = OpenUploads.of(uploads);
        List<PartitionRow> rows =
                workers.partitions().stream()
                        .map(each -> PartitionRow.of(each, open.in(each.number()), times))
                        .toList();
        model.addAttribute("members", workers.members())
                .addAttribute("unknown", workers.fault().orElse(null))
                .addAttribute("none", workers.fault().isEmpty() && workers.members().isEmpty())
                .addAttribute("ill", rows.stream().filter(row -> !row.faults().isEmpty()).toList())
                .addAttribute("partitions", rows)
                .addAttribute(
                        "heldUp",
                        open.heldUp().entrySet().stream()
                                .map(each ->
                                        new HeldUp(
                                                each.getKey().name(),
                                                each.getValue(),
                                                ErrorText.remedy(each.getKey())))
                                .toList());
        return "workers";
    }
}
