package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.permission.LeastPermissions.Task;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** Publishes retry commands for jobs that have ended without a session. */
@Command(
        name = "retry",
        header = "Try failed or cancelled uploads again.",
        description = {
            "",
            "Publishes a retry command for each; the workers go on from what is recorded. Names the"
                    + " attempt that ended, so that the same retry given twice starts one attempt."
                    + " Prints the request ids, one a line. For new content (say, a fresh presigned"
                    + " URL) submit a --request with \"command\": \"retry\" instead.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 published, 1 some ids are not known or have not ended so, or the journal"
                    + " cannot be read whole, 2 usage, 4 no Kafka.",
            "",
            "Examples:",
            "  panopto-upload retry lt1-2026-11-23T09",
            "  panopto-upload retry --failed --dry-run",
            "  panopto-upload retry --failed --code AUTHENTICATION_FAILED"
        })
final class RetryCommand implements Callable<Integer> {
    private final CommandContext context;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "REQUEST_ID",
            converter = RequestIds.class,
            description = "The requests to try again.")
    private List<String> ids = List.of();

    @Option(names = "--failed", description = "All that have failed, as the journal knows.")
    private boolean failed;

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description =
                    "Of all that have failed only those with this error, such as"
                            + " AUTHENTICATION_FAILED; with --failed.")
    private @Nullable ErrorCode code;

    @Option(names = "--dry-run", description = "Only print which.")
    private boolean dryRun;

    RetryCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        if (ids.isEmpty() && !failed) {
            throw Commands.usage(spec, "Give --failed or a REQUEST_ID.");
        }
        if (code != null && !failed) {
            throw Commands.usage(spec, "--code belongs to --failed.");
        }
        return context.connected(Task.RETRY, this::retry);
    }

    private int retry(Connection connection) throws InterruptedException {
        JournalView journal = new JournalView(connection, context);
        List<PreparedRequest> commands = new ArrayList<>();
        Set<String> known = new TreeSet<>();
        List<String> complaints = new ArrayList<>();
        journal.some(
                        ids,
                        job -> {
                            known.add(job.requestId());
                            if (job.progress().state().mayBeRetried()) {
                                commands.add(command(job));
                            } else {
                                complaints.add(
                                        "%s: is %s, and only what has failed or was cancelled can be retried"
                                                .formatted(
                                                        job.requestId(),
                                                        JobStates.name(job.progress().state())));
                            }
                        })
                .forEach(id ->
                        complaints.add(
                                journal.unknown(
                                        id,
                                        ": is not known; submit its request again if the recording is wanted")));
        if (failed) {
            journal.all(job -> {
                if (isWanted(job) && !known.contains(job.requestId())) {
                    commands.add(command(job));
                }
            });
        }
        journal.unreadable()
                .values()
                .forEach(place -> complaints.add(StatusTable.unreadable(place)));
        publish(connection, commands);
        complaints.forEach(context.err()::line);
        context.err()
                .line(
                        "%d retry command(s) %s"
                                .formatted(
                                        commands.size(),
                                        dryRun ? "would be published" : "published"));
        return complaints.isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    private boolean isWanted(JobStatus job) {
        UploadError error = job.progress().lastError();
        return job.progress().state() == JobStatus.State.FAILED
                && (code == null || (error != null && error.code() == code));
    }

    private PreparedRequest command(JobStatus job) {
        return PreparedRequest.of(
                UploadRequest.retry(job.requestId(), job.progress().attempt()), context.json());
    }

    private void publish(Connection connection, List<PreparedRequest> commands)
            throws InterruptedException {
        Output out = context.out();
        if (dryRun) {
            commands.forEach(each -> out.line(each.requestId()));
            return;
        }
        try (RequestPublisher publisher = RequestPublisher.of(connection)) {
            publisher.publish(commands, (each, _, _) -> out.line(each.requestId()));
        }
    }
}
