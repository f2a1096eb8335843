package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.simulator.Simulator;
import io.panoptoupload.simulator.SimulatorOptions;
import io.panoptoupload.worker.operator.Findings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The live check as the worker's properties make it. */
class CommandLiveTest {
    @TempDir private Path directory;
    private final List<String> lines = new ArrayList<>();

    @Test
    void a_folder_is_found_by_its_name_and_the_report_holds_the_lines() throws IOException {
        Path report = directory.resolve("report.md");
        try (Simulator simulator = simulator()) {
            live(simulator).run(wanted("demonstration", report), "demonstration");

            assertThat(simulator.ledger().uploads()).hasSize(1);
            String host = simulator.httpUri().getHost();
            assertThat(Files.readString(report))
                    .contains("| site | " + host + " |", "| ✓ | upload | ", "| ✓ | removal | ")
                    .doesNotContain("demo-secret", "demo-password", "/Upload/", "?");
        }
        assertThat(lines).noneMatch(line -> line.startsWith("BAD"));
    }

    @Test
    void a_folder_that_nobody_has_is_a_finding() throws IOException {
        Path report = directory.resolve("report.md");
        try (Simulator simulator = simulator()) {
            live(simulator).run(wanted("Nowhere", report), "Nowhere");

            assertThat(simulator.ledger().uploads()).isEmpty();
        }
        assertThat(lines).singleElement().asString().contains("BAD live", "no folder 'Nowhere'");
        assertThat(Files.readString(report)).contains("no folder 'Nowhere'");
    }

    @Test
    void a_report_that_cannot_be_written_stops_it_before_anything_is_made() throws IOException {
        try (Simulator simulator = simulator()) {
            CommandLive live = live(simulator);
            Findings.Wanted wanted = wanted("Demonstration", directory.resolve("no/such/r.md"));
            assertThatThrownBy(() -> live.run(wanted, "Demonstration"))
                    .isInstanceOf(IOException.class);
            assertThat(simulator.ledger().uploads()).isEmpty();
        }
    }

    private static Simulator simulator() throws IOException {
        return Simulator.start(
                SimulatorOptions.builder()
                        .withoutHttps()
                        .processingDelay(Duration.ofMillis(50))
                        .build());
    }

    private static Findings.Wanted wanted(String folder, Path report) {
        return new Findings.Wanted(folder, true, false, report);
    }

    private CommandLive live(Simulator simulator) {
        Map<String, Object> properties =
                Map.of(
                        "panopto.base-url", simulator.httpUri().toString(),
                        "panopto.oauth.client-id", "demo-client",
                        "panopto.oauth.client-secret", "demo-secret",
                        "panopto.oauth.username", "demo-user",
                        "panopto.oauth.password", "demo-password",
                        "worker.processing.first-poll", "100ms",
                        "worker.processing.max-poll", "200ms");
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return new CommandLive(
                environment,
                (finding, subject, text) -> lines.add(finding + " " + subject + " " + text));
    }
}
