package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.UploadRequest;

import org.apache.kafka.clients.producer.Producer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Fifty thousand jobs wait for tomorrow, each with the largest extensions that a request may have:
 * nearly a gigabyte of them, beside a heap of 192 MiB. What a worker keeps of them is printed.
 */
@Tag("soak")
class WaitingJobsIT {
    private static final int JOBS = Integer.getInteger("soak.waiting", 50_000);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final String EXTENSIONS = "y".repeat(16 * 1024 - "{\"x\":\"\"}".length());
    private static final String ENOUGH = "--worker.waiting-jobs=" + JOBS;

    @TempDir private Path directory;

    @Test
    void fifty_thousand_waiting_jobs_fit_into_a_small_heap() throws Exception {
        try (TestEnvironment environment = new TestEnvironment(directory)) {
            WorkerProcess first = environment.worker(ENOUGH);
            long before = first.liveHeap();
            publishAll(environment, environment.captures().resolve("a.mp4"));
            Instant published = Instant.now();
            awaitWaiting(first);
            Duration accepting = Duration.between(published, Instant.now());
            long accepted = first.liveHeap();
            completes(environment, first, "first");
            first.kill9();

            Instant killed = Instant.now();
            WorkerProcess second = environment.worker(ENOUGH);
            awaitWaiting(second);
            Duration restoring = Duration.between(killed, Instant.now());
            long restored = second.liveHeap();
            completes(environment, second, "second");
            System.out.printf(
                    "heap after a full collection: %d MiB without jobs, %d MiB with %d accepted, %d"
                            + " MiB with %d restored%n",
                    before >> 20, accepted >> 20, JOBS, restored >> 20, JOBS);
            System.out.printf(
                    "accepted %s after the last was published; taken over %s after kill -9%n",
                    accepting, restoring);
            assertThat(first.log()).doesNotContain("OutOfMemoryError");
            assertThat(second.log()).doesNotContain("OutOfMemoryError");
        }
    }

    private static void publishAll(TestEnvironment environment, Path file) throws Exception {
        Options tomorrow =
                new Options(Priority.NORMAL, Instant.now().plus(Duration.ofDays(1)), null);
        try (Producer<byte[], byte[]> producer = environment.clients().plain()) {
            for (int i = 0; i < JOBS; i++) {
                // As long as an id may be.
                String id = "waits-%0194d".formatted(i);
                UploadRequest request =
                        Requests.builder(id, file)
                                .options(tomorrow)
                                .extensions(Map.of("x", EXTENSIONS))
                                .build();
                var _ = producer.send(Requests.record(request, null, id));
            }
        }
    }

    private static void awaitWaiting(WorkerProcess worker) {
        Awaitility.await("all jobs")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> metric(worker, "panopto_upload_jobs", "waiting") == JOBS);
    }

    private static void completes(TestEnvironment environment, WorkerProcess worker, String id) {
        environment.requests().publish(Requests.small(environment, id));
        Awaitility.await("a job that is due")
                .atMost(PATIENCE)
                .until(() ->
                        metric(worker, "panopto_upload_jobs_finished_total", "completed") == 1);
    }

    private static double metric(WorkerProcess worker, String name, String label) {
        return Scrape.of(worker.metrics()).named(name).stream()
                .filter(sample -> sample.labels().containsValue(label))
                .mapToDouble(Scrape.Sample::value)
                .sum();
    }
}
