package io.panoptoupload.worker.intake;

import static io.panoptoupload.worker.request.Incoming.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import java.util.Optional;

/** Deciding on a record costs many times its bytes, and all partitions share the memory. */
class RecordReservationTest {
    private static final int ALL = 1000;

    private final IntakeBench bench = new IntakeBench();
    private final Inbox inbox = new Inbox(new Inbox.Budget(ALL, ALL));
    private final ConsumerRecord<byte[], byte[]> record = Incoming.at(0, 5, "a", request("a"));
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Forwarder forwarder = new Forwarder("requests", () -> producer, _ -> 0);
    private final RecordRetries.Handler forwarding =
            new ForwardedRecords(bench.admission, forwarder, inbox, _ -> false);

    private interface Work {
        void run() throws InterruptedException;
    }

    @Test
    void a_record_is_decided_on_when_there_is_memory_for_it() throws Exception {
        assertWaitsForItsTurn(() -> journalled().decide(record));
    }

    @Test
    void a_record_that_cannot_be_decided_is_set_aside_when_there_is_memory_for_it()
            throws Exception {
        assertWaitsForItsTurn(() -> journalled().deadLetter(record, new IllegalStateException()));
    }

    @Test
    void a_record_is_forwarded_when_there_is_memory_for_it() throws Exception {
        assertWaitsForItsTurn(() -> forwarding.decide(record));
    }

    @Test
    void a_record_that_cannot_be_forwarded_is_set_aside_when_there_is_memory_for_it()
            throws Exception {
        assertWaitsForItsTurn(() -> forwarding.deadLetter(record, new IllegalStateException()));
    }

    private RecordRetries.Handler journalled() {
        InputProgress progress =
                new InputProgress(
                        bench.partition,
                        (partition, position) ->
                                new ProducerRecord<>(
                                        "journal",
                                        partition,
                                        "position".getBytes(UTF_8),
                                        Long.toString(position.next()).getBytes(UTF_8)),
                        InputPosition.at(5, 4, IntakeBench.TOPICS));
        IntakeBackpressure backpressure =
                new IntakeBackpressure(0, _ -> Optional.empty(), bench.clock, progress, null);
        return new JournalledRecords(
                bench.partition, bench.admission, forwarder, progress, inbox, backpressure);
    }

    private void assertWaitsForItsTurn(Work work) throws InterruptedException {
        Thread intake;
        try (Inbox.Reservation _ = inbox.reserve(large())) {
            intake =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                try {
                                    work.run();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            await().until(() -> intake.getState() == Thread.State.WAITING || !intake.isAlive());
            assertThat(results()).isZero();
        }
        await().until(() -> !intake.isAlive());
        assertThat(results()).isPositive();
    }

    private static ConsumerRecord<byte[], byte[]> large() {
        return Incoming.with(Incoming.record("b", null), "x", "x".repeat(ALL));
    }

    private int results() {
        return bench.written.size() + producer.history().size();
    }
}
