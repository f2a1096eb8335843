package io.panoptoupload.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.utils.Utils;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What many small jobs cost, when requests take their time. */
final class JobsBench {
    /** Twice what one worker needs, when each of a job's requests takes 300 ms. */
    private static final Duration LIMIT_PER_JOB = Duration.ofMillis(1200);

    /** However few jobs there are: a worker's first ones wait for its compiler. */
    private static final Duration MIN_LIMIT = Duration.ofMinutes(2);

    private static final long SMALL = 64 << 10;

    private final Path top;
    private final Path directory;
    private final PrintStream out;

    JobsBench(Path top, Path directory, PrintStream out) {
        this.top = top;
        this.directory = directory;
        this.out = out;
    }

    /** Jobs per minute of one worker, 30 ms per request, Panopto's rate limit out of the way. */
    void run(int jobs) throws IOException, InterruptedException, ExecutionException {
        Table table = heading(jobs, 30);
        measure(table, 1, jobs, 30);
        out.println(table);
    }

    /** The same of 1, 2 and 4 workers, with so many milliseconds per request. */
    void scale(int jobs, int millis) throws IOException, InterruptedException, ExecutionException {
        Table table = heading(jobs, millis);
        for (int workers : new int[] {1, 2, 4}) {
            measure(table, workers, jobs, millis);
        }
        out.println(table);
    }

    private static Table heading(int jobs, int millis) {
        return new Table(
                jobs + " jobs of 64 KiB, " + millis + " ms",
                "jobs/min",
                "share of each worker",
                "CPU-s/job",
                "rebalances",
                "transactions/job",
                "Kafka bytes/job",
                "journal bytes/job",
                "restore s");
    }

    private void measure(Table table, int number, int jobs, int millis)
            throws IOException, InterruptedException, ExecutionException {
        Recording recording = Recording.random(directory.resolve("small.mp4"), SMALL);
        try (Rig rig = new Rig(top, directory)) {
            List<ChildProcess> workers = new ArrayList<>();
            for (int worker = 0; worker < number; worker++) {
                workers.add(rig.worker(Rig.unlimited()));
            }
            rig.simulator().delay(millis);
            try (Requests requests = rig.requests()) {
                double cpu = cpu(workers);
                long markersBefore = markers(rig);
                long start = System.nanoTime();
                for (String id : evenIds(jobs)) {
                    requests.publish(id, recording);
                }
                List<OutcomeEvent> ends =
                        requests.await(
                                jobs,
                                event -> event instanceof OutcomeEvent.Completed,
                                MIN_LIMIT.plus(LIMIT_PER_JOB.multipliedBy(jobs)));
                double minutes = (System.nanoTime() - start) / 60e9;
                double cpuPerJob = (cpu(workers) - cpu) / jobs;
                double rebalances = 0;
                for (ChildProcess worker : workers) {
                    rebalances += Rig.metric(worker, "kafka_consumer_coordinator_rebalance_total");
                }
                check(rig, recording, jobs);
                double transactions = (double) (markers(rig) - markersBefore) / jobs;
                Map<String, Long> bytes = bytes(rig);
                workers.forEach(ChildProcess::close);
                ChildProcess next = rig.worker(Rig.unlimited());
                table.row(
                        number + (number == 1 ? " worker" : " workers"),
                        String.format("%.0f", jobs / minutes),
                        shares(ends, jobs),
                        String.format("%.3f", cpuPerJob),
                        String.format("%.0f", rebalances),
                        String.format("%.1f", transactions),
                        Long.toString(
                                bytes.values().stream().mapToLong(Long::longValue).sum() / jobs),
                        Long.toString(bytes.getOrDefault(Topics.JOURNAL, 0L) / jobs),
                        String.format("%.2f", Rig.metric(next, "panopto_upload_restore_seconds")));
            }
        }
    }

    /** As many in each partition as in another, so that no worker has more to do. */
    private static List<String> evenIds(int jobs) {
        int each = Math.ceilDiv(jobs, Rig.PARTITIONS);
        int[] taken = new int[Rig.PARTITIONS];
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> "job-" + number)
                .filter(id -> taken[partition(id)]++ < each)
                .limit(jobs)
                .toList();
    }

    /** Where Kafka's clients put the key. */
    private static int partition(String id) {
        return Utils.toPositive(Utils.murmur2(id.getBytes(UTF_8))) % Rig.PARTITIONS;
    }

    private static double cpu(List<ChildProcess> workers) throws IOException {
        double sum = 0;
        for (ChildProcess worker : workers) {
            sum += ProcFiles.cpuSeconds(worker.pid());
        }
        return sum;
    }

    private static void check(Rig rig, Recording recording, int jobs)
            throws IOException, InterruptedException {
        List<Simulated.Stored> all = rig.simulator().all();
        if (all.size() != jobs) {
            throw new IllegalStateException(all.size() + " uploads for " + jobs + " jobs");
        }
        all.forEach(each -> Simulated.check(each, recording));
    }

    private static String shares(List<OutcomeEvent> ends, int jobs) {
        return ends.stream()
                .collect(Collectors.groupingBy(end -> end.header().worker(), Collectors.counting()))
                .values()
                .stream()
                .sorted()
                .map(each -> String.format("%.0f %%", 100.0 * each / jobs))
                .collect(Collectors.joining(", "));
    }

    /**
     * Offsets of the journal that hold no record: a transaction leaves one in each partition that
     * it wrote.
     */
    private static long markers(Rig rig) {
        try (KafkaConsumer<byte[], byte[]> journal =
                Requests.reader(rig.bootstrapServers(), Topics.JOURNAL)) {
            Map<?, Long> ends = journal.endOffsets(journal.assignment());
            long offsets = ends.values().stream().mapToLong(Long::longValue).sum();
            long records = 0;
            while (journal.assignment().stream()
                    .anyMatch(each -> journal.position(each) < ends.getOrDefault(each, 0L))) {
                records += journal.poll(Duration.ofMillis(100)).count();
            }
            return offsets - records;
        }
    }

    private static boolean isOfJobs(String topic) {
        return topic.startsWith("panopto.") || topic.equals("__transaction_state");
    }

    private static Map<String, Long> bytes(Rig rig)
            throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", rig.bootstrapServers()))) {
            return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                    .flatMap(broker -> broker.values().stream())
                    .flatMap(log -> log.replicaInfos().entrySet().stream())
                    .filter(each -> isOfJobs(each.getKey().topic()))
                    .collect(
                            Collectors.groupingBy(
                                    each -> each.getKey().topic(),
                                    Collectors.summingLong(each -> each.getValue().size())));
        }
    }
}
