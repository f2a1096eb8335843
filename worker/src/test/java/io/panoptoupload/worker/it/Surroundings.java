package io.panoptoupload.worker.it;

import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.simulator.Simulator;
import io.panoptoupload.simulator.SimulatorOptions;
import io.panoptoupload.simulator.Storage;
import io.panoptoupload.worker.clients.KafkaClients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything around the workers: a broker process, the simulator over TLS, a directory of files.
 */
final class Surroundings implements AutoCloseable {
    static final String FOLDER = "00000000-0000-0000-0000-000000000001";

    private final Path directory;
    private final Path captures;
    private final KafkaBroker broker;
    private final Simulator simulator;
    private final Outcomes outcomes;
    private final Requests requests;
    private final List<WorkerProcess> workers = new ArrayList<>();
    private int started;

    Surroundings(Path directory) throws IOException {
        this.directory = directory;
        this.captures = Files.createDirectories(directory.resolve("captures"));
        this.broker = KafkaBroker.in(directory.resolve("broker")).start();
        this.simulator =
                Simulator.start(
                        SimulatorOptions.builder()
                                .processingDelay(Duration.ofMillis(200))
                                .storage(new Storage.Discard())
                                .certificateDirectory(
                                        Files.createDirectories(directory.resolve("tls")))
                                .build());
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        KafkaClients clients = new KafkaClients(kafka, kafka, kafka);
        this.requests = new Requests(broker.bootstrapServers());
        this.outcomes = new Outcomes(clients);
    }

    KafkaBroker broker() {
        return broker;
    }

    Simulator simulator() {
        return simulator;
    }

    Requests requests() {
        return requests;
    }

    Outcomes outcomes() {
        return outcomes;
    }

    Path captures() {
        return captures;
    }

    /** Starts a worker from the packaged jar; it is ready when this returns. */
    WorkerProcess worker(String... more) {
        WorkerProcess worker = startWorker(more);
        worker.awaitReady();
        return worker;
    }

    /** Starts a worker and does not wait for it. */
    WorkerProcess startWorker(String... more) {
        String name = "worker-" + ++started;
        JavaCommand command =
                JavaCommand.jar(name, Path.of(System.getProperty("worker.jar")))
                        .jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                        .environment("PANOPTO_OAUTH_CLIENT_SECRET", "demo-secret")
                        .environment("PANOPTO_OAUTH_PASSWORD", "demo-password")
                        .arguments(
                                "--worker.name=" + name,
                                "--server.port=0",
                                "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                                "--panopto.base-url=" + simulator.httpsUri(),
                                "--panopto.ssl-bundle=simulator",
                                "--spring.ssl.bundle.pem.simulator.truststore.certificate=file:"
                                        + simulator.certificatePem(),
                                "--panopto.oauth.client-id=demo-client",
                                "--panopto.oauth.username=demo-user",
                                "--panopto.rate-limit.per-second=1000",
                                "--panopto.rate-limit.per-minute=60000",
                                "--panopto.rate-limit.per-hour=3600000",
                                "--worker.topics.partitions=4",
                                "--worker.topics.replication-factor=1",
                                "--worker.part-size=5MB",
                                "--worker.checkpoint-interval=200ms",
                                "--worker.processing.first-poll=200ms",
                                "--worker.processing.max-poll=1s",
                                "--worker.sources.file-roots=" + captures)
                        .arguments(more);
        WorkerProcess worker =
                new WorkerProcess(name, command.start(directory.resolve(name + ".log")));
        workers.add(worker);
        return worker;
    }

    @Override
    public void close() throws IOException {
        workers.forEach(WorkerProcess::close);
        requests.close();
        outcomes.close();
        simulator.close();
        broker.close();
    }
}
