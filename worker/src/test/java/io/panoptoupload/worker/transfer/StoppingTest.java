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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** An interrupt of the sending thread stops all its parts, wherever they hang, and soon. */
@Order(1)
class StoppingTest {
    /** Long before the time-out of a hanging part. */
    private static final Duration SOON = Duration.ofMinutes(1);

    /** More than the buffers of both ends hold. */
    private final TestSource source = new TestSource(6 * PART);

    @ParameterizedTest
    @CsvSource({"false,true", "true,true", "false,false", "true,false"})
    void parts_that_hang_in_the_middle_of_a_write_stop(boolean https, boolean virtual)
            throws Exception {
        TestTls tls = https ? TestTls.ofLocalhost() : null;
        try (StalledStorage storage = new StalledStorage(tls == null ? null : tls.context());
                Transfers transfers = transfers(tls, Duration.ofMinutes(5))) {
            Content content =
                    new Content(
                            source,
                            source.pin(),
                            PartPlan.of(source.bytes().length, 3 * PART),
                            ExpectedBytes.UNKNOWN);
            AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
            Thread sender = sender(virtual, ended, transfers, storage, content);
            await().until(() -> storage.parts() == 2);

            sender.interrupt();

            assertThat(sender.join(SOON)).isTrue();
            assertThat(ended.get()).isInstanceOf(Interrupted.class);
            assertThat(source.openStreams).hasValue(0);
        }
    }

    @Test
    void parts_that_wait_for_their_response_stop() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        try (TransferFixture it = new TransferFixture()) {
            it.panopto.script(step -> {
                if (step.part() > 0) {
                    held.incrementAndGet();
                    awaitQuietly(release);
                }
                return false;
            });
            AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
            Thread sender = thread(true, ended, () -> it.send(source));
            await().until(() -> held.get() == 3);
            // What was confirmed before may be recorded although nothing moves any more.
            await().until(() -> it.ledger.sending.get() > 0);

            sender.interrupt();

            assertThat(sender.join(SOON)).isTrue();
            assertThat(ended.get()).isInstanceOf(Interrupted.class);
            assertThat(it.retried).isEmpty();
            assertThat(it.parts("failed")).isZero();
            release.countDown();
        }
    }

    @Test
    void the_first_part_that_fails_stops_the_others() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        try (TransferFixture it = new TransferFixture()) {
            it.panopto.script(step -> {
                if (step.part() == 1) {
                    await().until(() -> held.get() == 2);
                    return step.respond(404, "");
                }
                if (step.part() > 0) {
                    held.incrementAndGet();
                    awaitQuietly(release);
                }
                return false;
            });
            AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();

            Thread sender = thread(true, ended, () -> it.send(source));

            assertThat(sender.join(Patience.LIMIT)).isTrue();
            assertThat(ended.get()).isInstanceOf(TransientFault.class);
            assertThat(source.openStreams).hasValue(0);
            assertThat(it.requests("partNumber")).isEqualTo(3);
            release.countDown();
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
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        try (TransferFixture it = new TransferFixture();
                Transfers impatient = it.with(Duration.ofSeconds(1))) {
            it.panopto.script(step -> {
                if (step.part() == 2 && held.getAndIncrement() == 0) {
                    awaitQuietly(release);
                }
                return false;
            });

            SendOutcome outcome =
                    impatient.send(
                            it.target, "lecture.mp4", source.content(), Progress.none(), it.ledger);

            assertThat(outcome).isInstanceOf(SendOutcome.Sent.class);
            assertThat(it.retried).contains("send-part");
            release.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_part_that_nobody_reads_is_given_up_after_its_idle_timeout(boolean https)
            throws Exception {
        TestTls tls = https ? TestTls.ofLocalhost() : null;
        try (StalledStorage storage = new StalledStorage(tls == null ? null : tls.context());
                Transfers transfers = transfers(tls, Duration.ofMillis(500))) {
            Content content =
                    new Content(
                            source,
                            source.pin(),
                            PartPlan.of(source.bytes().length, 3 * PART),
                            ExpectedBytes.UNKNOWN);
            AtomicReference<@Nullable Throwable> ended = new AtomicReference<>();
            Thread sender = sender(true, ended, transfers, storage, content);

            assertThat(sender.join(Patience.LIMIT)).isTrue();
            assertThat(ended.get())
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining("SocketTimeoutException");
            assertThat(source.openStreams).hasValue(0);
        }
    }

    private Thread sender(
            boolean virtual,
            AtomicReference<@Nullable Throwable> ended,
            Transfers transfers,
            StalledStorage storage,
            Content content) {
        S3Target target = S3Target.of(storage.uploadTarget());
        return thread(
                virtual,
                ended,
                () ->
                        transfers.send(
                                target, "lecture.mp4", content, Progress.none(), new Ledger()));
    }

    private static Thread thread(
            boolean virtual, AtomicReference<@Nullable Throwable> ended, Runnable work) {
        return (virtual ? Thread.ofVirtual() : Thread.ofPlatform())
                .start(() -> {
                    try {
                        work.run();
                    } catch (Throwable thrown) {
                        ended.set(thrown);
                    }
                });
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
                Line.ofRate(1e12),
                tls == null ? null : tls.context(),
                new SimpleMeterRegistry(),
                operation -> {});
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
