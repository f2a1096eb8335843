package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.permission.LeastPermissions.Task;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** Publishes requests, and follows them if asked to. */
@Command(
        name = "submit",
        header = "Publish upload requests.",
        description = {
            "",
            "The files are one recording: the first is the primary stream, the others are secondary"
                    + " ones. Every worker must find them under the same path. Of a directory each"
                    + " NAME.mp4 is a lecture; NAME-1.mp4 and NAME-2.mp4 are two streams of one,"
                    + " NAME.vtt its captions, NAME.json what else its request says.",
            "",
            "All requests are checked before the first is published. Prints the request ids, one a"
                    + " line; the same command given twice has the same ids, and uploads once.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 published (with --watch: all completed), 1 some failed, 2 usage,"
                    + " 3 rejected, 4 no Kafka.",
            "",
            "Examples:",
            "  panopto-upload submit camera.mp4 screen.mp4 --captions en-US=camera.vtt \\",
            "      --folder 6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11 --title \"Week 12\" --watch",
            "  panopto-upload submit /captures/today --folder 6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11",
            "  panopto-upload submit --batch lectures.csv --dry-run",
            "  panopto-upload submit --request lecture.json",
            "  generate-requests | panopto-upload submit --batch - --watch"
        })
final class SubmitCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin private RequestSources sources = new RequestSources();

    @Option(
            names = "--watch",
            description =
                    "Follow the requests until each has ended; Ctrl-C leaves the uploads running.")
    private boolean watch;

    @Mixin private WatchOptions watchOptions = new WatchOptions();

    @Option(
            names = "--dry-run",
            description = "Only print the requests as JSON, one a line; Kafka is not asked.")
    private boolean dryRun;

    SubmitCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        List<PreparedRequest> requests = sources.requests(context);
        if (dryRun) {
            requests.forEach(each -> context.out().json(each.json().strip()));
            context.out().stream().flush();
            return Exit.DONE;
        }
        return context.connected(
                watch ? Task.SUBMIT_AND_WATCH : Task.SUBMIT,
                connection -> publish(connection, requests));
    }

    private int publish(Connection connection, List<PreparedRequest> requests)
            throws InterruptedException {
        if (!watch) {
            publish(connection, requests, (_, _, _) -> {});
            return Exit.DONE;
        }
        Output err = context.err();
        RequestTracker tracker = new RequestTracker();
        try (OutcomeFeed feed =
                OutcomeFeed.fromNow(connection, homes(connection, requests), context.json())) {
            publish(connection, requests, (r, p, o) -> tracker.follow(r.requestId(), p, o));
            EventDisplay display =
                    err.terminal()
                            ? new EventBars(
                                    err, SubmittedRequest.byId(requests, context.json())::get)
                            : new EventLines(err, err, false);
            WatchLoop loop = watchOptions.watching(connection, context, feed, display);
            return LeaveNotice.during(err, tracker::open, () -> loop.until(tracker));
        }
    }

    private void publish(
            Connection connection,
            List<PreparedRequest> requests,
            RequestPublisher.Published published)
            throws InterruptedException {
        Output out = context.out();
        try (RequestPublisher publisher = RequestPublisher.of(connection)) {
            publisher.publish(
                    requests,
                    (request, partition, offset) -> {
                        out.line(request.requestId());
                        published.at(request, partition, offset);
                    });
        }
        out.stream().flush();
    }

    private static Set<Integer> homes(Connection connection, List<PreparedRequest> requests)
            throws InterruptedException {
        var home = connection.outcomeHome();
        Set<Integer> homes = new TreeSet<>();
        requests.forEach(each -> homes.add(home.of(each.requestId())));
        return homes;
    }
}
