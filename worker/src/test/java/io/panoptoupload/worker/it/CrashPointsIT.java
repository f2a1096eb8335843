package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A worker goes while one job stands at each of the points around each effect: all effects at once,
 * so that one death proves them all.
 */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashPointsIT {
    @AutoClose private TestEnvironment environment;
    private WorkerProcess worker;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
        worker = environment.impatientWorker();
    }

    @ParameterizedTest
    @EnumSource
    void a_worker_dies_at_every_effect(CrashPoint point) {
        Scenario.play(
                environment,
                "dies-" + point.name().toLowerCase(Locale.ROOT),
                scenario -> {
                    new EveryEffect(scenario, environment.faults(), point).reach();
                    worker.kill9();
                    scenario.disturbed();
                    if (point != CrashPoint.LATE) {
                        environment.faults().clear();
                    }
                    scenario.command(
                            UploadRequest.cancel(id(point, "put-cancelled"), "no longer wanted"));
                    worker = environment.impatientWorker();
                    scenario.awaitEnds();
                    OutcomeEvent end = environment.outcomes().awaitEnd(id(point, "put-cancelled"));
                    // The cancel races with the new owner, and the end only has to be true.
                    assertThat(end)
                            .isInstanceOfAny(
                                    OutcomeEvent.Cancelled.class, OutcomeEvent.Completed.class);
                });
    }

    private static String id(CrashPoint point, String job) {
        return "dies-" + point.name().toLowerCase(Locale.ROOT) + "-" + job;
    }

    @Test
    void a_worker_freezes_at_every_effect_and_wakes_when_another_has_done_the_work() {
        Scenario.play(
                environment,
                "frozen",
                scenario -> {
                    Instant deadline = Instant.now().plusSeconds(25);
                    scenario.publish(
                            "deadline",
                            r -> r.options(new Options(Priority.HIGH, null, deadline)),
                            1000);
                    environment.fault(FaultRule.on(Operation.FINALISE, FaultKind.HOLD).times(1));
                    new EveryEffect(scenario, environment.faults(), CrashPoint.LATE).reach();
                    worker.process().freeze();
                    scenario.disturbed();
                    environment.fault(
                            FaultRule.on(Operation.GET_UPLOAD, FaultKind.STATUS)
                                    .status(502)
                                    .message("<html>bad gateway</html>")
                                    .times(3));
                    scenario.command(UploadRequest.cancel("frozen-put-cancelled", null));
                    WorkerProcess owner = environment.impatientWorker();
                    scenario.awaitEnds();
                    OutcomeEvent late = environment.outcomes().awaitEnd("frozen-deadline");
                    // What the frozen worker has on the wire arrives now, and it wakes.
                    environment.faults().clear();
                    worker.process().thaw();
                    worker.process().awaitLine(Pattern.compile("partitions lost"), Patience.LIMIT);
                    if (late instanceof OutcomeEvent.Failed failed) {
                        assertThat(failed.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
                        scenario.command(UploadRequest.retry("frozen-deadline", 1));
                        environment
                                .outcomes()
                                .await("frozen-deadline", OutcomeEvent.Completed.class::isInstance);
                    }
                    worker.awaitReady();
                    owner.kill9();
                });
    }
}
