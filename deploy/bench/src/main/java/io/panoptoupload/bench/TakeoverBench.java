package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long jobs stand still when a worker is killed, and when one comes back: from the last byte
 * that storage received of a job to the next.
 */
final class TakeoverBench {
    private static final long GIB = 1L << 30;
    private static final int JOBS = 8;
    private static final long MOVED_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Duration WARM = Duration.ofSeconds(15);
    private static final Duration WATCHED = Duration.ofSeconds(25);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path top;
    private final Path directory;
    private final PrintStream out;

    TakeoverBench(Path top, Path directory, PrintStream out) {
        this.top = top;
        this.directory = directory;
        this.out = out;
    }

    /** Two workers share eight files; one is killed, and another one comes, in each round. */
    void run(int rounds) throws IOException, InterruptedException {
        Recording recording = Recording.sparse(directory.resolve("long.mp4"), 64 * GIB);
        List<Double> killed = new ArrayList<>();
        List<Double> returned = new ArrayList<>();
        try (Rig rig = new Rig(top, directory)) {
            String[] settings = {
                "--worker.uploads=" + JOBS, "--worker.bandwidth=150MB", "--worker.part-size=5MB"
            };
            ChildProcess older = rig.worker(settings);
            ChildProcess younger = rig.worker(settings);
            try (Requests requests = rig.requests()) {
                for (int job = 0; job < JOBS; job++) {
                    requests.publish("job-" + job, recording);
                }
            }
            awaitAll(rig);
            for (int round = 0; round < rounds; round++) {
                Thread.sleep(WARM);
                ChildProcess victim = older;
                killed.addAll(stills(rig, victim::kill9));
                older = younger;
                Thread.sleep(WARM);
                ChildProcess[] next = new ChildProcess[1];
                returned.addAll(stills(rig, () -> next[0] = rig.worker(settings)));
                younger = next[0];
            }
        }
        Table table = new Table("seconds without a byte", "jobs", "median", "least", "most");
        row(table, "a worker is killed", killed);
        row(table, "a worker comes back", returned);
        out.println(table);
    }

    private static void row(Table table, String what, List<Double> seconds) {
        Spread spread = Spread.of(seconds);
        table.row(
                what,
                Integer.toString(seconds.size()),
                String.format(Locale.ROOT, "%.1f", spread.median()),
                String.format(Locale.ROOT, "%.1f", spread.least()),
                String.format(Locale.ROOT, "%.1f", spread.largest()));
    }

    /**
     * For each job that an event moves, how long storage received nothing of it. One that goes on
     * where it is never stands still for as long as {@link #MOVED_NANOS}.
     */
    private static List<Double> stills(Rig rig, Runnable event)
            throws IOException, InterruptedException {
        Map<String, Long> received = new HashMap<>(rig.simulator().received());
        Map<String, Long> lastAt = new HashMap<>();
        Map<String, Long> longest = new HashMap<>();
        long began = System.nanoTime();
        received.keySet().forEach(job -> lastAt.put(job, began));
        Thread happening = Thread.ofVirtual().start(event);
        for (long over = began;
                System.nanoTime() - over < WATCHED.toNanos();
                over = happening.isAlive() ? System.nanoTime() : over) {
            Map<String, Long> now = rig.simulator().received();
            long at = System.nanoTime();
            now.forEach((job, bytes) -> {
                if (bytes > received.getOrDefault(job, 0L)) {
                    longest.merge(job, at - lastAt.getOrDefault(job, began), Math::max);
                    received.put(job, bytes);
                    lastAt.put(job, at);
                }
            });
            Thread.sleep(POLL);
        }
        if (!longest.keySet().equals(lastAt.keySet())) {
            throw new IllegalStateException("Not all jobs went on: " + longest.keySet());
        }
        return longest.values().stream()
                .filter(nanos -> nanos > MOVED_NANOS)
                .map(nanos -> nanos / 1e9)
                .toList();
    }

    private static void awaitAll(Rig rig) throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (rig.simulator().received().values().stream().filter(each -> each > 0).count()
                < JOBS) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "Not all jobs began: " + rig.simulator().received());
            }
            Thread.sleep(POLL);
        }
    }
}
