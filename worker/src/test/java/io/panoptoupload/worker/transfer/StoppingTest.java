package io.panoptoupload.worker.transfer;

import static io.panoptoupload.worker.transfer.TransferFixture.PART;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.wire.StalledStorage;
import io.panoptoupload.worker.wire.TestTls;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** An interrupt of the sending thread stops all its parts, wherever they hang, and soon. */
@Order(1)
class StoppingTest {
    /** Long before the time-out of a hanging part. */
    private static final Duration SOON = Duration.ofMinutes(1);

    /** More than the buffers of both ends hold. */
    private static final int LARGE_PART = 15 * 1024 * 1024;

    private TestSource source = new TestSource(6 * PART);

    private final AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();

    @ParameterizedTest
    @CsvSource({"false,true", "true,true", "false,false", "true,false"})
    void parts_that_hang_in_the_middle_of_a_write_stop(boolean https, boolean virtual)
            throws Exception {
        TestTls tls = https ? TestTls.ofLocalhost() : null;
        try (StalledStorage storage = new StalledStorage(tls == null ? null : tls.context());
                Transfers transfers = transfers(tls, Duration.ofMinutes(5))) {
            Thread sender = sender(virtual, transfers, storage);
            await().until(() -> storage.parts() == 2);

            sender.interrupt();

            assertThat(endOf(sender, SOON)).isInstanceOf(Interrupted.class);
            assertThat(source.openStreams).hasValue(0);
        }
    }

    @Test
    void parts_that_wait_for_their_response_stop() throws Exception {
        try (TransferFixture it = new TransferFixture()) {
            it.panopto.script(step -> step.part() > 0 && it.hold());
            Thread sender = thread(true, () -> it.send(source));
            await().until(() -> it.held.get() == 3);
            // What was confirmed before may be recorded although nothing moves any more.
            await().until(() -> it.ledger.sending.get() > 0);

            sender.interrupt();

            assertThat(endOf(sender, SOON)).isInstanceOf(Interrupted.class);
            assertThat(it.retried).isEmpty();
            assertThat(it.parts("failed")).isZero();
        }
    }

    @Test
    void the_first_part_that_fails_stops_the_others() throws Exception {
        try (TransferFixture it = new TransferFixture()) {
            it.panopto.script(step -> {
                if (step.part() == 1) {
                    await().until(() -> it.held.get() == 2);
                    return step.respond(404, "");
                }
                return step.part() > 0 && it.hold();
            });
            Thread sender = thread(true, () -> it.send(source));

            assertThat(endOf(sender, Patience.LIMIT)).isInstanceOf(TransientFault.class);
            assertThat(source.openStreams).hasValue(0);
            assertThat(it.requests("partNumber")).isEqualTo(3);
        }
    }

    @Test
    void a_thread_that_is_interrupted_already_begins_nothing() throws Exception {
        try (TransferFixture it = new TransferFixture()) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> it.send(source)).isInstanceOf(Interrupted.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(it.requests("partNumber")).isZero();
        }
    }

    @Test
    void a_part_that_hangs_too_long_is_repeated() throws Exception {
        try (TransferFixture it = new TransferFixture();
                Transfers impatient = it.with(Duration.ofSeconds(1))) {
            it.panopto.script(step -> step.part() == 2 && it.held.get() == 0 && it.hold());

            SendOutcome outcome =
                    impatient.send(
                            it.target,
                            "lecture.mp4",
                            source.content(),
                            ConfirmedParts.none(),
                            it.ledger);

            assertThat(outcome).isInstanceOf(SendOutcome.Sent.class);
            assertThat(it.retried).contains("send-part");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_part_that_nobody_reads_is_given_up_after_its_idle_timeout(boolean https)
            throws Exception {
        TestTls tls = https ? TestTls.ofLocalhost() : null;
        try (StalledStorage storage = new StalledStorage(tls == null ? null : tls.context());
                Transfers transfers = transfers(tls, Duration.ofMillis(500))) {
            Thread sender = sender(true, transfers, storage);

            assertThat(endOf(sender, Patience.LIMIT))
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining("SocketTimeoutException");
            assertThat(source.openStreams).hasValue(0);
        }
    }

    private Thread sender(boolean virtual, Transfers transfers, StalledStorage storage) {
        S3Target target = S3Target.of(storage.uploadTarget());
        source = new TestSource(2 * LARGE_PART);
        PartPlan plan = PartPlan.of(source.bytes().length, LARGE_PART);
        Content content = new Content(source, source.pin(), plan, ExpectedBytes.UNKNOWN);
        return thread(
                virtual,
                () ->
                        transfers.send(
                                target,
                                "lecture.mp4",
                                content,
                                ConfirmedParts.none(),
                                new Ledger()));
    }

    private Thread thread(boolean virtual, Runnable work) {
        return (virtual ? Thread.ofVirtual() : Thread.ofPlatform())
                .start(() -> {
                    try {
                        work.run();
                    } catch (Throwable thrown) {
                        ended.set(thrown);
                    }
                });
    }

    private @Nullable Throwable endOf(Thread sender, Duration within) throws InterruptedException {
        assertThat(sender.join(within)).isTrue();
        return ended.get();
    }

    private static Transfers transfers(@Nullable TestTls tls, Duration idleTimeout) {
        return new Transfers(
                new TransferSettings(
                        2,
                        4,
                        Duration.ofSeconds(5),
                        idleTimeout,
                        () -> Long.MAX_VALUE,
                        RetryLimits.DEFAULT),
                Uplink.ofRate(1e12),
                tls == null ? null : tls.context(),
                new SimpleMeterRegistry(),
                operation -> {});
    }
}
