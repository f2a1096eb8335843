package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.messages.OutcomeEvent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What jobs cost that only wait for a far day, and what they cost the others. */
final class WaitingBench {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final long SMALL = 64 << 10;
    private static final int DUE = 60;

    /** After them the compiler has seen the way of a job. */
    private static final int WARM = 200;

    private final Path top;
    private final Path directory;
    private final PrintStream out;

    WaitingBench(Path top, Path directory, PrintStream out) {
        this.top = top;
        this.directory = directory;
        this.out = out;
    }

    /** One worker without jobs that wait, with so many, and another one that took them over. */
    void run(int jobs) throws IOException, InterruptedException {
        Recording recording = Recording.random(directory.resolve("small.mp4"), SMALL);
        Table table =
                new Table(
                        jobs + " jobs that wait",
                        "CPU-s/min idle",
                        "ms until a due job is created",
                        "CPU-s/due job",
                        "live heap MiB",
                        "restore s");
        try (Rig rig = new Rig(top, directory)) {
            ChildProcess worker = rig.worker(arguments(jobs));
            try (Requests requests = rig.requests()) {
                warm(requests, recording);
                measure("none", table, worker, requests, recording);
                publish(requests, recording, jobs);
                measure("accepted", table, worker, requests, recording);
            }
            worker.close();
            ChildProcess next = rig.worker(arguments(jobs));
            try (Requests requests = rig.requests()) {
                warm(requests, recording);
                measure("restored", table, next, requests, recording);
            }
        }
        out.println(table);
    }

    private static String[] arguments(int jobs) {
        return Rig.unlimited("--worker.waiting-jobs=" + (jobs + DUE + WARM));
    }

    private static void warm(Requests requests, Recording recording) {
        Instant begun = Instant.now();
        for (int job = 0; job < WARM; job++) {
            requests.publish("warm-" + begun.toEpochMilli() + "-" + job, recording);
        }
        requests.await(
                WARM,
                event ->
                        event instanceof OutcomeEvent.Completed
                                && event.header().acceptedAt() != null
                                && event.header().acceptedAt().isAfter(begun),
                LIMIT);
    }

    private static void publish(Requests requests, Recording recording, int jobs) {
        Instant farDay = Instant.now().plus(Duration.ofDays(300));
        requests.publish(
                IntStream.range(0, jobs).mapToObj(job -> "waits-" + job).toList(),
                recording,
                farDay);
        requests.await(
                jobs,
                event ->
                        event instanceof OutcomeEvent.Accepted
                                && event.requestId().startsWith("waits-"),
                LIMIT);
    }

    private static void measure(
            String what, Table table, ChildProcess worker, Requests requests, Recording recording)
            throws IOException, InterruptedException {
        double idle = IdleBench.minute(worker);
        double before = ProcFiles.cpuSeconds(worker.pid());
        List<Double> delays = new ArrayList<>();
        for (int job = 0; job < DUE; job++) {
            delays.add(delay(requests, recording, what + "-" + job));
        }
        double busy = (ProcFiles.cpuSeconds(worker.pid()) - before) / DUE;
        Spread delay = Spread.of(delays);
        table.row(
                what,
                decimals(2, idle),
                "%.0f (%.0f–%.0f)".formatted(delay.median(), delay.least(), delay.largest()),
                decimals(3, busy),
                decimals(0, LiveHeap.mebibytes(worker.pid())),
                decimals(2, Rig.metric(worker, "panopto_upload_restore_seconds")));
    }

    /** Milliseconds from its publication until Panopto has an upload for it. */
    private static double delay(Requests requests, Recording recording, String id) {
        Instant published = Instant.now();
        requests.publish(id, recording);
        OutcomeEvent created =
                requests.await(
                                1,
                                event ->
                                        event instanceof OutcomeEvent.Created
                                                && event.requestId().equals(id),
                                LIMIT)
                        .getFirst();
        return Duration.between(published, created.header().occurredAt()).toNanos() / 1e6;
    }

    private static String decimals(int number, double value) {
        return String.format(Locale.ROOT, "%." + number + "f", value);
    }
}
