package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.journal.HomePartition;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Records that end the process that decides on them, and processes that are killed while they
 * decide on a good one: from outside, both look the same.
 */
class KillingRecordIT {
    private static final HomePartition HOME = new HomePartition(4);
    private static final int OUT_OF_MEMORY = 3;

    @TempDir private Path directory;
    @AutoClose private TestEnvironment environment;
    private MeddledWorker meddled;

    @BeforeEach
    void start() throws IOException {
        environment = new TestEnvironment(directory);
        meddled = new MeddledWorker(directory);
        environment.workersHaveInstead(meddled.classes());
    }

    @Test
    @Tag("full")
    void a_record_that_ends_processes_is_out_after_two_of_them() throws IOException {
        WorkerProcess first = environment.impatientWorker();
        publish("first");
        UploadRequest deadly = publish(Encounter.TAKES_ALL_MEMORY);
        UploadRequest deep = publish(Encounter.TAKES_ALL_STACK);
        UploadRequest last = publish("last");
        assertThat(first.process().awaitExit(Patience.LIMIT)).isEqualTo(OUT_OF_MEMORY);
        assertThat(environment.startImpatientWorker().process().awaitExit(Patience.LIMIT))
                .isEqualTo(OUT_OF_MEMORY);
        goOn(last);
        assertOnlyDeadLetters(deadly, deep);
    }

    @Test
    @Tag("soak")
    void twenty_times_kill_9_at_exactly_that_point_reject_no_good_record() throws IOException {
        WorkerProcess first = environment.impatientWorker();
        UploadRequest halts = publish(Encounter.HALTS);
        UploadRequest last = publish("last");
        kill9(first, "worker");
        for (int kills = 1; kills < 10; kills++) {
            kill9("trial");
        }
        meddled.goOn("trial");
        for (int kills = 10; kills < 20; kills++) {
            kill9("worker");
        }
        goOn(halts, last);
        assertThat(new DeadLetters(environment.clients()).all()).isEmpty();
    }

    /** Kills a worker when the decision on a record has begun, there or in a process of its own. */
    private void kill9(String where) {
        kill9(environment.startImpatientWorker(), where);
    }

    private void kill9(WorkerProcess worker, String where) {
        long halted = meddled.awaitHalt(where);
        worker.kill9();
        Awaitility.await("the end of what the worker had begun")
                .until(() -> ProcessHandle.of(halted).filter(ProcessHandle::isAlive).isEmpty());
    }

    private void goOn(UploadRequest... good) throws IOException {
        meddled.goOn("trial");
        meddled.goOn("worker");
        environment.startImpatientWorker().awaitReady();
        for (UploadRequest each : good) {
            environment.outcomes().awaitCompleted(each.requestId());
            environment.outcomes().assertExact(each.requestId());
        }
    }

    private void assertOnlyDeadLetters(UploadRequest... refused) {
        assertThat(new DeadLetters(environment.clients()).all())
                .hasSameSizeAs(refused)
                .allSatisfy(KillingRecordIT::isOurFault);
        for (UploadRequest each : refused) {
            assertThat(environment.outcomes().awaitEnd(each.requestId()))
                    .isInstanceOfSatisfying(
                            OutcomeEvent.Rejected.class,
                            rejected ->
                                    assertThat(rejected.error().code())
                                            .isEqualTo(ErrorCode.INTERNAL));
        }
    }

    private static void isOurFault(ConsumerRecord<byte[], byte[]> letter) {
        assertThat(new String(letter.headers().lastHeader("reason").value(), UTF_8))
                .startsWith("INTERNAL: ");
        assertThat(new String(letter.value(), UTF_8))
                .contains(new String(letter.key(), UTF_8), "Lecture");
    }

    /** Publishes a request whose home is partition 0, so that all are decided on in this order. */
    private UploadRequest publish(String name) {
        String id =
                IntStream.iterate(0, i -> i + 1)
                        .mapToObj(i -> name + "-" + i)
                        .filter(each -> HOME.of(each) == 0)
                        .findFirst()
                        .orElseThrow();
        UploadRequest request = Requests.small(environment, id);
        environment.requests().publish(request, 0, id);
        return request;
    }
}
