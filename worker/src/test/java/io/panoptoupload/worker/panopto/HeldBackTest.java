package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;
import static com.github.tomakehurst.wiremock.http.RequestMethod.PUT;

import static io.panoptoupload.worker.panopto.Site.UPLOAD;
import static io.panoptoupload.worker.panopto.Site.page;
import static io.panoptoupload.worker.panopto.Site.refusal;
import static io.panoptoupload.worker.panopto.Site.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** Calls that are not made, because Panopto is down or its budget used up, burn no attempt. */
class HeldBackTest {
    @Test
    void a_panopto_that_is_down_is_left_alone_for_a_while() {
        try (Site site = new Site()) {
            site.respond(GET, UPLOAD, page(503));
            site.respond(PUT, UPLOAD, upload(200, "1"));
            assertThat(site.client.unavailableUntil()).isEmpty();

            untilHeldBack(site);

            int requests = site.allRequests();
            TransientFault fault = failedGet(site);
            assertThat(fault.notAttempted()).isTrue();
            assertThat(fault.retryAfter())
                    .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
            assertThat(site.allRequests()).isEqualTo(requests);
            assertThat(site.client.unavailableUntil()).isPresent();

            site.clock.advance(
                    Duration.between(
                            site.clock.instant(), site.client.unavailableUntil().orElseThrow()));
            site.respond(GET, UPLOAD, upload(200, "0"));

            assertThat(site.client.unavailableUntil()).isEmpty();
            assertThat(site.client.getUpload("u1")).isPresent();
            assertThat(site.client.getUpload("u1")).isPresent();
            assertThat(site.client.unavailableUntil()).isEmpty();
        }
    }

    @Test
    void finalising_is_held_back_untried_too() {
        try (Site site = new Site()) {
            site.respond(GET, UPLOAD, upload(200, "0"));
            UploadSession upload = site.client.getUpload("u1").orElseThrow();
            site.respond(GET, UPLOAD, page(503));
            untilHeldBack(site);

            TransientFault fault =
                    catchThrowableOfType(TransientFault.class, () -> site.client.finalise(upload));

            assertThat(fault.notAttempted()).isTrue();
            assertThat(site.requests(PUT, UPLOAD)).isEmpty();
        }
    }

    @Test
    void a_panopto_that_refuses_is_not_down() {
        try (Site site = new Site()) {
            site.respond(GET, UPLOAD, refusal(400));

            for (int i = 0; i < 30; i++) {
                failedForGood(site);
            }

            assertThat(site.client.unavailableUntil()).isEmpty();
        }
    }

    @Test
    void calls_wait_for_the_seconds_budget() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        RateGate gate = new RateGate(new RateBudget(2, 100, 100, 1), meters);

        for (int i = 0; i < 5; i++) {
            gate.pass();
        }

        assertThat(meters.get("panopto.upload.rate.limited").counter().count()).isBetween(0.1, 5.0);
    }

    @Test
    void a_call_with_a_long_wait_fails_without_being_attempted() {
        RateGate gate = new RateGate(new RateBudget(100, 4, 100, 2), new SimpleMeterRegistry());
        gate.pass();
        gate.pass();

        TransientFault fault = catchThrowableOfType(TransientFault.class, gate::pass);

        assertThat(fault.notAttempted()).isTrue();
        assertThat(fault).hasMessageContaining("per minute");
    }

    @Test
    void a_call_that_one_limit_refuses_takes_nothing_from_another() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        RateGate gate = new RateGate(new RateBudget(100, 2, 100, 1), meters);
        gate.pass();
        gate.pass();

        for (int i = 0; i < 10; i++) {
            assertThat(catchThrowableOfType(TransientFault.class, gate::pass)).isNotNull();
        }

        assertThat(
                        meters.get("panopto.upload.rate.limit.calls")
                                .tag("period", "hour")
                                .gauge()
                                .value())
                .isEqualTo(98);
    }

    @Test
    void a_call_that_is_given_up_while_it_waits_takes_nothing() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        RateGate gate = new RateGate(new RateBudget(1, 100, 100, 1), meters);
        gate.pass();

        Thread.currentThread().interrupt();
        assertThatThrownBy(gate::pass).isInstanceOf(Interrupted.class);

        assertThat(
                        meters.get("panopto.upload.rate.limit.calls")
                                .tag("period", "hour")
                                .gauge()
                                .value())
                .isEqualTo(99);
    }

    @Test
    void jobs_are_held_back_while_all_calls_are_used_up() {
        try (Site site = new Site(new RateBudget(100, 2, 100, 1))) {
            site.respond(GET, UPLOAD, refusal(400));
            assertThat(site.client.unavailableUntil()).isEmpty();
            failedForGood(site);
            failedForGood(site);

            Instant until = site.client.unavailableUntil().orElseThrow();

            assertThat(Duration.between(site.clock.instant(), until))
                    .as("a call waits for up to 30 s of the minute itself")
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        }
    }

    @Test
    void a_call_that_is_sent_again_with_another_token_is_another_call() {
        try (Site site = new Site(new RateBudget(100, 100, 100, 1))) {
            site.respond(GET, UPLOAD, aResponse().withStatus(403));
            failedGet(site);

            double left =
                    site.meters
                            .get("panopto.upload.rate.limit.calls")
                            .tag("period", "hour")
                            .gauge()
                            .value();
            assertThat(100 - left).isEqualTo(site.requests(GET, UPLOAD).size());
        }
    }

    @Test
    void many_workers_share_a_small_budget() {
        RateGate gate = new RateGate(new RateBudget(100, 2, 100, 4), new SimpleMeterRegistry());
        gate.pass();

        assertThat(catchThrowableOfType(TransientFault.class, gate::pass).notAttempted()).isTrue();
    }

    private static void untilHeldBack(Site site) {
        for (int i = 0; i < 10 && site.client.unavailableUntil().isEmpty(); i++) {
            failedGet(site);
        }
    }

    private static void failedForGood(Site site) {
        assertThat(catchThrowableOfType(PermanentFault.class, () -> site.client.getUpload("u1")))
                .isNotNull();
    }

    private static TransientFault failedGet(Site site) {
        return catchThrowableOfType(TransientFault.class, () -> site.client.getUpload("u1"));
    }
}
