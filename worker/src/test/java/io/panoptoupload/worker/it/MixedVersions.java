package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Workers of two versions in one consumer group, as during a rolling update and when it is undone,
 * and all of them killed. In no suite: {@code deploy/bin/mix-versions} builds two commits and runs
 * this with their workers; {@code -Dmixed.kills} says how many kills they get side by side.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedVersions {
    private static final Duration MAX_PAUSE = Duration.ofSeconds(20);

    private final Path former = jar("mixed.former");
    private final Path latter = jar("mixed.latter");
    private final MixedReport report = new MixedReport();
    private TestEnvironment environment;

    private static Path jar(String property) {
        return Path.of(Objects.requireNonNull(System.getProperty(property), property));
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
    }

    @AfterEach
    void noWorkers() {
        environment.workers().forEach(WorkerProcess::kill9);
    }

    @AfterAll
    void stop() throws IOException {
        environment.close();
        report.write(Path.of("target", "mixed-versions.txt"));
    }

    @ParameterizedTest
    @EnumSource
    void the_latter_goes_on_where_the_former_died(CrashPoint point) {
        handOver("update", point, former, latter);
    }

    @ParameterizedTest
    @EnumSource
    void the_former_goes_on_where_the_latter_died(CrashPoint point) {
        handOver("rollback", point, latter, former);
    }

    private void handOver(String way, CrashPoint point, Path from, Path to) {
        String name = way + "-" + point.name().toLowerCase(Locale.ROOT);
        play(
                name,
                scenario -> {
                    WorkerProcess first = worker(from);
                    first.awaitReady();
                    new EveryEffect(scenario, environment.faults(), point).reach();
                    kill(scenario, first);
                    if (point != CrashPoint.LATE) {
                        environment.faults().clear();
                    }
                    scenario.command(UploadRequest.cancel(name + "-put-cancelled", null));
                    worker(to);
                });
    }

    /** And in the end the update is undone. */
    @Test
    void both_work_side_by_side_and_either_is_killed() {
        play(
                "beside",
                scenario -> {
                    WorkerProcess[] workers = {worker(former), worker(latter)};
                    Path[] versions = {former, latter};
                    placeFaults(scenario);
                    int kills = Integer.getInteger("mixed.kills", 6);
                    for (int kill = 0; kill < kills; kill++) {
                        scenario.publishMixed(6);
                        awaitSomething(1 + scenario.random().nextInt(24));
                        kill(scenario, workers[kill % 2]);
                        workers[kill % 2] = worker(versions[kill % 2]);
                    }
                    awaitSomething(12);
                    kill(scenario, workers[1]);
                    scenario.awaitEnds();
                    environment.faults().clear();
                    scenario.command(UploadRequest.retry("beside-broken", 1));
                    environment
                            .outcomes()
                            .await("beside-broken", OutcomeEvent.Completed.class::isInstance);
                    addStreams(scenario.jobs().getLast().id());
                });
    }

    /** One job is parked, one fails until it is retried, and now and then Panopto is away. */
    private void placeFaults(Scenario scenario) {
        String _ =
                environment.fault(FaultRule.on(Operation.ANY, FaultKind.STATUS).probability(0.03));
        String _ =
                environment.fault(
                        FaultRule.on(Operation.UPLOAD_PART, FaultKind.PROCESSING_ERROR)
                                .matching("beside-broken.mp4"));
        Job _ = scenario.publish("broken", 1000);
    }

    /** Two streams for a session that one version made, and a worker killed in between. */
    private void addStreams(String job) {
        String session = environment.outcomes().awaitCompleted(job).sessionId();
        String held =
                environment.fault(
                        FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                .matching("beside-second.mp4"));
        environment
                .requests()
                .publish(
                        UploadRequest.builder("beside-streams")
                                .addToSession(session)
                                .streams(List.of(stream("first"), stream("second")))
                                .build());
        environment.awaitHeld(held, 1);
        environment.workers().forEach(WorkerProcess::kill9);
        environment.faults().clear();
        worker(latter);
        OutcomeEvent.Completed completed = environment.outcomes().awaitCompleted("beside-streams");
        assertThat(completed.files()).hasSize(2);
        assertThat(environment.simulator().ledger().uploads())
                .filteredOn(upload -> session.equals(upload.sessionId()))
                .filteredOn(upload -> upload.folderId() == null)
                .extracting(upload -> upload.finalised())
                .containsExactly(1, 1);
        environment.outcomes().assertExact("beside-streams");
    }

    private Stream stream(String name) {
        Path file =
                TestFiles.write(
                        environment.captures(), "beside-" + name + ".mp4", 1000, name.length());
        return Stream.of(Source.of(file.toUri().toString()), Role.SECONDARY);
    }

    private void play(String name, Scenario.Story story) {
        Instant began = Instant.now();
        Scenario.play(
                environment,
                name,
                Guarantee.acrossVersions(),
                scenario -> {
                    story.play(scenario);
                    environment.faults().clear();
                    scenario.awaitEnds();
                    report.add(name, scenario.evidence(), Duration.between(began, Instant.now()));
                });
    }

    private WorkerProcess worker(Path version) {
        environment.workersFrom(version);
        return environment.startImpatientWorker("--worker.retry.first-park=1s");
    }

    private void kill(Scenario scenario, WorkerProcess worker) {
        worker.kill9();
        scenario.disturbed();
    }

    /**
     * So many more events, or too few for a while: then the kill comes in a takeover or a start.
     */
    private void awaitSomething(int events) {
        int before = environment.outcomes().all().size();
        Instant latest = Instant.now().plus(MAX_PAUSE);
        Awaitility.await()
                .until(() ->
                        environment.outcomes().all().size() >= before + events
                                || Instant.now().isAfter(latest));
    }
}
