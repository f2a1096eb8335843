package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.FaultRuleBuilder;
import io.panoptoupload.simulator.Operation;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills at random, as often as configured: {@code -Dsoak.kills}, {@code -Dsoak.jobs}, {@code
 * -Dsoak.workers}; what came of it stands in {@code target/soak-report.txt}.
 */
@Tag("full")
class SoakIT {
    private static final long MIB = 1024 * 1024;
    private static final Duration MAX_PAUSE = Duration.ofSeconds(8);

    @TempDir private Path directory;

    @Test
    @Tag("soak")
    void hundreds_of_kills_lose_nothing_and_double_nothing() throws IOException {
        soak(
                Integer.getInteger("soak.kills", 200),
                Integer.getInteger("soak.jobs", 400),
                Integer.getInteger("soak.workers", 3),
                Path.of("target", "soak-report.txt"),
                List.of());
    }

    /** Every fourth check of an upload gets a response as if it had ended. */
    @Test
    @Tag("soak")
    void kills_while_panopto_denies_what_it_has_double_nothing() throws IOException {
        List<FaultRule> denials = new ArrayList<>();
        for (int state : new int[] {2, 5, 6, 7, 8}) {
            denials.add(denial(Operation.GET_UPLOAD).state(state).probability(0.03).build());
        }
        denials.add(denial(Operation.GET_UPLOAD).status(404).probability(0.1).build());
        denials.add(denial(Operation.FINALISE).status(404).probability(0.2).build());
        denials.add(
                FaultRule.on(Operation.FINALISE, FaultKind.LATE_EFFECT)
                        .status(409)
                        .delay(Duration.ofSeconds(5))
                        .probability(0.2)
                        .build());
        soak(
                Integer.getInteger("soak.kills", 100),
                Integer.getInteger("soak.jobs", 300),
                Integer.getInteger("soak.workers", 2),
                Path.of("target", "denial-report.txt"),
                denials);
    }

    private static FaultRuleBuilder denial(Operation operation) {
        return FaultRule.on(operation, FaultKind.STATUS);
    }

    @Test
    void a_few_kills_lose_nothing_and_double_nothing() throws IOException {
        soak(3, 24, 2, Path.of("target", "short-soak-report.txt"), List.of());
    }

    private void soak(int kills, int jobs, int workers, Path reportFile, List<FaultRule> faults)
            throws IOException {
        try (TestEnvironment environment =
                new TestEnvironment(directory, o -> o.processingDelay(Duration.ofSeconds(1)))) {
            Scenario.play(
                    environment,
                    "soak",
                    scenario -> {
                        Instant began = Instant.now();
                        environment.faults().set(faults);
                        for (int i = 0; i < workers; i++) {
                            environment.startImpatientWorker();
                        }
                        List<SoakReport.Kill> killed = new ArrayList<>();
                        int published = 0;
                        for (int kill = 1; kill <= kills; kill++) {
                            while (published < jobs * kill / kills) {
                                Job job = scenario.publish("job-" + published++, size(scenario));
                                if (!faults.isEmpty()) {
                                    scenario.mayFail(job);
                                }
                            }
                            awaitSomething(environment, 1 + scenario.random().nextInt(24));
                            killed.add(killOne(environment, scenario));
                            environment.startImpatientWorker();
                        }
                        scenario.awaitEnds();
                        Evidence evidence = scenario.evidence();
                        SoakReport report = new SoakReport(evidence, killed);
                        report.write(reportFile, Duration.between(began, Instant.now()));
                        assertThat(killed).hasSize(kills);
                        assertThat(evidence.jobs()).hasSize(jobs);
                    });
        }
    }

    private static long size(Scenario scenario) {
        long[] sizes = {1, 1000, 20_000, 300_000, 1000, 5 * MIB + 1, 1000, 12 * MIB};
        return sizes[scenario.random().nextInt(sizes.length)];
    }

    /**
     * So many more events, or too few for a while: then a kill comes at a place like any other, in
     * a transfer, in a takeover or in a start. A while is less than a start takes on a busy
     * machine, so that kills overlap.
     */
    private static void awaitSomething(TestEnvironment environment, int events) {
        int before = environment.outcomes().all().size();
        Instant latest = Instant.now().plus(MAX_PAUSE);
        Awaitility.await()
                .atMost(MAX_PAUSE.multipliedBy(3))
                .until(() ->
                        environment.outcomes().all().size() >= before + events
                                || Instant.now().isAfter(latest));
    }

    private static SoakReport.Kill killOne(TestEnvironment environment, Scenario scenario) {
        List<WorkerProcess> running = environment.workers();
        // The oldest ones have work, the youngest may still be starting; any may die.
        WorkerProcess victim =
                running.get(scenario.random().nextInt(Math.max(1, running.size() - 1)));
        SoakReport.Kill kill = new SoakReport.Kill(victim.name(), Instant.now());
        victim.kill9();
        scenario.disturbed();
        return kill;
    }
}
