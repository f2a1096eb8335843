package io.panoptoupload.standalone.machine;

import io.panoptoupload.broker.ChildFailure;
import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.KafkaBroker;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A broker, a worker and what is wanted beside them, kept running until closed. */
public final class Machine implements AutoCloseable {
    private static final long LOG_LIMIT = 20_000_000;
    private static final String PORT = "server.port";

    /** {@code worker.shutdown-grace} is an hour at most, and a worker ends itself 12 s after it. */
    private static final Duration WORKER_GRACE = Duration.ofHours(1).plusSeconds(15);

    private final Path directory;
    private final Installation programs;
    private final int kafkaPort;
    private final Consumer<String> notices;
    private final SpringProgram worker;
    private @Nullable Supervisor workers;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /**
     * Starts nothing yet.
     *
     * @param directory for the broker's data and the logs
     * @param properties the worker's
     * @param notices messages about programs that ended and are restarted
     */
    public Machine(
            Path directory,
            Installation programs,
            int kafkaPort,
            Map<String, String> properties,
            Consumer<String> notices) {
        this.directory = directory;
        this.programs = programs;
        this.kafkaPort = kafkaPort;
        this.notices = notices;
        worker = worker(properties);
    }

    private SpringProgram worker(Map<String, String> given) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("worker.topics.replication-factor", "1");
        properties.put(PORT, System.getenv().getOrDefault("SERVER_PORT", "8080"));
        properties.putAll(given);
        properties.put("spring.kafka.bootstrap-servers", bootstrapServers());
        // the port must be known to ask for the worker's health
        properties.replace(PORT, "0", Integer.toString(FreePorts.next()));
        return new SpringProgram(
                "worker", programs.workerJar(), logs().resolve("worker.log"), properties, programs);
    }

    /**
     * Starts the broker and the worker, and returns when both live. At the same time: the worker
     * checks its settings before it needs the broker, and then waits for it.
     *
     * @param workerLog where the worker's log goes, besides its file
     * @throws ChildFailure if one of them cannot be started; then neither runs on
     */
    public void start(OutputStream workerLog) {
        watchDisk();
        follow(logs().resolve("broker.log"), OutputStream.nullOutputStream());
        follow(logs().resolve("worker.log"), workerLog);
        List<Future<Supervisor>> inOrder;
        RuntimeException failure = null;
        try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletionService<Supervisor> starts = new ExecutorCompletionService<>(starters);
            inOrder =
                    List.of(
                            starts.submit(
                                    () -> Supervisor.start("broker", this::startBroker, notices)),
                            starts.submit(() ->
                                    Supervisor.start("worker", worker, notices, WORKER_GRACE)));
            try {
                for (Future<Supervisor> _ : inOrder) {
                    Supervisor _ = starts.take().get();
                }
            } catch (ExecutionException e) {
                failure =
                        e.getCause() instanceof ChildFailure child
                                ? child
                                : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                failure = new IllegalStateException(e);
                Thread.currentThread().interrupt();
            }
            starters.shutdownNow();
        }
        inOrder.stream()
                .filter(start -> start.state() == Future.State.SUCCESS)
                .forEach(start -> started.push(start.resultNow()));
        if (failure != null) {
            throw failure;
        }
        workers = inOrder.getLast().resultNow();
    }

    /**
     * Starts a gateway beside them, and returns its page once it lives.
     *
     * @param properties the gateway's, with its {@code server.port}
     * @throws ChildFailure if it cannot be started
     * @throws IOException if there is no such jar, or it cannot be unpacked
     */
    public URI startGateway(Path jar, Map<String, String> properties) throws IOException {
        Map<String, String> all = new TreeMap<>(properties);
        all.put("spring.kafka.bootstrap-servers", bootstrapServers());
        Path log = logs().resolve("gateway.log");
        follow(log, OutputStream.nullOutputStream());
        SpringProgram gateway =
                new SpringProgram("gateway", programs.forManyStarts(jar), log, all, programs);
        started.push(Supervisor.start("gateway", gateway, notices));
        return gateway.page("");
    }

    /**
     * Watches a directory beside them, with the worker's own command. That it cannot (while Panopto
     * is away, which knows the folder by its name) ends nothing else: it is tried again.
     *
     * @param words what follows the directory behind the command {@code watch-folder}
     * @param output where it goes, besides its file
     */
    public void watchFolder(Path watched, List<String> words, OutputStream output) {
        Path log = logs().resolve("watch-folder.log");
        follow(log, output);
        started.push(
                Supervisor.start(
                        "watch-folder", () -> worker.watchFolder(log, watched, words), notices));
    }

    /**
     * Waits until the worker responds with 200 for a page.
     *
     * @throws ChildFailure if it does not
     */
    public void awaitWorker(String page, Duration limit) {
        Objects.requireNonNull(workers, "not started")
                .process()
                .awaitHttp(worker.page(page), limit);
    }

    private void watchDisk() {
        try {
            started.push(DiskWatch.start(directory, notices));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at the disk of " + directory, e);
        }
    }

    private void follow(Path log, OutputStream copy) {
        try {
            started.push(LogFile.follow(log, LOG_LIMIT, copy));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + log, e);
        }
    }

    private ChildProcess startBroker() {
        return KafkaBroker.in(directory.resolve("broker"))
                .log(logs().resolve("broker.log"))
                .port(kafkaPort)
                .classPath(programs.brokerClassPath())
                .classArchive(programs.classArchive("broker"))
                // No other replica has it: what Kafka confirms has to outlast a loss of power.
                .property("log.flush.interval.messages", "1")
                .start()
                .process();
    }

    /** For {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    /** A page of the worker. */
    public URI workerPage(String path) {
        return worker.page(path);
    }

    /** Where the logs are. */
    public Path logs() {
        return directory.resolve("logs");
    }

    /**
     * Stops what runs beside the worker, the worker and then the broker, also when the caller was
     * interrupted.
     */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                // the others must be stopped all the same
                notices.accept(String.valueOf(e.getMessage()));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
