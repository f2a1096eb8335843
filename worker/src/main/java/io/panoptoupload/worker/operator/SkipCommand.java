package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.clients.CompressionCheck;
import io.panoptoupload.worker.permission.LeastPermissions.Task;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Has a partition go on behind a place that cannot be read. */
@Command(
        name = "skip",
        header = "Skip requests that cannot be read.",
        description = {
            "",
            "For a partition of the request topic that stands still at an offset that readiness names,"
                    + " because what is stored there was damaged. Everything from there to the next"
                    + " record that can be read is skipped: a dead letter says which offsets, and the"
                    + " workers go on behind them, within a minute if they run. Both are written in one"
                    + " transaction. Nothing else can be skipped: where the offset can be read, or is"
                    + " not the place where the partition stands, it is refused.",
            "",
            "Look first whether another replica can be read, and let that one lead. What the skipped"
                    + " requests asked for is known to their senders alone, who see no accepted event.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 skipped, 1 refused, 2 usage, 4 no Kafka.",
            "",
            "Examples:",
            "  panopto-upload skip --partition 3 --offset 41 --dry-run",
            "  panopto-upload skip --partition 3 --offset 41"
        })
final class SkipCommand implements Callable<Integer> {
    private final CommandContext context;

    @Option(
            names = "--partition",
            required = true,
            paramLabel = "P",
            description = "Of the request topic.")
    private int partition;

    @Option(
            names = "--offset",
            required = true,
            paramLabel = "N",
            description = "The one that cannot be read, as readiness names it.")
    private long offset;

    @Option(names = "--dry-run", description = "Only print what would be skipped.")
    private boolean dryRun;

    SkipCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return context.connected(Task.SKIP, this::skip);
    }

    private int skip(Connection connection) throws InterruptedException {
        // What cannot be decompressed here may well be read by the workers.
        Optional<String> cannotRead = CompressionCheck.fault();
        if (cannotRead.isPresent()) {
            throw CommandFault.usage(List.of(cannotRead.get()));
        }
        PartitionPosition positions = new PartitionPosition(connection, context, partition);
        UnreadableSpan span = UnreadableSpan.find(connection, positions, offset);
        if (!dryRun) {
            new SkipTransaction(connection, positions).commit(span);
        }
        context.out()
                .line(
                        "%s %s: %s"
                                .formatted(
                                        dryRun ? "would skip" : "skipped",
                                        span.text(),
                                        span.reason()));
        return Exit.DONE;
    }
}
