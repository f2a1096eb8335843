package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.ShellWord;
import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.permission.LeastPermissions.Task;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** Publishes a cancel command. */
@Command(
        name = "cancel",
        header = "Cancel an upload.",
        description = {
            "",
            "Publishes a cancel command; the worker that has the upload ends it. If Panopto was"
                    + " faster, it is completed nevertheless: watch shows which. An id that is not known"
                    + " yet is remembered, and ended when its request arrives.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 published, 2 usage, 4 no Kafka.",
            "",
            "Example:",
            "  panopto-upload cancel lt1-2026-11-23T09 --reason \"wrong room\""
        })
final class CancelCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            paramLabel = "REQUEST_ID",
            converter = RequestIds.class,
            description = "The request to cancel.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the cancelled event.")
    private @Nullable String reason;

    CancelCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        PreparedRequest command =
                PreparedRequest.of(UploadRequest.cancel(id, reason), context.json());
        return context.connected(
                Task.CANCEL,
                connection -> {
                    try (RequestPublisher publisher = RequestPublisher.of(connection)) {
                        publisher.publish(
                                List.of(command),
                                (published, _, _) -> context.out().line(published.requestId()));
                    }
                    // Afterwards, so that a slow check delays no cancel.
                    context.err().line(next(connection));
                    return Exit.DONE;
                });
    }

    /** What becomes of it; most of all, a mistyped id shows. */
    private String next(Connection connection) throws InterruptedException {
        List<JobStatus> found = new ArrayList<>();
        JournalView journal = new JournalView(connection, context);
        Set<String> _ = journal.some(List.of(id), found::add);
        if (!journal.unreadable().isEmpty()) {
            return "cancel published; %s cannot be looked up: ".formatted(id)
                    + StatusTable.unreadable(journal.unreadable().values().iterator().next());
        }
        if (found.isEmpty()) {
            return "cancel published, but no upload %s is known: it ends that request if it comes within worker.deduplication"
                    .formatted(id);
        }
        JobStatus.State state = found.getFirst().progress().state();
        return state == JobStatus.State.COMPLETED
                ? "cancel published, but %s has completed: its session stays in Panopto"
                        .formatted(id)
                : "cancel published; to see it end: panopto-upload watch "
                        + ShellWord.all(List.of(id));
    }
}
