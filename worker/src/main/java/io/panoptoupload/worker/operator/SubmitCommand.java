package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.permission.LeastPermissions.Task;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE|DIR",
            description =
                    "The files of one lecture, or a directory of which each lecture becomes a"
                            + " request.")
    private List<Path> files = List.of();

    @Option(
            names = "--request",
            paramLabel = "REQUEST.json",
            description = "A whole request, as docs/messages.md says; - is standard input.")
    private @Nullable Path request;

    @Option(
            names = "--batch",
            paramLabel = "REQUESTS",
            description =
                    "Whole requests: JSON, one a line, or CSV whose first row names the fields"
                            + " (file, title, folderId, …); - is standard input.")
    private @Nullable Path batch;

    @Option(
            names = "--folder",
            paramLabel = "ID|NAME|PATH",
            description =
                    "The Panopto folder: its GUID, its name, or a path such as"
                            + " \"Sciences/Algorithms\" (from the top with a slash ahead). With"
                            + " --request and --batch, of requests that name none. For a name or a"
                            + " path Panopto is asked, so that panopto.* is needed.")
    private @Nullable String folder;

    @Option(
            names = "--title",
            paramLabel = "T",
            description = "The session's title. With --request and --batch likewise.")
    private @Nullable String title;

    @Mixin private RequestOptions options = new RequestOptions();

    @Option(
            names = "--captions",
            paramLabel = "[LANGUAGE=]FILE",
            description = "Captions of the first file, such as en-US=camera.vtt; can be repeated.")
    private List<String> captions = List.of();

    @Option(
            names = "--id",
            paramLabel = "REQUEST_ID",
            converter = RequestIds.class,
            description = "The request id (default: made of the first file's name and a digest).")
    private @Nullable String id;

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
        List<PreparedRequest> requests = requests();
        if (dryRun) {
            requests.forEach(each -> context.console().out().json(each.json().strip()));
            context.console().out().stream().flush();
            return Exit.DONE;
        }
        return context.connected(
                watch ? Task.SUBMIT_AND_WATCH : Task.SUBMIT,
                connection -> publish(connection, requests));
    }

    private List<PreparedRequest> requests() throws IOException {
        int given = (files.isEmpty() ? 0 : 1) + (request == null ? 0 : 1) + (batch == null ? 0 : 1);
        if (given != 1) {
            throw usage("Give one of FILE…, --request and --batch.");
        }
        if (files.isEmpty() && !captions.isEmpty()) {
            throw usage("--captions belongs to FILE…; a request names its captions itself.");
        }
        if (batch != null && id != null) {
            throw usage("--id names one request; those of a --batch name themselves.");
        }
        checkFiles();
        ObjectNode content = context.json().createObjectNode();
        options.addTo(content);
        RequestDefaults.put(
                content, "folderId", folder == null ? null : context.folders().idOf(folder));
        RequestDefaults.put(content, "title", title);
        RequestBatch requests = new RequestBatch(context.json(), new RequestDefaults(id, content));
        if (batch != null) {
            try (InputStream in = RequestReader.open(batch, context.console().in())) {
                new RequestReader(requests).many(in, batch);
            }
        } else if (request != null) {
            try (InputStream in = RequestReader.open(request, context.console().in())) {
                new RequestReader(requests).one(in, request.toString());
            }
        } else {
            addFiles(requests);
        }
        return requests.allOrNothing();
    }

    /** Before anything is asked of Kafka or Panopto. */
    private void checkFiles() {
        if (files.isEmpty()) {
            return;
        }
        boolean directory = hasDirectory();
        if (folder == null || (title == null && !directory)) {
            throw usage("FILE… needs --folder and --title.");
        }
        if (directory && files.size() > 1) {
            throw usage("Give the files of one lecture, or one directory.");
        }
        if (directory && (id != null || !captions.isEmpty())) {
            throw usage("--id and --captions belong to FILE…; in a directory the names say.");
        }
        List<String> unreadable = directory ? List.of() : recording().unreadable();
        if (!unreadable.isEmpty()) {
            throw CommandFault.usage(unreadable);
        }
    }

    private void addFiles(RequestBatch requests) throws IOException {
        if (hasDirectory()) {
            new LectureRequests(requests).add(files.getFirst(), title);
        } else {
            requests.add("", context.json().createObjectNode(), recording());
        }
    }

    private boolean hasDirectory() {
        return files.stream().anyMatch(Files::isDirectory);
    }

    private RecordingFiles recording() {
        return new RecordingFiles(files, captions.stream().map(CaptionFile::of).toList());
    }

    private int publish(Connection connection, List<PreparedRequest> requests)
            throws InterruptedException {
        if (!watch) {
            publish(connection, requests, (_, _, _) -> {});
            return Exit.DONE;
        }
        Output err = context.console().err();
        Following following = new Following();
        try (OutcomeFeed feed =
                OutcomeFeed.fromNow(connection, homes(connection, requests), context.json())) {
            publish(connection, requests, (r, p, o) -> following.follow(r.requestId(), p, o));
            EventDisplay display =
                    err.terminal()
                            ? new EventBars(err, SubmittedRequest.byId(requests, context.json()))
                            : new EventLines(err, err);
            Watching watching = watchOptions.watching(connection, context, feed, display);
            return new LeaveNotice(err).during(following::open, () -> watching.until(following));
        }
    }

    private void publish(
            Connection connection,
            List<PreparedRequest> requests,
            RequestPublisher.Published published)
            throws InterruptedException {
        Output out = context.console().out();
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

    private ParameterException usage(String text) {
        return Commands.usage(spec, text);
    }
}
