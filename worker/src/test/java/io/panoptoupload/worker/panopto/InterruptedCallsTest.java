package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;

import static io.panoptoupload.worker.panopto.Site.UPLOAD;
import static io.panoptoupload.worker.panopto.Site.json;
import static io.panoptoupload.worker.panopto.Site.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.broker.Patience;
import io.panoptoupload.worker.fault.Interrupted;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Being asked to stop is no failure: it is not repeated, and the flag stays set. */
class InterruptedCallsTest {
    @Test
    void while_waiting_for_a_response() throws Exception {
        try (Site site = new Site()) {
            site.respond(GET, UPLOAD, upload(200, "0").withFixedDelay(15_000));

            assertInterrupted(
                    () -> site.client.getUpload("u1"),
                    () -> !site.server.getAllServeEvents().isEmpty());

            assertThat(site.retried).isEmpty();
        }
    }

    @Test
    void while_waiting_to_repeat() throws Exception {
        try (Site site = new Site()) {
            site.respond(GET, UPLOAD, json(503, "{}").withHeader("Retry-After", "2"));

            assertInterrupted(() -> site.client.getUpload("u1"), () -> site.retried.size() == 1);

            assertThat(site.requests(GET, UPLOAD)).hasSize(1);
        }
    }

    @Test
    void while_waiting_for_the_rate_limit() throws Exception {
        RateGate gate = new RateGate(new RateBudget(1, 100, 100, 20), new SimpleMeterRegistry());
        gate.pass();

        assertInterrupted(
                () -> {
                    gate.pass();
                    return "passed";
                },
                () -> true);
    }

    private static void assertInterrupted(Callable<?> call, Callable<Boolean> waiting)
            throws Exception {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread caller =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                call.call();
                            } catch (Throwable t) {
                                thrown.set(t);
                                flag.set(Thread.currentThread().isInterrupted());
                            }
                        });
        await().until(waiting);
        await().until(() ->
                caller.getState() == Thread.State.WAITING
                        || caller.getState() == Thread.State.TIMED_WAITING);

        caller.interrupt();

        assertThat(caller.join(Patience.LIMIT)).isTrue();
        assertThat(thrown.get()).isInstanceOf(Interrupted.class);
        assertThat(flag).isTrue();
    }
}
