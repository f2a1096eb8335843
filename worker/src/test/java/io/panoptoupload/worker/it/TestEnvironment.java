package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.simulator.FaultRuleBuilder;
import io.panoptoupload.simulator.Faults;
import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.simulator.Simulator;
import io.panoptoupload.simulator.SimulatorOptions;
import io.panoptoupload.simulator.SimulatorOptionsBuilder;
import io.panoptoupload.simulator.Storage;
import io.panoptoupload.worker.WorkerMain;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.manifest.ValidManifest;

import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Everything around the workers: a broker process, the simulator over TLS, a directory of files.
 */
final class TestEnvironment implements AutoCloseable {
    private static final int LAST_LINES = 40;

    static final String FOLDER = "00000000-0000-0000-0000-000000000001";

    private static final List<String> IMPATIENT =
            List.of(
                    "--spring.kafka.consumer.properties.session.timeout.ms=4000",
                    "--spring.kafka.consumer.properties.heartbeat.interval.ms=1000",
                    "--worker.retry.first-park=4s",
                    // What a test makes fail must not keep what it waits for from running.
                    "--panopto.circuit-breaker.minimum-calls=1000",
                    "--worker.uploads=14");

    private final Path directory;
    private final Path captures;
    private final KafkaBroker broker;
    private final Consumer<KafkaBroker> afterUse;
    private final Simulator simulator;
    private final Outcomes outcomes;
    private final Requests requests;
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private final KafkaClients clients;
    private Path jar = Path.of(System.getProperty("packaged.worker"));
    private String bootstrapOfWorkers;
    private int started;
    private URI panopto;
    private Path certificate;
    private @Nullable Path instead;

    /** With a broker that other classes had before, or will have; it soon misses a worker. */
    TestEnvironment(Path directory) throws IOException {
        this(directory, options -> options);
    }

    /** The same with settings of the simulator, on top of or instead of the usual ones. */
    TestEnvironment(Path directory, UnaryOperator<SimulatorOptionsBuilder> simulatorOptions)
            throws IOException {
        this(directory, SharedBrokers.take(), SharedBrokers::giveBack, simulatorOptions);
    }

    private TestEnvironment(
            Path directory,
            KafkaBroker broker,
            Consumer<KafkaBroker> afterUse,
            UnaryOperator<SimulatorOptionsBuilder> simulatorOptions)
            throws IOException {
        this.directory = directory;
        this.captures = Files.createDirectories(directory.resolve("captures"));
        this.broker = broker;
        this.afterUse = afterUse;
        this.bootstrapOfWorkers = broker.bootstrapServers();
        this.simulator =
                Simulator.start(
                        simulatorOptions
                                .apply(
                                        SimulatorOptions.builder()
                                                .processingDelay(Duration.ofMillis(200))
                                                .storage(new Storage.Discard())
                                                .certificateDirectory(
                                                        Path.of("target", "certificate")))
                                .build());
        this.panopto = simulator.httpsUri();
        this.certificate = simulator.certificatePem();
        this.clients = clients(broker);
        this.requests = new Requests(broker.bootstrapServers());
        this.outcomes = new Outcomes(clients);
    }

    /** With a broker of its own, in the directory's {@code broker}, with such settings. */
    static TestEnvironment alone(Path directory, Consumer<KafkaBroker.Builder> settings)
            throws IOException {
        KafkaBroker.Builder builder = KafkaBroker.in(directory.resolve("broker")).shortLived();
        settings.accept(builder);
        return new TestEnvironment(
                directory, builder.start(), KafkaBroker::close, options -> options);
    }

    /** The broker can also be reached over that link, and soon misses a worker. */
    static TestEnvironment linked(Path directory, KafkaLink link) throws IOException {
        return alone(
                directory,
                broker ->
                        broker.behindProxy(link.brokerPort(), link.port())
                                .property("group.min.session.timeout.ms", "2000"));
    }

    /** The broker has other ways in, too, and asks there who somebody is and what is allowed. */
    static TestEnvironment secured(Path directory, KafkaSecurity security) throws Exception {
        TestEnvironment environment = alone(directory, security::configure);
        try (Admin admin = environment.clients.admin()) {
            security.addUsers(admin);
        }
        return environment;
    }

    /** A ready worker that is soon missed, and soon tries again what failed. */
    WorkerProcess impatientWorker(String... more) {
        WorkerProcess worker = startImpatientWorker(more);
        worker.awaitReady();
        return worker;
    }

    WorkerProcess startImpatientWorker(String... more) {
        return startWorker(
                Stream.concat(beside(IMPATIENT, more), Stream.of(more)).toArray(String[]::new));
    }

    /** A property that is given twice is taken for a list. */
    private static Stream<String> beside(List<String> usual, String... more) {
        List<String> given = Stream.of(more).map(TestEnvironment::property).toList();
        return usual.stream().filter(each -> !given.contains(property(each)));
    }

    private String[] settingsBeside(String... more) {
        return beside(List.of(settings()), more).toArray(String[]::new);
    }

    private static String property(String argument) {
        return argument.substring(0, argument.indexOf('='));
    }

    private static KafkaClients clients(KafkaBroker broker) {
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        return new KafkaClients(kafka, kafka, kafka);
    }

    /** Workers started from now on have these classes instead of their own. */
    void workersHaveInstead(Path classes) {
        instead = classes;
    }

    /** Workers started from now on have this variable. */
    void workersHaveVariable(String name, String value) {
        variables.put(name, value);
    }

    /** Workers started from now on reach the broker through another address. */
    void workersReachBrokerAt(String bootstrapServers) {
        bootstrapOfWorkers = bootstrapServers;
    }

    KafkaClients clients() {
        return clients;
    }

    /** The workers that run. */
    List<WorkerProcess> workers() {
        return workers.stream().filter(worker -> worker.process().isAlive()).toList();
    }

    /** How the logs of the last workers end, for whoever has to find out what went wrong. */
    String lastWords() {
        StringBuilder words = new StringBuilder();
        for (WorkerProcess each : workers.reversed().subList(0, Math.min(3, workers.size()))) {
            List<String> lines = each.log().lines().toList();
            words.append(each.name()).append(" said last:\n");
            lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                    .forEach(line -> words.append(line).append('\n'));
        }
        return words.toString();
    }

    Faults faults() {
        return simulator.faults();
    }

    /** Has something go wrong until the rule is removed; returns its id. */
    String fault(FaultRuleBuilder rule) {
        return faults().add(rule.build());
    }

    /** Waits until a rule holds back so many requests. */
    void awaitHeld(String rule, int count) {
        Awaitility.await("what is held back").until(() -> faults().waiting(rule) >= count);
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

    /** Where workers that are started from here on find Panopto, and which certificate it has. */
    void panoptoAt(URI uri, Path pem) {
        panopto = uri;
        certificate = pem;
    }

    /** Workers started from now on are of the version in this jar. */
    void workersFrom(Path otherJar) {
        jar = otherJar;
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
                program(name)
                        .jvmOptions("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                        .jvmOptions("-XX:+ExitOnOutOfMemoryError")
                        .environment("PANOPTO_OAUTH_CLIENT_SECRET", "demo-secret")
                        .environment("PANOPTO_OAUTH_PASSWORD", "demo-password")
                        .arguments("--worker.name=" + name, "--server.port=0")
                        .arguments(settingsBeside(more))
                        .arguments(more);
        variables.forEach(command::environment);
        WorkerProcess worker =
                new WorkerProcess(name, command.start(directory.resolve(name + ".log")));
        workers.add(worker);
        return worker;
    }

    private JavaCommand program(String name) {
        return instead == null
                ? JavaCommand.jar(name, jar)
                : JavaCommand.mainClass(
                        name, instead + File.pathSeparator + jar, WorkerMain.class.getName());
    }

    /** What a worker, or a command, needs to know of everything around it, but for secrets. */
    String[] settings() {
        return new String[] {
            "--spring.kafka.bootstrap-servers=" + bootstrapOfWorkers,
            "--panopto.base-url=" + panopto,
            "--panopto.ssl-bundle=simulator",
            "--spring.ssl.bundle.pem.simulator.truststore.certificate=file:" + certificate,
            "--panopto.oauth.client-id=demo-client",
            "--panopto.oauth.username=demo-user",
            "--panopto.rate-limit.per-second=1000",
            "--panopto.rate-limit.per-minute=60000",
            "--panopto.rate-limit.per-hour=3600000",
            "--panopto.rate-limit.workers=auto",
            "--worker.topics.partitions=4",
            "--worker.topics.replication-factor=1",
            "--worker.part-size=5MB",
            "--worker.checkpoint-interval=200ms",
            "--worker.processing.first-poll=200ms",
            "--worker.processing.max-poll=1s",
            "--worker.sources.file-roots=" + captures
        };
    }

    @Override
    public void close() throws IOException {
        workers.forEach(WorkerProcess::close);
        requests.close();
        outcomes.close();
        List<Ledger.Upload> uploads = simulator.ledger().uploads();
        simulator.close();
        afterUse.accept(broker);
        everyManifestIsValid(uploads);
    }

    /** The simulator takes what the later version of the schema takes; some sites know 2.0 only. */
    private static void everyManifestIsValid(List<Ledger.Upload> uploads) {
        uploads.stream()
                .map(Ledger.Upload::manifest)
                .filter(Objects::nonNull)
                .forEach(manifest -> ValidManifest.of(manifest.getBytes(UTF_8)));
    }
}
