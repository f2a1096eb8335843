package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.permission.LeastPermissions.Task;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** Follows requests. */
@Command(
        name = "watch",
        header = "Follow requests.",
        description = {
            "",
            "With request ids: what the outcome topic still holds of them, and what comes, until"
                    + " each has ended. Without: everything that comes, until Ctrl-C. Watching"
                    + " changes nothing.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all completed, 1 some failed, 2 usage, 3 rejected, 4 no Kafka, or Kafka"
                    + " was away for the time-out.",
            "",
            "Examples:",
            "  panopto-upload watch lt1-2026-11-23T09",
            "  panopto-upload watch --json | jq -r 'select(.type == \"completed\") | .viewerUrl'"
        })
final class WatchCommand implements Callable<Integer> {
    private final CommandContext context;

    @Parameters(
            arity = "0..*",
            paramLabel = "REQUEST_ID",
            converter = RequestIds.class,
            description = "The requests to follow; none: all.")
    private List<String> ids = List.of();

    @Option(names = "--json", description = "The events as they were published, one a line.")
    private boolean asJson;

    @Mixin private WatchOptions options = new WatchOptions();

    WatchCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return context.connected(Task.WATCH, this::watch);
    }

    private int watch(Connection connection) throws InterruptedException {
        Output out = context.out();
        Output err = context.err();
        if (asJson || !out.terminal()) {
            return watch(connection, new EventLines(out, err, asJson));
        }
        try (JournalTitles titles = JournalTitles.of(connection, ids, context.json())) {
            return watch(connection, new EventBars(out, titles::of));
        }
    }

    private int watch(Connection connection, EventDisplay display) throws InterruptedException {
        if (ids.isEmpty()) {
            try (OutcomeFeed feed = OutcomeFeed.allFromNow(connection, context.json())) {
                return options.watching(connection, context, feed, display).forever();
            }
        }
        var home = connection.outcomeHome();
        RequestTracker tracker = new RequestTracker();
        Collection<Integer> homes = new TreeSet<>();
        for (String id : ids) {
            tracker.follow(id);
            homes.add(home.of(id));
        }
        try (OutcomeFeed feed = OutcomeFeed.fromBeginning(connection, homes, context.json())) {
            WatchLoop loop = options.watching(connection, context, feed, display);
            return LeaveNotice.during(context.err(), tracker::open, () -> loop.until(tracker));
        }
    }
}
