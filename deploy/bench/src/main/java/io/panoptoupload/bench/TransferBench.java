package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.messages.OutcomeEvent;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What one large file costs. */
final class TransferBench {
    private static final long GIB = 1L << 30;
    private static final Duration LIMIT = Duration.ofMinutes(9);

    /** Files of 2 GiB until the JVM has compiled what it will, as {@link #alone} shows. */
    private static final int WARM_UP = 7;

    private final Path top;
    private final Path directory;
    private final PrintStream out;

    TransferBench(Path top, Path directory, PrintStream out) {
        this.top = top;
        this.directory = directory;
        this.out = out;
    }

    /** One file of 2 GiB by the warm worker and by each peer, in turn, in so many rounds. */
    void run(int rounds) throws IOException, InterruptedException {
        Recording recording = Recording.random(directory.resolve("lecture.mp4"), 2 * GIB);
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        List<String> absent = new ArrayList<>();
        try (Rig rig = new Rig(top, directory)) {
            ChildProcess worker = rig.worker(Rig.unlimited());
            try (Requests requests = rig.requests()) {
                for (int file = 1; file <= WARM_UP; file++) {
                    send("warm-up-" + file, recording, rig, worker, requests);
                }
                floor(recording, rig);
                Map<Peer, String> peers = new LinkedHashMap<>();
                for (Peer peer : Peer.all(top.resolve("deploy/bench/uploader.py"))) {
                    peer.installed()
                            .ifPresentOrElse(
                                    version -> peers.put(peer, version),
                                    () -> absent.add(peer.name()));
                }
                out.println("against " + String.join(", ", new TreeSet<>(peers.values())));
                for (int round = 1; round <= rounds; round++) {
                    Cost ours = send("round-" + round, recording, rig, worker, requests);
                    costs.computeIfAbsent("this worker", _ -> new ArrayList<>()).add(ours);
                    for (Peer peer : peers.keySet()) {
                        costs.computeIfAbsent(peer.name(), _ -> new ArrayList<>())
                                .add(peer.send(recording, rig));
                    }
                    costs.computeIfAbsent("floor: Java TLS sockets alone", _ -> new ArrayList<>())
                            .add(floor(recording, rig));
                }
            }
        }
        Table table = new Table("2 GiB, " + rounds + " rounds", "MiB/s", "CPU-s/GiB", "RSS MiB");
        List<Cost> ours = costs.getOrDefault("this worker", List.of());
        costs.forEach((name, theirs) ->
                table.row(
                        name,
                        cell(theirs, ours, Cost::rate, 0),
                        cell(theirs, ours, Cost::cpu, 2),
                        cell(theirs, ours, Cost::peak, 0)));
        absent.forEach(name -> table.row(name, "not installed"));
        out.println(table);
    }

    private static Cost floor(Recording recording, Rig rig)
            throws IOException, InterruptedException {
        Simulated.Target target = rig.simulator().open();
        Floor floor = new Floor(URI.create(target.endpoint()), rig.simulator().certificate());
        Cost cost = floor.send(recording, target.bucket(), target.prefix() + "/lecture.mp4");
        Simulated.check(rig.simulator().stored(target.id()), recording);
        return cost;
    }

    /** The worker alone, file after file, each with its figures: how long it takes to get warm. */
    void alone(int files) throws IOException, InterruptedException {
        Recording recording = Recording.random(directory.resolve("lecture.mp4"), 2 * GIB);
        try (Rig rig = new Rig(top, directory)) {
            ChildProcess worker = rig.worker(Rig.unlimited());
            try (Requests requests = rig.requests()) {
                Table table = new Table("2 GiB, file after file", "RSS MiB", "MiB/s", "CPU-s/GiB");
                for (int file = 1; file <= files; file++) {
                    row(
                            table,
                            "file " + file,
                            send("file-" + file, recording, rig, worker, requests));
                }
                out.println(table);
            }
        }
    }

    private static String cell(
            List<Cost> costs, List<Cost> ours, ToDoubleFunction<Cost> figure, int decimals) {
        return spread(costs, figure).beside(spread(ours, figure), decimals);
    }

    private static Spread spread(List<Cost> costs, ToDoubleFunction<Cost> figure) {
        return Spread.of(costs.stream().mapToDouble(figure).boxed().toList());
    }

    /** From the request's publication to the event that its file is there. */
    private static Cost send(
            String id, Recording recording, Rig rig, ChildProcess worker, Requests requests)
            throws IOException, InterruptedException {
        double cpu = ProcFiles.cpuSeconds(worker.pid());
        long start = System.nanoTime();
        requests.publish(id, recording);
        requests.await(
                1,
                event ->
                        event instanceof OutcomeEvent.FileTransferred
                                && event.requestId().equals(id),
                LIMIT);
        double seconds = (System.nanoTime() - start) / 1e9;
        Cost cost =
                Cost.of(
                        recording.bytes(),
                        seconds,
                        ProcFiles.cpuSeconds(worker.pid()) - cpu,
                        ProcFiles.peakMebibytes(worker.pid()));
        requests.await(1, event -> completes(event, id), LIMIT);
        Simulated.check(stored(id, rig), recording);
        return cost;
    }

    private static boolean completes(OutcomeEvent event, String id) {
        return event instanceof OutcomeEvent.Completed && event.requestId().equals(id);
    }

    private static Simulated.Stored stored(String id, Rig rig)
            throws IOException, InterruptedException {
        return rig.simulator().all().stream()
                .filter(each -> each.title().equals("Lecture " + id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No session of " + id));
    }

    /** Bytes that are sent twice after {@code kill -9} in the middle of a file of 4 GiB. */
    void kill() throws IOException, InterruptedException {
        Recording recording = Recording.sparse(directory.resolve("killed.mp4"), 4 * GIB);
        try (Rig rig = new Rig(top, directory)) {
            // slow enough for the default interval of checkpoints to come up several times
            String[] settings = Rig.unlimited("--worker.bandwidth=200MB");
            ChildProcess first = rig.worker(settings);
            try (Requests requests = rig.requests()) {
                requests.publish("killed", recording);
                requests.await(1, event -> event instanceof OutcomeEvent.Created, LIMIT);
                TimeUnit.SECONDS.sleep(9);
                first.kill9();
                ChildProcess second = rig.worker(settings);
                requests.await(1, event -> completes(event, "killed"), LIMIT);
                Simulated.Stored stored = stored("killed", rig);
                Simulated.check(stored, recording);
                out.printf(
                        "4 GiB at 200 MB/s, kill -9 after 9 s: %d parts sent twice, %.0f MiB"
                                + " (%.1f %% of the file); second worker's restore %.2f s%n",
                        stored.repeated(),
                        (stored.received() - recording.bytes()) / (1024.0 * 1024),
                        100.0 * (stored.received() - recording.bytes()) / recording.bytes(),
                        Rig.metric(second, "panopto_upload_restore_seconds"));
            }
        }
    }

    /** Peak memory by the size of the file, and by the number of jobs that wait. */
    void memory(int gibibytes) throws IOException, InterruptedException {
        Table table = new Table("-Xmx192m, serial collector", "RSS MiB", "MiB/s", "CPU-s/GiB");
        for (int size : new int[] {1, gibibytes}) {
            Recording recording = Recording.sparse(directory.resolve("sparse.mp4"), size * GIB);
            try (Rig rig = new Rig(top, directory)) {
                ChildProcess worker = rig.worker(Rig.unlimited());
                try (Requests requests = rig.requests()) {
                    row(table, size + " GiB", send("sparse", recording, rig, worker, requests));
                }
            }
        }
        for (int waiting : new int[] {4, 1000}) {
            Recording large = Recording.sparse(directory.resolve("sparse.mp4"), GIB);
            try (Rig rig = new Rig(top, directory)) {
                ChildProcess worker = rig.worker(Rig.unlimited("--worker.bandwidth=200MB"));
                try (Requests requests = rig.requests()) {
                    for (int job = 0; job < waiting + 4; job++) {
                        requests.publish("waiting-" + job, large);
                    }
                    requests.await(
                            waiting + 4, event -> event instanceof OutcomeEvent.Accepted, LIMIT);
                    requests.await(
                            4, event -> event instanceof OutcomeEvent.FileTransferred, LIMIT);
                    table.row(
                            "4 at work, " + waiting + " waiting",
                            String.format("%.0f", ProcFiles.peakMebibytes(worker.pid())));
                }
            }
        }
        out.println(table);
    }

    private static void row(Table table, String name, Cost cost) {
        table.row(
                name,
                String.format("%.0f", cost.peak()),
                String.format("%.0f", cost.rate()),
                String.format("%.2f", cost.cpu()));
    }
}
