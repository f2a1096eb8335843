package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.Patience;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

class PartsInFlightTest {
    private static final int ALLOWED = 3;

    @AutoClose private final TransferFixture it;
    private final CyclicBarrier allowed = new CyclicBarrier(ALLOWED);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    PartsInFlightTest() throws IOException {
        it = new TransferFixture();
    }

    @Test
    void as_many_parts_as_are_allowed_are_in_flight_at_once_and_no_more() {
        it.panopto.script(step -> {
            if (step.operation().equals("part")) {
                most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                awaitOthers();
                inFlight.decrementAndGet();
            }
            return false;
        });
        TestSource source = new TestSource(2 * ALLOWED * PART);

        assertThat(it.send(source)).isInstanceOf(SendOutcome.Sent.class);

        assertThat(most).hasValue(ALLOWED);
    }

    /** What is in flight is lost when the worker dies, and nobody knows yet what that costs. */
    @Test
    void on_a_line_that_nobody_has_measured_there_is_one_part_until_it_is_confirmed() {
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        it.panopto.script(step -> {
            if (step.operation().equals("part")) {
                // Whichever part it is: three were ready to be the first.
                int order = arrived.incrementAndGet();
                AtomicInteger seen = order == 1 ? first : others;
                seen.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                if (order > 1 && order <= 1 + ALLOWED) {
                    awaitOthers();
                }
                seen.accumulateAndGet(inFlight.getAndDecrement(), Math::max);
            }
            return false;
        });
        TestSource source = new TestSource(2 * ALLOWED * PartPlan.MIN_PART);
        PartPlan plan = PartPlan.of(source.bytes().length, PartPlan.MIN_PART);

        try (Transfers fresh = it.on(new Uplink(() -> Long.MAX_VALUE, () -> 0))) {
            assertThat(fresh.partSize(PartPlan.USUAL_PART)).isEqualTo(PartPlan.MIN_PART);
            assertThat(
                            fresh.send(
                                    it.target,
                                    "lecture.mp4",
                                    new Content(source, source.pin(), plan, ExpectedBytes.UNKNOWN),
                                    ConfirmedParts.none(),
                                    it.ledger))
                    .isInstanceOf(SendOutcome.Sent.class);
            assertThat(fresh.partSize(PartPlan.USUAL_PART)).isGreaterThan(PartPlan.MIN_PART);
        }

        assertThat(first).hasValue(1);
        assertThat(others).hasValue(ALLOWED);
    }

    /** None goes on before as many as are allowed have come. */
    private void awaitOthers() throws IOException {
        try {
            allowed.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException("fewer than %d parts in flight".formatted(ALLOWED), e);
        }
    }
}
