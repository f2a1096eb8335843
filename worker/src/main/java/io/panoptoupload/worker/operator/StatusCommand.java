package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.job.JobStatus;
import io.panoptoupload.worker.journal.UnreadableJournal;
import io.panoptoupload.worker.permission.LeastPermissions.Task;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Shows what the journal knows. */
@Command(
        name = "status",
        header = "Show what the workers' journal knows.",
        description = {
            "",
            "With a request id: that upload in detail, with its history as far as the outcome topic"
                    + " keeps it. Without: every upload that is open, or that ended within"
                    + " worker.deduplication, one per line, newest first. transferring also covers"
                    + " uploads that wait for a slot in mid-transfer. Reading changes nothing.",
            "",
            "A partition whose requests and commands have waited for more than five seconds, since its"
                    + " worker has as many jobs as it may, or which has a place that cannot be read, is"
                    + " named last, on standard error; with --json under waiting and unreadable.",
            "",
            "So is a partition of the journal that itself cannot be read to its end; with --json under"
                    + " unreadableJournal. Its uploads are shown as they stood before that place.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 the id is not known, or what was asked for cannot be read whole,"
                    + " 2 usage, 4 no Kafka.",
            "",
            "Examples:",
            "  panopto-upload status lt1-2026-11-23T09",
            "  panopto-upload status --state parked",
            "  panopto-upload status --watch",
            "  panopto-upload status --json | jq -r '.items[] | select(.error) | .requestId'"
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration AGAIN_EVERY = Duration.ofSeconds(5);

    private final CommandContext context;

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

    @Option(
            names = "--json",
            description = "One JSON document; of all uploads, they are its items.")
    private boolean asJson;

    @Option(names = "--watch", description = "Show it again every few seconds, until Ctrl-C.")
    private boolean watch;

    StatusCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return context.connected(
                id == null ? Task.STATUS : Task.STATUS_OF_ONE,
                connection -> {
                    int exit = show(connection);
                    Output out = context.out();
                    while (watch && !out.stream().checkError()) {
                        Thread.sleep(AGAIN_EVERY);
                        exit = show(connection);
                    }
                    return exit;
                });
    }

    private int show(Connection connection) throws InterruptedException {
        JournalView journal = new JournalView(connection, context);
        return id == null ? all(journal) : one(connection, journal, id);
    }

    private int all(JournalView journal) throws InterruptedException {
        List<JobStatus> jobs = new ArrayList<>();
        journal.all(job -> {
            if (state == null || job.progress().state() == state) {
                jobs.add(job);
            }
        });
        Optional<String> notAllowed = journal.readForwarded();
        jobs.sort(Comparator.comparing((JobStatus job) -> job.history().acceptedAt()).reversed());
        clear();
        if (asJson) {
            context.out()
                    .json(
                            new StatusJson(context.json())
                                    .all(jobs, journal.positions(), journal.unreadable()));
        } else {
            new StatusTable(context.out(), context.clock().instant()).print(jobs);
            StatusTable.limits(jobs).forEach(context.err()::line);
            heldUp(journal);
        }
        notAllowed.ifPresent(context.err()::line);
        return journal.unreadable().isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    private int one(Connection connection, JournalView journal, String wanted)
            throws InterruptedException {
        List<JobStatus> found = new ArrayList<>();
        journal.some(List.of(wanted), found::add);
        List<OutcomeFeed.ReceivedEvent> events = List.of();
        @Nullable CommandFault damaged = null;
        try {
            events = OutcomeFeed.history(connection, wanted, context.json());
        } catch (CommandFault e) {
            damaged = e;
        }
        clear();
        if (found.isEmpty()) {
            context.err()
                    .line(
                            journal.unknown(
                                    wanted,
                                    ": is not known; not accepted yet, rejected, or ended longer ago"
                                            + " than worker.deduplication"));
        }
        if (asJson) {
            if (!found.isEmpty()) {
                context.out().json(new StatusJson(context.json()).one(found.getFirst(), events));
            }
            journal.unreadable().values().forEach(this::unreadable);
        } else {
            StatusDetails details = new StatusDetails(context.out(), context.clock().instant());
            found.forEach(details::print);
            details.history(events);
            heldUp(journal);
        }
        if (damaged != null) {
            throw damaged;
        }
        return found.isEmpty() || !journal.unreadable().isEmpty() ? Exit.FAILED : Exit.DONE;
    }

    private void clear() {
        Output out = context.out();
        if (watch && out.terminal()) {
            out.stream().print("\033[H\033[2J\033[3J");
        }
    }

    private void heldUp(JournalView journal) {
        journal.positions()
                .forEach((partition, position) ->
                        StatusTable.heldUp(partition, position).forEach(context.err()::line));
        journal.unreadable().values().forEach(this::unreadable);
    }

    private void unreadable(UnreadableJournal place) {
        context.err().line(StatusTable.unreadable(place));
    }
}
