package io.panoptoupload.worker.it;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Something is wrong between a worker and the broker, while Panopto and the sources are well. The
 * far worker reaches the broker over a link, the near one directly.
 */
@Tag("full")
class LinkIT {
    private static final long MIB = 1024 * 1024;
    private static final Pattern LOST = Pattern.compile("partitions lost");

    @TempDir private Path directory;
    private KafkaLink link;
    private TestEnvironment environment;

    @BeforeEach
    void start() throws IOException {
        link = new KafkaLink();
        environment = TestEnvironment.linked(directory, link);
    }

    @AfterEach
    void stop() throws IOException {
        link.fix();
        link.release();
        environment.close();
        link.close();
    }

    @Test
    void a_worker_that_is_cut_off_is_replaced_and_what_it_says_too_late_is_not_heard() {
        Scenario.play(
                environment,
                "cut-off",
                scenario -> {
                    WorkerProcess far = far();
                    String hold = holdParts(8);
                    publishLong(scenario);
                    environment.awaitHeld(hold, 8);
                    WorkerProcess near = environment.startImpatientWorker();
                    link.cut();
                    scenario.disturbed();
                    // Panopto confirms to the worker that is cut off; it cannot record that.
                    environment.faults().clear();
                    near.awaitReady();
                    scenario.awaitEnds();
                    link.fix();
                    far.process().awaitLine(LOST, Patience.LIMIT);
                    far.awaitReady();
                    near.process().close();
                    scenario.publish("after", 1000);
                });
    }

    @Test
    @Tag("soak")
    void a_minute_without_the_broker_costs_the_only_worker_time_only() {
        Scenario.play(
                environment,
                "minute",
                scenario -> {
                    WorkerProcess far = far();
                    String hold = holdParts(8);
                    publishLong(scenario);
                    environment.awaitHeld(hold, 8);
                    link.cut();
                    scenario.disturbed();
                    Instant fixed = Instant.now().plusSeconds(60);
                    environment.faults().clear();
                    Awaitility.await().until(() -> Instant.now().isAfter(fixed));
                    link.fix();
                    scenario.publish("after", 1000);
                    scenario.awaitEnds();
                    far.awaitReady();
                });
    }

    @Test
    @Tag("soak")
    void a_member_that_freezes_before_it_throws_the_last_owner_out_harms_nobody_when_it_does() {
        Scenario.play(
                environment,
                "late-takeover",
                scenario -> {
                    WorkerProcess near = environment.impatientWorker();
                    link.holdTakeovers(Topics.REQUESTS);
                    environment.workersReachBrokerAt(link.bootstrapServers());
                    WorkerProcess far = environment.startImpatientWorker();
                    Awaitility.await().until(() -> link.waiting() >= 1);
                    far.process().freeze();
                    scenario.disturbed();
                    near.process().awaitLine(Pattern.compile("revoked: "), Patience.LIMIT);
                    String hold = holdParts(8);
                    publishLong(scenario);
                    // All four are at work again in the near worker ...
                    environment.awaitHeld(hold, 8);
                    near.awaitReady();
                    // ... when the frozen one's request throws it out.
                    link.release();
                    near.process()
                            .awaitLine(
                                    Pattern.compile("was taken from this worker"), Patience.LIMIT);
                    scenario.disturbed();
                    environment.faults().clear();
                    scenario.awaitEnds();
                    far.process().thaw();
                    far.awaitReady();
                    near.process().close();
                    scenario.publish("after", 1000);
                });
    }

    /** Four jobs, of which each partition is likely to have one, and small ones among them. */
    private static void publishLong(Scenario scenario) {
        for (int i = 0; i < 4; i++) {
            scenario.publish("long-" + i, 30 * MIB);
            scenario.publish("short-" + i, 1000);
        }
    }

    /** After so many parts nothing moves. */
    private String holdParts(int count) {
        return environment.fault(FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD).times(count));
    }

    private WorkerProcess far() {
        String direct = environment.broker().bootstrapServers();
        environment.workersReachBrokerAt(link.bootstrapServers());
        WorkerProcess far = environment.impatientWorker();
        environment.workersReachBrokerAt(direct);
        return far;
    }
}
