package io.panoptoupload.bench;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.KafkaBroker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Broker, simulator and workers, each in a process of its own, on fresh data. */
final class Rig implements AutoCloseable {
    static final int PARTITIONS = 12;

    private static final Pattern PORT =
            Pattern.compile("(?:health and metrics|gateway) on port (\\d+)");
    private static final Duration START = Duration.ofSeconds(90);

    private final Path top;
    private final Path recordings;
    private final Path directory;
    private final KafkaBroker broker;
    private final Simulated simulator;
    private String panopto;
    private int partitions = PARTITIONS;
    private final List<ChildProcess> processes = new ArrayList<>();

    Rig(Path top, Path recordings) throws IOException {
        this.top = top;
        this.recordings = recordings;
        this.directory = Files.createTempDirectory(recordings, "run-");
        this.broker = KafkaBroker.in(directory.resolve("broker")).start();
        this.simulator =
                new Simulated(
                        top.resolve("deploy/simulator/target/panopto-simulator.jar"), directory);
        this.panopto = simulator.https();
    }

    /** Workers that are started from here on reach the simulator that way. */
    void panoptoAt(String url) {
        panopto = url;
    }

    /** Of the topics that the first worker makes; {@link #PARTITIONS} otherwise. */
    void partitions(int number) {
        partitions = number;
    }

    Simulated simulator() {
        return simulator;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    Path directory() {
        return directory;
    }

    Requests requests() {
        return new Requests(broker.bootstrapServers());
    }

    /** A ready worker; later arguments win over earlier ones. */
    ChildProcess worker(String... more) {
        return worker(jar(), List.of(), more);
    }

    /** The executable jar. */
    Path jar() {
        return top.resolve("worker/target/panopto-upload-worker.jar");
    }

    /** A ready worker from a jar that may be unpacked; later arguments win over earlier ones. */
    ChildProcess worker(Path jar, List<String> jvmOptions, String... more) {
        String name = "worker-" + (processes.size() + 1);
        ChildProcess worker =
                JavaCommand.jar(name, jar)
                        .jvmOptions("-Xmx192m", "-XX:+UseSerialGC")
                        .jvmOptions("@" + top.resolve("deploy/bin/jvm.options"))
                        .jvmOptions(jvmOptions.toArray(String[]::new))
                        .jvmOptions(moreJvmOptions())
                        .environment("PANOPTO_OAUTH_CLIENT_SECRET", "demo-secret")
                        .environment("PANOPTO_OAUTH_PASSWORD", "demo-password")
                        .arguments(
                                "--worker.name=" + name,
                                "--server.port=0",
                                "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                                "--panopto.base-url=" + panopto,
                                "--panopto.ssl-bundle=simulator",
                                "--spring.ssl.bundle.pem.simulator.truststore.certificate=file:"
                                        + simulator.certificate(),
                                "--panopto.oauth.client-id=demo-client",
                                "--panopto.oauth.username=demo-user",
                                "--worker.topics.partitions=" + partitions,
                                "--worker.topics.replication-factor=1",
                                "--worker.sources.file-roots=" + recordings)
                        .arguments(more)
                        .start(directory.resolve(name + ".log"));
        processes.add(worker);
        worker.awaitHttp(at(worker, "/actuator/health/readiness"), START);
        return worker;
    }

    /** A gateway, in the memory that it is to do with. */
    ChildProcess gateway() {
        ChildProcess gateway =
                JavaCommand.jar("gateway", top.resolve("deploy/gateway/target/panopto-gateway.jar"))
                        .jvmOptions("@" + top.resolve("deploy/bin/jvm.options"), "-Xmx256m")
                        .jvmOptions(moreJvmOptions())
                        .arguments(
                                "--server.port=0",
                                "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers())
                        .start(directory.resolve("gateway.log"));
        processes.add(gateway);
        gateway.awaitHttp(at(gateway, "/actuator/health/readiness"), START);
        return gateway;
    }

    /** For a profiler, say. */
    private static String[] moreJvmOptions() {
        String options = System.getenv().getOrDefault("BENCH_JVM_OPTIONS", "").strip();
        return options.isEmpty() ? new String[0] : options.split(" +", -1);
    }

    /** Panopto's limits out of the way, and its processing asked for soon. */
    static String[] unlimited(String... more) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--panopto.rate-limit.per-second=1000",
                                "--panopto.rate-limit.per-minute=60000",
                                "--panopto.rate-limit.per-hour=3600000",
                                "--worker.processing.first-poll=500ms",
                                "--worker.processing.max-poll=1s"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** The sum of all series of a metric whose line has the text; 0 if there is none. */
    static double metric(ChildProcess worker, String name)
            throws IOException, InterruptedException {
        return metrics(worker)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** How many series of metrics it has. */
    static long series(ChildProcess worker) throws IOException, InterruptedException {
        return metrics(worker).lines().filter(line -> !line.startsWith("#")).count();
    }

    private static String metrics(ChildProcess worker) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(at(worker, "/actuator/prometheus")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    static URI at(ChildProcess worker, String path) {
        return URI.create("http://127.0.0.1:" + worker.awaitLine(PORT, START).group(1) + path);
    }

    @Override
    public void close() {
        processes.stream().filter(ChildProcess::isAlive).forEach(ChildProcess::close);
        simulator.close();
        broker.close();
    }
}
