package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.messages.OutcomeEvent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is sent again when workers die on a slow line. */
final class KillsBench {
    private static final long MIB = 1L << 20;
    private static final int JOBS = 12;
    private static final int KILLS = 12;
    private static final long SIZE = 256 * MIB;
    private static final long RATE = 8 * MIB;
    private static final Duration BETWEEN = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Path top;
    private final Path directory;
    private final PrintStream out;

    KillsBench(Path top, Path directory, PrintStream out) {
        this.top = top;
        this.directory = directory;
        this.out = out;
    }

    /**
     * Twelve files of 256 MiB over 8 MiB/s by two workers, of which the older is killed each time.
     */
    void run() throws IOException, InterruptedException {
        Recording recording = Recording.sparse(directory.resolve("killed.mp4"), SIZE);
        long start = System.nanoTime();
        try (Rig rig = new Rig(top, directory);
                SlowLine line = new SlowLine(rig.simulator().httpsPort(), RATE)) {
            rig.panoptoAt("https://localhost:" + line.port());
            String[] settings = Rig.unlimited();
            Deque<ChildProcess> workers = new ArrayDeque<>();
            workers.add(rig.worker(settings));
            workers.add(rig.worker(settings));
            try (Requests requests = rig.requests()) {
                for (int job = 0; job < JOBS; job++) {
                    requests.publish("job-" + job, recording);
                }
                int kills = 0;
                while (kills < KILLS && !isDone(requests, BETWEEN)) {
                    workers.removeFirst().kill9();
                    kills++;
                    workers.add(rig.worker(settings));
                }
                requests.await(JOBS, OutcomeEvent.Completed.class::isInstance, LIMIT);
                report(rig, line, kills, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    private static boolean isDone(Requests requests, Duration within) {
        return requests.awaitAtMost(JOBS, OutcomeEvent.Completed.class::isInstance, within).size()
                == JOBS;
    }

    private void report(Rig rig, SlowLine line, int kills, double seconds)
            throws IOException, InterruptedException {
        int repeated = 0;
        for (Simulated.Stored each : rig.simulator().all()) {
            repeated += each.repeated();
        }
        double payload = (double) JOBS * SIZE;
        out.printf(
                "%d files of %d MiB by two workers over %d MiB/s, %d kills: %.0f MiB sent again"
                        + " (%.1f %%), %d parts twice, %.0f s%n",
                JOBS,
                SIZE / MIB,
                RATE / MIB,
                kills,
                (line.passed() - payload) / MIB,
                100 * (line.passed() - payload) / payload,
                repeated,
                seconds);
    }
}
