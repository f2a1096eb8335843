package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.simulator.Operation;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Jobs pass from worker to worker: on purpose, by a crash, and with the broker gone meanwhile. */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandoverIT {
    private static final long MIB = 1024 * 1024;
    private static final Pattern STOPPING = Pattern.compile("no other part begins");

    @AutoClose private TestEnvironment environment;
    private WorkerProcess first;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
        first = worker();
    }

    /** A response to Complete that nobody waits for would have the whole file sent again. */
    @Test
    void on_sigterm_parts_in_flight_end_a_complete_is_confirmed_and_nothing_is_sent_again() {
        Scenario.play(
                environment,
                "sigterm",
                scenario -> {
                    String complete =
                            environment.fault(
                                    FaultRule.on(Operation.COMPLETE_MULTIPART, FaultKind.HOLD)
                                            .times(1));
                    Job whole = scenario.publish("whole", 12 * MIB);
                    environment.awaitHeld(complete, 1);
                    String parts = holdPartsBehindTheFourth();
                    Job cut = scenario.publish("long", 45 * MIB);
                    environment.awaitHeld(parts, 1);
                    first.process().terminate();
                    first.process().awaitLine(STOPPING, Patience.LIMIT);
                    environment.faults().clear();
                    assertThat(first.process().awaitExit(Patience.LIMIT)).isZero();
                    first = worker();
                    scenario.awaitEnds();
                    for (Job job : List.of(whole, cut)) {
                        assertThat(scenario.evidence().uploadsOf(job))
                                .singleElement()
                                .satisfies(upload -> {
                                    assertThat(upload.files())
                                            .extracting(Ledger.File::repeatedParts)
                                            .containsOnly(0);
                                    assertThat(upload.files())
                                            .extracting(Ledger.File::name)
                                            .containsExactly(
                                                    "00-" + job.id() + ".mp4", "manifest.xml");
                                });
                    }
                });
    }

    @Test
    void a_second_sigterm_ends_the_wait_and_what_was_confirmed_is_recorded() {
        Scenario.play(
                environment,
                "twice",
                scenario -> {
                    String hold = holdPartsBehindTheFourth();
                    Job job = scenario.publish("long", 45 * MIB);
                    environment.awaitHeld(hold, 1);
                    first.process().terminate();
                    first.process().awaitLine(STOPPING, Patience.LIMIT);
                    first.process().terminate();
                    assertThat(first.process().awaitExit(Patience.LIMIT)).isZero();
                    environment.faults().clear();
                    first = worker();
                    scenario.awaitEnds();
                    assertThat(scenario.evidence().uploadsOf(job))
                            .singleElement()
                            .satisfies(upload ->
                                    assertThat(upload.files().getFirst().repeatedParts())
                                            .as("four were confirmed, four were in flight")
                                            .isLessThanOrEqualTo(PartsNotRepeated.IN_FLIGHT));
                    // The four in flight, which the guarantee grants to each worker that is cut.
                    scenario.disturbed();
                });
    }

    @Test
    void a_rolling_restart_loses_and_repeats_nothing() {
        Scenario.play(
                environment,
                "rolling",
                scenario -> {
                    scenario.publishMixed(9);
                    WorkerProcess second = worker();
                    first.stop();
                    scenario.publish("between", 12 * MIB);
                    first = worker();
                    second.stop();
                    scenario.publish("after", 1000);
                });
    }

    @Test
    void a_broker_that_is_killed_and_comes_back_costs_time_only() {
        Scenario.play(
                environment,
                "broker",
                scenario -> {
                    scenario.publishMixed(12);
                    scenario.awaitEnds(4);
                    environment.broker().kill9();
                    scenario.disturbed();
                    environment.broker().restart();
                    scenario.publish("after", 5 * MIB + 1);
                });
    }

    @Test
    void garbage_commands_and_repetitions_while_partitions_move_change_nothing() {
        Scenario.play(
                environment,
                "moving",
                scenario -> {
                    scenario.command(UploadRequest.cancel("moving-overtaken", "before it came"));
                    WorkerProcess second = environment.startImpatientWorker();
                    for (int i = 0; i < 12; i++) {
                        Job job = scenario.publish("job-" + i, 1000 + i);
                        byte[] garbage = ("{ poison " + i).getBytes(UTF_8);
                        environment
                                .requests()
                                .publish(
                                        new ProducerRecord<>(
                                                Topics.REQUESTS, i % 4, null, garbage));
                        scenario.deliverAgain(job);
                        if (i % 3 == 0) {
                            scenario.command(UploadRequest.cancel(job.id(), "a race"));
                        }
                    }
                    scenario.publish("overtaken", 1000);
                    second.awaitReady();
                    second.kill9();
                    scenario.disturbed();
                    scenario.jobs().forEach(scenario::deliverAgain);
                    scenario.awaitEnds();
                    assertThat(environment.outcomes().awaitEnd("moving-overtaken"))
                            .isInstanceOf(OutcomeEvent.Cancelled.class);
                    DeadLetters dead = new DeadLetters(environment.clients());
                    Awaitility.await()
                            .untilAsserted(() ->
                                    assertThat(dead.all())
                                            .extracting(letter -> new String(letter.value(), UTF_8))
                                            .contains("{ poison 0", "{ poison 11"));
                });
    }

    @Test
    @Tag("soak")
    void workers_come_and_go_from_one_to_three_and_back() {
        Scenario.play(
                environment,
                "scale",
                scenario -> {
                    scenario.publishMixed(12);
                    WorkerProcess second = environment.startImpatientWorker();
                    WorkerProcess third = worker();
                    second.awaitReady();
                    scenario.publish("with-three", 30 * MIB);
                    second.stop();
                    third.stop();
                    scenario.publish("with-one", 1000);
                });
    }

    /** One that waits for what is in flight as long as that takes. */
    private WorkerProcess worker() {
        return environment.impatientWorker("--worker.shutdown-grace=10m");
    }

    private String holdPartsBehindTheFourth() {
        return environment.fault(
                FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD).calls(5, 6, 7, 8));
    }
}
