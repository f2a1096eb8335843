package io.panoptoupload.worker.it;

import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Panopto is having a bad day, and nobody dies. */
@Tag("soak")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsIT {
    private static final long MIB = 1024 * 1024;

    @AutoClose private TestEnvironment environment;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
        environment.impatientWorker("--worker.retry.first-park=1s");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("responds-503", sometimes(Operation.ANY, FaultKind.STATUS)),
                fault("resets", sometimes(Operation.ANY, FaultKind.RESET)),
                fault(
                        "bodies-cut",
                        FaultRule.on(Operation.UPLOAD_PART, FaultKind.CUT)
                                .afterBytes(MIB)
                                .calls(2, 3, 4, 6, 9)
                                .build()),
                fault("response-lost-create", lost(Operation.CREATE_UPLOAD)),
                fault("response-lost-part", lost(Operation.UPLOAD_PART)),
                fault("response-lost-complete", lost(Operation.COMPLETE_MULTIPART)),
                fault("response-lost-finalise", lost(Operation.FINALISE)),
                fault(
                        "too-many-requests",
                        FaultRule.on(Operation.ANY, FaultKind.STATUS)
                                .status(429)
                                .retryAfterSeconds(1)
                                .probability(0.1)
                                .build()),
                fault(
                        "tokens-end",
                        // Far enough apart that no call meets two: a fresh token that is refused
                        // means that the rights are missing.
                        FaultRule.on(Operation.GET_UPLOAD, FaultKind.EXPIRE_TOKEN)
                                .calls(2, 12)
                                .build()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void every_job_completes_in_spite_of(String name, FaultRule rule) {
        Scenario.play(
                environment,
                name,
                scenario -> {
                    String id = environment.faults().add(rule);
                    scenario.publishMixed(6);
                    Awaitility.await().until(() -> environment.faults().fired(id) >= 1);
                    // A repetition of a lost response's request stands in for what would otherwise
                    // be seen as a fault of the file itself: its parts count as sent twice.
                    scenario.disturbed();
                    scenario.awaitEnds();
                    completed(scenario.jobs());
                });
    }

    @Test
    void an_upload_that_is_reaped_in_mid_transfer_is_restarted() {
        Scenario.play(
                environment,
                "reaped",
                scenario -> {
                    String rule =
                            environment.fault(
                                    FaultRule.on(Operation.UPLOAD_PART, FaultKind.EXPIRE_UPLOAD)
                                            .calls(4));
                    scenario.publish("long", 40 * MIB);
                    Awaitility.await().until(() -> environment.faults().fired(rule) == 1);
                    scenario.awaitEnds();
                    completed(scenario.jobs());
                });
    }

    private void completed(List<Job> jobs) {
        jobs.forEach(job -> environment.outcomes().awaitCompleted(job.id()));
    }

    private static Arguments fault(String name, FaultRule rule) {
        return Arguments.of(name, rule);
    }

    private static FaultRule sometimes(Operation operation, FaultKind kind) {
        return FaultRule.on(operation, kind).probability(0.15).build();
    }

    private static FaultRule lost(Operation operation) {
        return FaultRule.on(operation, FaultKind.LOST_ANSWER).times(3).build();
    }
}
