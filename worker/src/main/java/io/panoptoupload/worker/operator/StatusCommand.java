package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.job.JobStatus;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** Shows what the journal knows. */
@Command(
        name = "status",
        header = "Show what the workers' journal knows.",
        description = {
            "",
            "With a request id: that upload in detail. Without: every upload that is open, or that"
                    + " ended within worker.deduplication, one a line. transferring is also said of"
                    + " uploads that wait for a slot in mid-transfer. Reading changes nothing.",
            "",
            "A partition whose requests and commands have waited for more than five seconds, since its"
                    + " worker has as many jobs as it may, is named last, on standard error; with"
                    + " --json in a line of its own.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 the id is not known, 2 usage, 4 no Kafka.",
            "",
            "Examples:",
            "  panopto-upload status lt1-2026-11-23T09",
            "  panopto-upload status --state parked",
            "  panopto-upload status --json | jq -r 'select(.lastError) | .requestId'"
        })
final class StatusCommand implements Callable<Integer> {
    private final CommandContext desk;

    @Parameters(
            arity = "0..1",
            paramLabel = "REQUEST_ID",
            converter = RequestIds.class,
            description = "The one to show; none: all.")
    private @Nullable String id;

    @Option(
            names = "--state",
            paramLabel = "S",
            converter = JobStates.class,
            description = "Only these: " + JobStates.ALL + ".")
    private JobStatus.@Nullable State state;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean asJson;

    StatusCommand(CommandContext desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws Exception {
        return desk.connected(this::show);
    }

    private int show(Connection connection) throws InterruptedException {
        JournalView journal = new JournalView(connection, desk);
        StatusText text = new StatusText(desk, asJson);
        if (id == null) {
            journal.all(job -> {
                if (state == null || job.state() == state) {
                    text.line(job);
                }
            });
            journal.waits().forEach(text::waits);
            return Exit.DONE;
        }
        Set<String> unknown = journal.some(List.of(id), text::details);
        journal.waits().forEach(text::waits);
        unknown.forEach(each ->
                desk.console()
                        .err()
                        .line(
                                each
                                        + ": is not known; not accepted yet, rejected, or ended longer ago"
                                        + " than worker.deduplication"));
        return unknown.isEmpty() ? Exit.DONE : Exit.FAILED;
    }
}
