package io.panoptoupload.worker.operator;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.permission.LeastPermissions.Task;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Publishes what is put into a directory. */
@Command(
        name = "watch-folder",
        header = "Upload what is put into a directory.",
        description = {
            "",
            "A lecture is taken when its files have rested for --settle; as for submit, NAME-1.mp4"
                    + " and NAME-2.mp4 are two streams of one, NAME.vtt its captions, NAME.json what"
                    + " else its request says. A defaults.json says it for all of a directory and"
                    + " those below. When it has ended the lecture is moved to done/, or to failed/"
                    + " with the reason in NAME.failed.json beside it; put back from there, it is"
                    + " tried again. Directories are looked through every few seconds, so that"
                    + " network shares do as well.",
            "",
            "The workers read the files where they lie: DIR has to be below one of their"
                    + " worker.sources.file-roots, under the same path. After a restart, or a kill,"
                    + " nothing is lost, and what has not changed is not uploaded twice.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 stopped, or with --once all was moved, 2 usage, 4 no Kafka, or Kafka was"
                    + " away for the time-out.",
            "",
            "Examples:",
            "  panopto-upload watch-folder /captures/in --folder 6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11",
            "  panopto-upload watch-folder /captures/in --folder Inbox --settle 5m --once"
        })
final class WatchFolderCommand implements Callable<Integer> {
    private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
    private static final Duration MIN_PAUSE = Duration.ofMillis(200);

    private final CommandContext context;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Where lectures are put.")
    private Path directory = Path.of("");

    @Option(
            names = "--folder",
            required = true,
            paramLabel = "ID|NAME|PATH",
            description =
                    "The Panopto folder, as for submit; a sidecar or a defaults.json may say another"
                            + " folderId.")
    private String folder = "";

    @Option(
            names = "--settle",
            paramLabel = "D",
            converter = DurationText.class,
            defaultValue = "30s",
            description =
                    "How long the files of a lecture have to stay as they are (default"
                            + " ${DEFAULT-VALUE}).")
    private Duration settle = Duration.ZERO;

    @Option(
            names = "--once",
            description = "End when what lies there now has been uploaded and moved.")
    private boolean once;

    @Mixin private RequestOptions options = new RequestOptions();
    @Mixin private WatchOptions watchOptions = new WatchOptions();

    WatchFolderCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Path root = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(root) || !Files.isWritable(root)) {
            throw Commands.usage(spec, root + ": is not a writable directory.");
        }
        ObjectNode content = context.json().createObjectNode();
        options.addTo(content);
        RequestDefaults.put(content, "folderId", context.folders().idOf(folder));
        Files.createDirectories(root.resolve(FolderMoves.OWN));
        try (FileChannel _ = lock(root)) {
            return context.connected(
                    Task.SUBMIT_AND_WATCH, connection -> watch(connection, root, content));
        }
    }

    /** Two would move the same files. */
    private FileChannel lock(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        root.resolve(FolderMoves.OWN).resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (IOException e) {
            // A share without locks.
            return channel;
        }
        if (lock == null) {
            channel.close();
            throw Commands.usage(spec, "Another watch-folder is at work in " + root + ".");
        }
        return channel;
    }

    private int watch(Connection connection, Path root, ObjectNode content)
            throws InterruptedException {
        Output err = context.err();
        FolderWatch watch =
                new FolderWatch(
                        FolderWatch.Directory.of(root, context.json(), err::line),
                        new SettleTracker(settle),
                        new FolderRequests(root, context.json(), content),
                        id -> last(connection, id),
                        context.clock(),
                        context.out());
        try (OutcomeFeed feed = OutcomeFeed.allFromNow(connection, context.json());
                RequestPublisher publisher = RequestPublisher.of(connection);
                StopSignal stop = new StopSignal()) {
            FolderLoop loop =
                    new FolderLoop(
                            root,
                            watch,
                            watchOptions.presence(connection, context),
                            SteadyClock.from(context.clock()),
                            pause(),
                            err);
            while (!stop.isGiven()) {
                if (loop.turn(feed::poll, ready -> publisher.publish(ready, (_, _, _) -> {}))) {
                    context.out().stream().flush();
                    if (once && watch.isThrough()) {
                        return Exit.DONE;
                    }
                }
            }
        }
        return Exit.DONE;
    }

    private Optional<OutcomeEvent> last(Connection connection, String id)
            throws InterruptedException {
        List<OutcomeFeed.ReceivedEvent> events =
                OutcomeFeed.history(connection, id, context.json());
        return events.stream()
                .map(OutcomeFeed.ReceivedEvent::event)
                .filter(event -> !(event instanceof OutcomeEvent.Rejected))
                .reduce((_, later) -> later);
    }

    private Duration pause() {
        Duration half = settle.dividedBy(2);
        Duration pause = half.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : half;
        return pause.compareTo(MIN_PAUSE) < 0 ? MIN_PAUSE : pause;
    }
}
