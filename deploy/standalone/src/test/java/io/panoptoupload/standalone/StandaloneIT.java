package io.panoptoupload.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.ChildProcess;
import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.JavaCommand;
import io.panoptoupload.broker.Patience;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The packaged program, with a stand-in for the worker. */
@Order(1)
@Tag("full")
class StandaloneIT {
    private static final Duration LIMIT = Patience.LIMIT;
    private static final Pattern READY = Pattern.compile("Logs:");

    private static final String WORKER = "panopto-upload-worker.jar";
    private static final String GATEWAY = "panopto-gateway.jar";

    /** Not the main class: the system shows only the first 4 KiB of the command line. */
    private static final String BROKER = "simpleLogger.log.kafka";

    @TempDir static Path shared;
    private static Path jar;

    @TempDir Path data;
    private int kafkaPort;

    @BeforeAll
    static void packTheStandIn() throws Exception {
        jar = StandaloneJar.withWorker(StandInWorker.class, shared);
    }

    @BeforeEach
    void choosePort() {
        kafkaPort = FreePorts.next();
    }

    @Test
    void starts_a_dead_worker_and_a_dead_broker_again() {
        try (ChildProcess standalone = start()) {
            for (String program : List.of(WORKER, BROKER)) {
                ProcessHandle first = child(standalone, program);
                first.destroyForcibly();
                first.onExit().join();
                await().atMost(LIMIT).until(() -> isRunning(standalone, program));
            }
            standalone.awaitLine(Pattern.compile("The broker is running again"), LIMIT);
        }
    }

    @Test
    void keeps_the_brokers_data_when_it_is_killed_and_leaves_nothing_running() throws Exception {
        try (ChildProcess standalone = start()) {
            List<ProcessHandle> children = children(standalone);
            assertThat(children).hasSize(2);
            try (Admin admin = admin()) {
                admin.createTopics(List.of(new NewTopic("lectures", 1, (short) 1))).all().get();
                ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
                Config settings =
                        admin.describeConfigs(List.of(broker))
                                .all()
                                .get()
                                .values()
                                .iterator()
                                .next();
                assertThat(settings.get("log.flush.interval.messages").value())
                        .as("what it confirms is on the disk, whatever becomes of the power")
                        .isEqualTo("1");
                long cleaner =
                        Long.parseLong(settings.get("log.cleaner.dedupe.buffer.size").value());
                assertThat(cleaner).as("of its heap of 256 MiB").isLessThan(32 << 20);
            }
            standalone.kill9();
            await().atMost(LIMIT).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
        try (ChildProcess _ = start();
                Admin admin = admin()) {
            assertThat(admin.listTopics().names().get()).contains("lectures");
        }
    }

    @Test
    void stops_the_worker_before_the_broker() {
        ChildProcess standalone = start();
        List<ProcessHandle> children = children(standalone);

        standalone.terminate();
        standalone.awaitExit(LIMIT);

        assertThat(children).noneMatch(ProcessHandle::isAlive);
        assertThat(data.resolve("logs/worker.log"))
                .content()
                .contains("the broker outlives the worker");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void keeps_the_classes_of_its_programs_for_its_next_start() throws Exception {
        Path gateway = StandaloneJar.of(StandInWorker.class, shared.resolve(GATEWAY));
        String[] words = {
            "--gateway", gateway.toString(), "--gateway-port", Integer.toString(FreePorts.next())
        };
        ChildProcess first = start(words);
        first.terminate();
        first.awaitExit(LIMIT);

        try (ChildProcess second = start(words)) {
            assertThat(mapped(child(second, BROKER))).contains("/class-archives/broker.jsa");
            assertThat(mapped(child(second, WORKER))).contains("/class-archives/worker.jsa");
            assertThat(mapped(child(second, GATEWAY))).contains("/class-archives/gateway.jsa");
        }
    }

    private static String mapped(ProcessHandle process) throws IOException {
        return Files.readString(Path.of("/proc/" + process.pid() + "/maps"));
    }

    @Test
    void ends_with_its_parent_when_that_is_killed() throws Exception {
        Path log = shared.resolve("orphan.log");
        List<String> shell = new ArrayList<>(List.of("sh", "-c", "\"$@\" & wait", "sh"));
        shell.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        shell.addAll(List.of("-jar", jar.toString(), "--data", data.toString(), "--server.port=0"));
        shell.addAll(List.of("--kafka-port", Integer.toString(kafkaPort), "--end-with-parent"));
        Process parent =
                new ProcessBuilder(shell)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        await().atMost(LIMIT).until(() -> READY.matcher(Files.readString(log)).find());
        List<ProcessHandle> family = parent.descendants().toList();

        parent.toHandle().destroyForcibly();

        await().atMost(LIMIT).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void hands_properties_to_the_worker_where_other_users_cannot_read_them() {
        try (ChildProcess standalone = start("--panopto.oauth.client-secret=s3cret")) {
            standalone.awaitLine(
                    Pattern.compile("worker with .*\"panopto.oauth.client-secret\":\"s3cret\""),
                    LIMIT);
            ProcessHandle worker = child(standalone, WORKER);
            assertThat(worker.info().commandLine().orElseThrow()).doesNotContain("s3cret");
        }
    }

    @Test
    void a_worker_that_refuses_its_settings_ends_it_before_the_broker_is_needed() throws Exception {
        Path broken =
                StandaloneJar.withWorker(
                        BrokenWorker.class, Files.createDirectory(shared.resolve("broken")));
        // on a taken port no broker can start
        try (ServerSocket _ = new ServerSocket(kafkaPort, 1, InetAddress.getLoopbackAddress())) {
            ChildProcess standalone =
                    JavaCommand.jar("standalone", broken)
                            .arguments("--data", data.toString(), "--server.port=0")
                            .arguments("--kafka-port", Integer.toString(kafkaPort))
                            .start(shared.resolve("broken.log"));

            assertThat(standalone.awaitExit(LIMIT)).isEqualTo(1);
            assertThat(standalone.outputSoFar())
                    .contains("panopto.base-url: missing", "The worker (pid")
                    .doesNotContain("is in use");
        }
    }

    @Test
    void refuses_a_directory_that_another_uses() {
        try (ChildProcess _ = start()) {
            ChildProcess second = command().start(shared.resolve("second.log"));
            assertThat(second.awaitExit(LIMIT)).isEqualTo(1);
            assertThat(second.outputSoFar().lines())
                    .containsExactly(data + " is in use by another standalone.");
        }
    }

    private ChildProcess start(String... more) {
        ChildProcess standalone = command(more).start(shared.resolve("standalone.log"));
        standalone.awaitLine(READY, LIMIT);
        return standalone;
    }

    private JavaCommand command(String... more) {
        return JavaCommand.jar("standalone", jar)
                .arguments("--data", data.toString(), "--server.port=0")
                .arguments("--kafka-port", Integer.toString(kafkaPort))
                .arguments(more);
    }

    private static List<ProcessHandle> children(ChildProcess parent) {
        return ProcessHandle.of(parent.pid()).orElseThrow().descendants().toList();
    }

    private static ProcessHandle child(ChildProcess parent, String program) {
        return children(parent).stream()
                .filter(child -> runs(child, program))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isRunning(ChildProcess parent, String program) {
        return children(parent).stream().anyMatch(child -> runs(child, program));
    }

    private static boolean runs(ProcessHandle process, String program) {
        return process.info().commandLine().orElse("").contains(program);
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort));
    }
}
