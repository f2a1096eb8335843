package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.RunningStage;
import io.panoptoupload.worker.wire.FakePanopto;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** A server, a sender with short waits, and what they counted. */
final class TransferFixture implements AutoCloseable {
    /** Smaller than what Panopto takes, so that tests need not send so much. */
    static final int PART = 1024 * 1024;

    final FakePanopto panopto = new FakePanopto(null);
    final S3Target target = S3Target.of(panopto.uploadTarget());
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<String> retried = new CopyOnWriteArrayList<>();

    /** The stages that these calls were made for. */
    final List<Optional<Stage>> stages = new CopyOnWriteArrayList<>();

    final Ledger ledger = new Ledger();
    private ConfirmedParts confirmed = ConfirmedParts.none();

    /** How many requests {@link #hold} has kept waiting. */
    final AtomicInteger held = new AtomicInteger();

    final CountDownLatch release = new CountDownLatch(1);
    final Transfers transfers = with(Duration.ofSeconds(20));

    TransferFixture() throws IOException {}

    Transfers with(Duration idleTimeout) {
        return with(idleTimeout, () -> Long.MAX_VALUE, Uplink.ofRate(1e12));
    }

    Transfers on(Uplink uplink) {
        return with(Duration.ofSeconds(20), () -> Long.MAX_VALUE, uplink);
    }

    Transfers with(Duration idleTimeout, LongSupplier limit, Uplink uplink) {
        return new Transfers(
                new TransferSettings(
                        3,
                        12,
                        Duration.ofSeconds(5),
                        idleTimeout,
                        limit,
                        new RetryLimits(3, Duration.ofMillis(1), Duration.ofMillis(20))),
                uplink,
                null,
                meters,
                operation -> {
                    retried.add(operation);
                    stages.add(RunningStage.current());
                });
    }

    SendOutcome send(TestSource source) {
        return send(source.content(), ConfirmedParts.none());
    }

    SendOutcome send(Content content, ConfirmedParts soFar) {
        confirmed = soFar;
        return transfers.send(target, "lecture.mp4", content, soFar, ledger);
    }

    /** As a journal would give it back. */
    ConfirmedParts recorded() {
        ConfirmedParts recorded = ConfirmedParts.of(ledger.started.getLast());
        ledger.parts.forEach(
                part -> recorded.restore(part, confirmed.etag(part), confirmed.crc32(part)));
        return recorded;
    }

    void assertStored(TestSource source) {
        assertStored(source.bytes());
    }

    void assertStored(byte[] bytes) {
        assertThat(Arrays.equals(panopto.object("lecture.mp4"), bytes))
                .as("the source's bytes are stored as they are")
                .isTrue();
    }

    double parts(String result) {
        return meters.get("panopto.upload.parts").tag("result", result).counter().count();
    }

    long requests(String query) {
        return panopto.heads().stream().filter(head -> head.target().contains(query)).count();
    }

    /** Keeps the server from responding until {@link #release}; false, as it then does. */
    boolean hold() {
        held.incrementAndGet();
        awaitQuietly(release);
        return false;
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        release.countDown();
        transfers.close();
        panopto.close();
    }
}
