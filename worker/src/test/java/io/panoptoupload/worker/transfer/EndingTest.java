package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.Stopping;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What a worker that stops lets come to its end, and what it does not begin any more. */
class EndingTest {
    private static final int WIDTH = 3;

    private final TestSource source = new TestSource(2 * WIDTH * PART);
    private final AtomicReference<@Nullable Object> ended = new AtomicReference<>();
    @AutoClose private TransferFixture it;

    @BeforeEach
    void start() throws IOException {
        it = new TransferFixture();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void parts_in_flight_end_and_no_other_begins(boolean ranges) throws Exception {
        hold("part");
        Content content = ranges ? source.content() : source.content().distrusted();
        Thread sender = send(content, ConfirmedParts.none());
        int inFlight = ranges ? WIDTH : 1;
        await().until(() -> it.held.get() == inFlight);
        it.ledger.stopping = Stopping.AWAIT_PARTS;

        sender.interrupt();
        pulses();
        it.release.countDown();

        assertThat(endOf(sender)).isInstanceOf(Interrupted.class);
        assertThat(it.ledger.parts).hasSize(inFlight);
        assertThat(it.requests("partNumber")).isEqualTo(inFlight);
    }

    @Test
    void a_part_that_is_refused_meanwhile_does_not_begin_again() throws Exception {
        CountDownLatch refuse = new CountDownLatch(1);
        it.panopto.script(step -> {
            if (step.operation().equals("part")) {
                if (step.part() == 1) {
                    it.held.incrementAndGet();
                    TransferFixture.awaitQuietly(refuse);
                    return step.respond(503, "");
                }
                return it.hold();
            }
            return false;
        });
        Thread sender = send(source.content(), ConfirmedParts.none());
        await().until(() -> it.held.get() == WIDTH);
        it.ledger.stopping = Stopping.AWAIT_PARTS;

        sender.interrupt();
        pulses();
        refuse.countDown();
        pulses();
        it.release.countDown();

        assertThat(endOf(sender)).isInstanceOf(Interrupted.class);
        assertThat(it.ledger.parts).hasSize(WIDTH - 1);
        assertThat(it.requests("partNumber")).isEqualTo(WIDTH);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stopping.class,
            names = {"AWAIT_COMPLETE", "AWAIT_PARTS"})
    void a_complete_under_way_is_awaited(Stopping stopping) throws Exception {
        hold("complete");
        Thread sender = send(source.content(), ConfirmedParts.none());
        await().until(() -> it.held.get() == 1);
        it.ledger.stopping = stopping;

        sender.interrupt();
        pulses();
        it.release.countDown();

        assertThat(endOf(sender)).isInstanceOf(SendOutcome.Sent.class);
        it.assertStored(source);
    }

    @Test
    void the_complete_of_a_source_that_is_read_in_order_is_awaited_too() throws Exception {
        hold("complete");
        Thread sender = send(source.content().distrusted(), ConfirmedParts.none());
        await().until(() -> it.held.get() == 1);
        it.ledger.stopping = Stopping.AWAIT_COMPLETE;

        sender.interrupt();
        pulses();
        it.release.countDown();

        assertThat(endOf(sender)).isInstanceOf(SendOutcome.Sent.class);
    }

    @Test
    void the_manifest_under_way_arrives_whole() throws Exception {
        hold("complete");
        Thread sender =
                run(() ->
                        it.transfers.sendBytes(
                                it.target,
                                "manifest.xml",
                                new byte[] {1, 2, 3},
                                () -> Stopping.AWAIT_PARTS));
        await().until(() -> it.held.get() == 1);

        sender.interrupt();
        it.release.countDown();

        assertThat(endOf(sender)).isInstanceOf(SendOutcome.Sent.class);
    }

    @Test
    void parts_are_cut_where_only_a_complete_is_awaited() throws Exception {
        hold("part");
        Thread sender = send(source.content(), ConfirmedParts.none());
        await().until(() -> it.held.get() == WIDTH);
        it.ledger.stopping = Stopping.AWAIT_COMPLETE;

        sender.interrupt();

        assertThat(endOf(sender)).isInstanceOf(Interrupted.class);
        assertThat(it.ledger.parts).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"part", "complete"})
    void the_end_of_the_grace_cuts_what_has_not_ended(String operation) throws Exception {
        hold(operation);
        Thread sender = send(source.content(), ConfirmedParts.none());
        await().until(() -> it.held.get() > 0);
        it.ledger.stopping = Stopping.AWAIT_PARTS;
        sender.interrupt();
        pulses();
        assertThat(sender.isAlive()).isTrue();

        it.ledger.stopping = Stopping.CUT;
        sender.interrupt();

        assertThat(endOf(sender)).isInstanceOf(Interrupted.class);
    }

    /** Long enough for whatever would be cut to be cut: the waiting thread has gone around. */
    private void pulses() {
        int before = it.ledger.sending.get();
        await().until(() -> it.ledger.sending.get() > before + 2);
    }

    private void hold(String operation) {
        it.panopto.script(step -> step.operation().equals(operation) && it.hold());
    }

    private @Nullable Object endOf(Thread sender) throws InterruptedException {
        assertThat(sender.join(Patience.LIMIT)).isTrue();
        return ended.get();
    }

    private Thread send(Content content, ConfirmedParts soFar) {
        return run(() -> it.send(content, soFar));
    }

    private Thread run(Supplier<SendOutcome> work) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        ended.set(work.get());
                    } catch (RuntimeException thrown) {
                        ended.set(thrown);
                    }
                });
    }
}
