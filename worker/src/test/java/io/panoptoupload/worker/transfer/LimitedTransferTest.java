package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.Stopping;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Parts on real sockets that wait for bandwidth: at 1 KiB a second they would take hours. */
class LimitedTransferTest {
    private static final Duration SOON = Patience.LIMIT;

    /** Longer than a busy machine holds up a transfer that moves. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

    /** Ten in a second. */
    private static final int PULSES_BEYOND_IDLE_TIMEOUT = 25;

    private final AtomicLong limit = new AtomicLong(1024);
    private final AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
    private final TestSource source = new TestSource(5 * PART);
    private TransferFixture it;
    private Transfers transfers;

    @BeforeEach
    void open() throws Exception {
        it = new TransferFixture();
        transfers = it.with(IDLE_TIMEOUT, limit::get, Uplink.ofRate(1e12));
    }

    @AfterEach
    void close() {
        transfers.close();
        it.close();
    }

    /** Neither for stalled nor for dead, although no block of 256 KiB gets off for minutes. */
    @Test
    void parts_that_wait_go_on_when_the_limit_is_lifted_and_none_is_sent_twice() throws Exception {
        Thread sender = sender();
        await().until(() -> it.ledger.moving.get() > 0);
        await().untilAsserted(() ->
                assertThat(it.ledger.sending.get()).isGreaterThan(PULSES_BEYOND_IDLE_TIMEOUT));
        assertThat(it.ledger.parts).isEmpty();
        assertThat(it.ledger.inFlight.getAsLong()).as("bytes count as they leave").isPositive();

        limit.set(Long.MAX_VALUE);

        assertThat(sender.join(SOON)).isTrue();
        assertThat(ended.get()).isNull();
        it.assertStored(source);
        assertThat(it.ledger.parts).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(it.retried).isEmpty();
        assertThat(it.ledger.inFlight.getAsLong()).isZero();
        assertThat(it.ledger.maxSent()).as("no byte counts twice").isEqualTo(5 * PART);
    }

    @Test
    void parts_that_wait_stop_when_they_are_cut() throws Exception {
        Thread sender = sender();
        await().until(() -> it.ledger.moving.get() > 0);

        sender.interrupt();

        assertThat(sender.join(SOON)).isTrue();
        assertThat(ended.get()).isInstanceOf(Interrupted.class);
        assertThat(source.openStreams).hasValue(0);
        assertThat(it.retried).isEmpty();
    }

    /** As after SIGTERM: within the grace they end if the bandwidth lets them. */
    @Test
    void parts_that_wait_may_end_and_no_other_begins() throws Exception {
        it.ledger.stopping = Stopping.AWAIT_PARTS;
        Thread sender = sender();
        await().until(() -> it.ledger.moving.get() > 0);

        sender.interrupt();
        await().until(() -> it.ledger.asked.get() > 0);
        limit.set(Long.MAX_VALUE);

        assertThat(sender.join(SOON)).isTrue();
        assertThat(ended.get()).isInstanceOf(Interrupted.class);
        assertThat(it.ledger.parts).hasSizeBetween(1, 3);
    }

    private Thread sender() {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        transfers.send(
                                it.target,
                                "lecture.mp4",
                                source.content(),
                                ConfirmedParts.none(),
                                it.ledger);
                    } catch (Throwable thrown) {
                        ended.set(thrown);
                    }
                });
    }
}
