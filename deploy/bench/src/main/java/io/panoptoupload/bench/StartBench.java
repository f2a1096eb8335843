package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.messages.OutcomeEvent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/**
 * What a worker's start costs, and its first jobs: as one jar, with the JVM's usual thresholds and
 * with those of jvm.options, unpacked, and unpacked with what the JVM keeps of an earlier run: the
 * archive of its classes, or the cache of a training run, which has their profiles, too (JEP 514
 * and 515).
 */
final class StartBench {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long SMALL = 64 << 10;
    private static final int JOBS = 60;

    /** When the JVM optimises without jvm.options. */
    private static final List<String> USUAL_THRESHOLDS =
            List.of(
                    "-XX:Tier4InvocationThreshold=5000",
                    "-XX:Tier4MinInvocationThreshold=600",
                    "-XX:Tier4CompileThreshold=15000",
                    "-XX:Tier4BackEdgeThreshold=40000");

    private final Path top;
    private final Path directory;
    private final PrintStream out;

    StartBench(Path top, Path directory, PrintStream out) {
        this.top = top;
        this.directory = directory;
        this.out = out;
    }

    /** How a worker is started. */
    private record Way(Path jar, List<String> jvmOptions) {}

    /** What a start has cost. */
    private record Start(double seconds, double cpuSeconds, double mebibytes, double cpuPerJob) {}

    void run(int rounds) throws IOException, InterruptedException {
        Recording recording = Recording.random(directory.resolve("small.mp4"), SMALL);
        try (Rig rig = new Rig(top, directory)) {
            Path unpacked = unpacked(rig);
            Path cache = rig.directory().resolve("worker.aot");
            long began = System.nanoTime();
            train(rig, recording, unpacked, cache);
            out.printf(
                    Locale.ROOT,
                    "training run with %d jobs: %.0f s, cache of %d MiB%n%n",
                    JOBS,
                    (System.nanoTime() - began) / 1e9,
                    Files.size(cache) >> 20);
            Way archived =
                    new Way(
                            unpacked,
                            List.of(
                                    "-XX:+AutoCreateSharedArchive",
                                    "-XX:SharedArchiveFile="
                                            + rig.directory().resolve("worker.jsa"),
                                    "-Xlog:disable"));
            // the archive is written at the end of the first one
            Start _ = start(rig, recording, archived);
            Map<String, Way> ways = new LinkedHashMap<>();
            ways.put("one jar, usual thresholds", new Way(rig.jar(), USUAL_THRESHOLDS));
            ways.put("one jar", new Way(rig.jar(), List.of()));
            ways.put("unpacked", new Way(unpacked, List.of()));
            ways.put("unpacked, class archive", archived);
            ways.put("unpacked, AOT cache", new Way(unpacked, List.of("-XX:AOTCache=" + cache)));
            Map<String, List<Start>> starts = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, Way> way : ways.entrySet()) {
                    starts.computeIfAbsent(way.getKey(), _ -> new ArrayList<>())
                            .add(start(rig, recording, way.getValue()));
                }
            }
            print(rounds, starts);
        }
    }

    /** As the image and the launcher have it. */
    private Path unpacked(Rig rig) throws IOException, InterruptedException {
        Path unpacked = rig.directory().resolve("unpacked");
        int status =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djarmode=tools",
                                "-jar",
                                rig.jar().toString(),
                                "extract",
                                "--destination",
                                unpacked.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(rig.directory().resolve("unpack.log").toFile())
                        .start()
                        .waitFor();
        if (status != 0) {
            throw new IllegalStateException("the jar could not be unpacked: " + status);
        }
        return unpacked.resolve(rig.jar().getFileName());
    }

    private static void train(Rig rig, Recording recording, Path jar, Path cache) {
        ChildProcess worker =
                rig.worker(
                        jar,
                        List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:disable"),
                        Rig.unlimited());
        jobs(rig, recording);
        // SIGTERM: the cache is written before the process ends
        worker.close();
    }

    private void print(int rounds, Map<String, List<Start>> starts) {
        Table table =
                new Table(
                        rounds + " starts each, interleaved",
                        "s until ready",
                        "CPU-s until ready",
                        "RSS then, MiB",
                        "CPU-s/job, the first " + JOBS);
        List<Start> first = starts.values().iterator().next();
        starts.forEach((way, all) ->
                table.row(
                        way,
                        beside(all, first, Start::seconds, 1),
                        beside(all, first, Start::cpuSeconds, 1),
                        beside(all, first, Start::mebibytes, 0),
                        beside(all, first, Start::cpuPerJob, 3)));
        out.println(table);
    }

    private static String beside(
            List<Start> all, List<Start> first, ToDoubleFunction<Start> figure, int decimals) {
        return spread(all, figure).beside(spread(first, figure), decimals);
    }

    private static Spread spread(List<Start> all, ToDoubleFunction<Start> figure) {
        return Spread.of(all.stream().mapToDouble(figure).boxed().toList());
    }

    private static Start start(Rig rig, Recording recording, Way way) throws IOException {
        long began = System.nanoTime();
        ChildProcess worker = rig.worker(way.jar(), way.jvmOptions(), Rig.unlimited());
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpu = ProcFiles.cpuSeconds(worker.pid());
        double memory = ProcFiles.mebibytes(worker.pid());
        jobs(rig, recording);
        double perJob = (ProcFiles.cpuSeconds(worker.pid()) - cpu) / JOBS;
        worker.close();
        return new Start(seconds, cpu, memory, perJob);
    }

    private static void jobs(Rig rig, Recording recording) {
        String run = UUID.randomUUID().toString();
        try (Requests requests = rig.requests()) {
            for (int job = 0; job < JOBS; job++) {
                requests.publish(run + "-" + job, recording);
            }
            List<OutcomeEvent> _ =
                    requests.await(
                            JOBS,
                            event ->
                                    event instanceof OutcomeEvent.Completed
                                            && event.requestId().startsWith(run),
                            LIMIT);
        }
    }
}
