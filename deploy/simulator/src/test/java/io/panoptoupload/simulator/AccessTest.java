package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;

class AccessTest {
    private static final Credentials DEMO = Credentials.demo();

    @RegisterExtension
    static final RunningSimulator simulator =
            RunningSimulator.with(options ->
                    options.withoutHttps()
                            .strict(true)
                            .uploadExpiry(Duration.ofDays(7))
                            .tokenLife(Duration.ofDays(1))
                            .credentials(
                                    new Credentials(
                                            DEMO.clients(),
                                            List.of(
                                                    DEMO.users().getFirst(),
                                                    new Credentials.User("other", "other", null)),
                                            DEMO.folders())));

    @Test
    void a_foreign_folder_is_forbidden() {
        Reply reply = rested().createUpload("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.json().path("Message").asString()).contains("6c1d8a52");
    }

    @Test
    void a_folder_that_is_no_guid_is_a_bad_request() {
        assertThat(rested().createUpload("lectures").status()).isEqualTo(400);
    }

    @Test
    void an_upload_of_somebody_else_is_forbidden() {
        TestUpload upload = rested().begin();
        String token =
                simulator
                        .anonymous()
                        .token("password", "username=other&password=other&scope=api")
                        .json()
                        .path("access_token")
                        .asString();
        Client other = simulator.anonymous().withToken(token);
        assertThat(other.getUpload(upload.id()).status()).isEqualTo(403);
    }

    @Test
    void an_unknown_upload_is_not_found_and_says_so_in_json() {
        Reply reply = rested().getUpload("6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json().path("Message").asString()).contains("6c1d8a52");
    }

    @Test
    void the_sixth_call_within_a_second_has_to_wait() {
        Client client = rested();
        TestUpload upload = client.begin();
        for (int call = 2; call <= 5; call++) {
            client.getUpload(upload.id()).expect(200);
        }
        Reply reply = client.getUpload(upload.id());
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.header("Retry-After")).isEqualTo("1");
        simulator.clock().advance(Duration.ofSeconds(1));
        client.getUpload(upload.id()).expect(200);
    }

    @Test
    void the_hundred_and_first_call_within_a_minute_has_to_wait() {
        Client client = rested();
        TestUpload upload = client.begin();
        for (int call = 2; call <= 100; call++) {
            simulator.clock().advance(Duration.ofMillis(300));
            client.getUpload(upload.id()).expect(200);
        }
        simulator.clock().advance(Duration.ofMillis(300));
        Reply reply = client.getUpload(upload.id());
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.header("Retry-After")).isEqualTo("30");
        simulator.clock().advance(Duration.ofSeconds(30));
        client.getUpload(upload.id()).expect(200);
    }

    @Test
    void each_endpoint_has_its_own_limit() {
        Client client = rested();
        TestUpload upload = client.begin();
        for (int call = 2; call <= 5; call++) {
            client.getUpload(upload.id()).expect(200);
        }
        client.api("GET", "/Panopto/api/v1/folders/creator", "").expect(200);
    }

    @Test
    void five_thousand_calls_an_hour_are_the_most() {
        var clock = new SettableClock();
        var limits = new RateLimits(clock);
        for (int call = 1; call <= 5000; call++) {
            assertThat(limits.take("sessionUpload", "client")).isZero();
            clock.advance(Duration.ofMillis(610));
        }
        assertThat(limits.take("sessionUpload", "client"))
                .isEqualTo(Duration.ofHours(1).minusMillis(5000 * 610));
        assertThat(limits.take("sessionUpload", "other client")).isZero();
    }

    /** A client for whose calls no earlier ones count. */
    private static Client rested() {
        simulator.clock().advance(Duration.ofHours(2));
        return simulator.client();
    }
}
