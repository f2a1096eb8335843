package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;
import io.panoptoupload.simulator.Simulator;
import io.panoptoupload.simulator.SimulatorOptions;
import io.panoptoupload.simulator.Storage;
import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Everything that an upload needs: broker, simulator, a worker, and a gateway on a fixed port. */
final class Site implements AutoCloseable {
    static final String FOLDER = "00000000-0000-0000-0000-000000000001";
    private static final int LECTURE_BYTES = 11 * 1024 * 1024;

    private final Path directory;
    private final Path captures;
    private final String[] forGateway;
    private final KafkaBroker broker;
    private final Simulator simulator;
    private final ChildProcess worker;
    private final int port = FreePorts.next();
    private @Nullable GatewayProcess gateway;
    private int started;

    Site(Path directory) throws IOException {
        this(directory, List.of(), List.of());
    }

    /** With more arguments for the worker and the gateway. */
    Site(Path directory, List<String> forWorker, List<String> forGateway) throws IOException {
        this.directory = directory;
        this.forGateway = forGateway.toArray(String[]::new);
        captures = Files.createDirectories(directory.resolve("captures"));
        broker = KafkaBroker.in(directory.resolve("broker")).shortLived().start();
        simulator =
                Simulator.start(
                        SimulatorOptions.builder()
                                .processingDelay(Duration.ofMillis(200))
                                .storage(new Storage.Discard())
                                .build());
        worker = startWorker(forWorker);
        startGateway();
    }

    private ChildProcess startWorker(List<String> more) {
        return JavaCommand.jar("worker", Path.of(System.getProperty("worker.jar")))
                .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .environment("PANOPTO_OAUTH_CLIENT_SECRET", "demo-secret")
                .environment("PANOPTO_OAUTH_PASSWORD", "demo-password")
                .arguments(
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--panopto.base-url=" + simulator.httpUri(),
                        "--panopto.oauth.client-id=demo-client",
                        "--panopto.oauth.username=demo-user",
                        "--worker.topics.partitions=4",
                        "--worker.topics.replication-factor=1",
                        "--worker.part-size=5MB",
                        "--worker.parts=1",
                        "--worker.checkpoint-interval=200ms",
                        "--worker.processing.first-poll=200ms",
                        "--worker.processing.max-poll=1s",
                        "--worker.sources.file-roots=" + captures,
                        "--server.port=0")
                .arguments(more)
                .start(directory.resolve("worker.log"));
    }

    /** On the same port each time, as a service is. */
    void startGateway() {
        gateway =
                GatewayProcess.start(
                                directory.resolve("gateway-" + ++started + ".log"),
                                broker.bootstrapServers(),
                                port,
                                forGateway)
                        .awaitReady();
    }

    void killGateway() {
        gateway().process().kill9();
    }

    GatewayProcess gateway() {
        if (gateway == null) {
            throw new IllegalStateException("not started");
        }
        return gateway;
    }

    KafkaBroker broker() {
        return broker;
    }

    Simulator simulator() {
        return simulator;
    }

    URI page(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A request of one file, which is there or not. */
    String request(String id, String title, String file) {
        return """
        {"requestId":"%s","folderId":"%s","title":"%s",
         "streams":[{"source":{"uri":"%s"}}]}\
        """
                .formatted(id, FOLDER, title, capture(file));
    }

    /** Where workers read it. */
    URI capture(String file) {
        return captures.resolve(file).toUri();
    }

    /** Asks the gateway for an upload. */
    void post(String request) throws IOException, InterruptedException {
        assertThat(gateway().post("/api/v1/uploads", request).statusCode()).isEqualTo(202);
    }

    /** Holds the second part of the next file, until the fault of this id is removed. */
    String hold() {
        return simulator
                .faults()
                .add(FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD).calls(2).build());
    }

    void record(String file) throws IOException {
        Files.write(captures.resolve(file), new byte[LECTURE_BYTES]);
    }

    /** A dead letter, as a worker writes it. */
    void refuse(String key, String reason) throws InterruptedException, ExecutionException {
        ProducerRecord<byte[], byte[]> letter = record(Topics.DEAD_LETTER, key, "x");
        letter.headers().add(Topics.DEAD_LETTER_REASON_HEADER, reason.getBytes(UTF_8));
        publish(letter);
    }

    /** Past the gateway. */
    void publish(String topic, String key, String value)
            throws InterruptedException, ExecutionException {
        publish(record(topic, key, value));
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
        return new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    private void publish(ProducerRecord<byte[], byte[]> record)
            throws InterruptedException, ExecutionException {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Producer<byte[], byte[]> producer =
                new KafkaClients(settings, settings, settings).plain()) {
            var _ = producer.send(record).get();
        }
    }

    @Override
    public void close() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        worker.close();
        simulator.close();
        broker.close();
    }
}
