package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.simulator.Operation;
import io.panoptoupload.simulator.Simulator;
import io.panoptoupload.simulator.SimulatorOptions;
import io.panoptoupload.simulator.Variant;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The packaged command against a site with a certificate of its own; no Kafka is there. */
@Tag("full")
class LiveCheckIT {
    private static final long SECONDS = 180;

    @TempDir private Path directory;

    @Test
    void a_site_is_tried_and_asked_and_left_as_it_was() throws Exception {
        Path report = directory.resolve("report.md");
        try (Simulator simulator = simulator(Variant.CRC_IGNORED)) {
            Process check = check(simulator, "--probe", "--report", report.toString());
            assertThat(check.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();

            assertThat(check.exitValue()).as("Kafka is not there").isOne();
            String out = Files.readString(out());
            assertThat(out.lines().filter(line -> line.startsWith("✗") || line.startsWith("!!")))
                    .as(out)
                    .allMatch(line -> line.contains("Kafka"));
            assertThat(out)
                    .contains("a wrong CRC-32 in the manifest is ignored (not as assumed")
                    .contains("a second PUT State 1 is taken, and makes no second session");
            assertThat(Files.readString(report))
                    .contains("| site | localhost |", "aws-chunked bodies are stored with their")
                    .doesNotContain("demo-secret", "demo-password", "/Upload/", "?");
            assertThat(simulator.ledger().uploads())
                    .hasSizeGreaterThan(10)
                    .noneMatch(upload -> upload.state() == 0);
        }
    }

    @Test
    void a_command_that_is_stopped_removes_what_it_made() throws Exception {
        try (Simulator simulator = simulator()) {
            String held =
                    simulator
                            .faults()
                            .add(
                                    FaultRule.on(Operation.COMPLETE_MULTIPART, FaultKind.HOLD)
                                            .times(1)
                                            .build());
            Path report = directory.resolve("report.md");
            Process check = check(simulator, "--report", report.toString());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(SECONDS))
                    .until(() -> simulator.faults().waiting(held) == 1);
            check.destroy();
            assertThat(check.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();

            assertThat(Files.readString(out()))
                    .contains("was stopped", "1 upload(s) have ended, 0 session(s) removed");
            assertThat(Files.readString(report)).contains("was stopped", "| ✓ | removal | ");
            assertThat(simulator.ledger().uploads())
                    .extracting(Ledger.Upload::state)
                    .allMatch(state -> state == 2 || state == 6 || state == 7);
        }
    }

    private static Simulator simulator(Variant... variants) throws IOException {
        return Simulator.start(
                SimulatorOptions.builder()
                        .processingDelay(Duration.ofMillis(100))
                        .variants(Set.of(variants))
                        .build());
    }

    private Path out() {
        return directory.resolve("out");
    }

    private Process check(Simulator simulator, String... more) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx192m", "-Dstdout.encoding=UTF-8", "-jar"));
        command.add(System.getProperty("packaged.worker"));
        command.addAll(List.of("check", "--live", "--folder", "Demonstration"));
        command.addAll(List.of(more));
        command.addAll(
                List.of(
                        "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "--worker.sources.file-roots=" + directory,
                        "--worker.processing.first-poll=100ms",
                        "--worker.processing.max-poll=500ms",
                        "--panopto.rate-limit.per-second=100",
                        "--panopto.rate-limit.per-minute=5000",
                        "--panopto.base-url=" + simulator.httpsUri(),
                        "--panopto.ssl-bundle=simulator",
                        "--spring.ssl.bundle.pem.simulator.truststore.certificate=file:"
                                + simulator.certificatePem(),
                        "--panopto.oauth.client-id=demo-client",
                        "--panopto.oauth.client-secret=demo-secret",
                        "--panopto.oauth.username=demo-user",
                        "--panopto.oauth.password=demo-password"));
        return new ProcessBuilder(command)
                .redirectOutput(out().toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }
}
