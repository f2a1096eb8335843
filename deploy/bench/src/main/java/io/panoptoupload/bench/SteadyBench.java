package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.messages.OutcomeEvent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Whether anything grows in a worker that carries jobs all the time, while Panopto fails often. */
final class SteadyBench {
    /** Until compiled code, pools and caches have the size that they keep. */
    private static final Duration WARM_UP = Duration.ofMinutes(10);

    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(20);
    private static final Duration BETWEEN_JOBS = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Of every hundred requests two fail, one is cut, and one is done without a response. */
    private static final String FAULTS =
            """
            [{"operation":"any","kind":"status","status":503,"probability":0.02},
             {"operation":"any","kind":"reset","probability":0.01},
             {"operation":"any","kind":"lost-answer","probability":0.01}]\
            """;

    private final Path top;
    private final Path directory;
    private final PrintStream out;

    SteadyBench(Path top, Path directory, PrintStream out) {
        this.top = top;
        this.directory = directory;
        this.out = out;
    }

    void run(int minutes) throws IOException, InterruptedException {
        Recording recording = Recording.random(directory.resolve("steady.mp4"), 1 << 20);
        Map<String, Trend> trends = new LinkedHashMap<>();
        try (Rig rig = new Rig(top, directory)) {
            // what is finished is forgotten within the warm-up, too
            ChildProcess worker =
                    rig.worker(
                            Rig.unlimited(
                                    "--worker.deduplication=2m",
                                    "--worker.retry.first-park=500ms"));
            rig.simulator().faults(FAULTS);
            try (Requests requests = rig.requests()) {
                long begun = System.nanoTime();
                long end = begun + WARM_UP.plusMinutes(minutes).toNanos();
                long sample = begun + WARM_UP.toNanos();
                int jobs = 0;
                for (; System.nanoTime() < end; jobs++) {
                    requests.publish("steady-" + jobs, recording);
                    Thread.sleep(BETWEEN_JOBS);
                    if (System.nanoTime() >= sample) {
                        sample += BETWEEN_SAMPLES.toNanos();
                        double hour = (System.nanoTime() - begun) / 3.6e12;
                        figures(worker)
                                .forEach((name, figure) ->
                                        trends.computeIfAbsent(name, _ -> new Trend())
                                                .add(hour, figure));
                    }
                }
                report(jobs, minutes, trends);
                requests.await(jobs, OutcomeEvent.Completed.class::isInstance, LIMIT);
            }
        }
    }

    private static Map<String, Double> figures(ChildProcess worker)
            throws IOException, InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("live heap, MiB", LiveHeap.mebibytes(worker.pid()));
        figures.put("RSS, MiB", ProcFiles.mebibytes(worker.pid()));
        figures.put("threads", entries(worker.pid(), "task"));
        figures.put("descriptors", entries(worker.pid(), "fd"));
        figures.put("series of metrics", (double) Rig.series(worker));
        return figures;
    }

    private static double entries(long pid, String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid, directory))) {
            return entries.count();
        }
    }

    private void report(int jobs, int minutes, Map<String, Trend> trends) {
        Table table =
                new Table(
                        jobs + " jobs, " + minutes + " min",
                        "median (least–largest)",
                        "growth per hour, ± 2 standard errors");
        trends.forEach((name, trend) ->
                table.row(name, trend.cells().getFirst(), trend.cells().getLast()));
        out.println(table);
    }
}
