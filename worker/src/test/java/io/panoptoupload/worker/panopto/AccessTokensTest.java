package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.http.RequestMethod.GET;
import static com.github.tomakehurst.wiremock.http.RequestMethod.POST;

import static io.panoptoupload.worker.panopto.Site.TOKEN;
import static io.panoptoupload.worker.panopto.Site.UPLOAD;
import static io.panoptoupload.worker.panopto.Site.refusal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.http.RequestMethod;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Interrupted;
import io.panoptoupload.worker.fault.TransientFault;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

class AccessTokensTest {
    private static final RateBudget RATE = new RateBudget(1000, 10_000, 10_000, 1);

    @TempDir Path directory;

    @Test
    void a_token_is_fetched_once_for_all() throws Exception {
        try (Site site = new Site()) {
            atOnce(20, () -> assertThat(site.tokens.current()).isEqualTo("first"));

            assertThat(site.requests(POST, TOKEN))
                    .singleElement()
                    .satisfies(request -> {
                        assertThat(request.getBodyAsString())
                                .isEqualTo(
                                        "grant_type=password&username=lecturer&password=p4ssw0rd&scope=openid+api");
                        assertThat(request.getHeader("Authorization"))
                                .isEqualTo("Basic " + base64("client:s3cr3t"));
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\\r\\nX: y", "a b", "ä", "\\u0000"})
    void what_cannot_stand_in_a_header_is_no_token(String token) {
        try (Site site = new Site()) {
            site.respondWithToken(
                    200, "{\"access_token\":\"%s\",\"expires_in\":3600}".formatted(token));
            assertThatThrownBy(site.tokens::current)
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining("without a token");
        }
    }

    @Test
    void it_is_renewed_ahead_of_its_end() {
        try (Site site = new Site()) {
            assertThat(site.tokens.current()).isEqualTo("first");
            site.clock.advance(Duration.ofMinutes(57));
            assertThat(site.tokens.current()).isEqualTo("first");
            site.clock.advance(Duration.ofMinutes(1));
            assertThat(site.tokens.current()).isEqualTo("second");
        }
    }

    @Test
    void where_it_cannot_be_renewed_ahead_it_serves_to_its_end() {
        try (Site site = new Site()) {
            site.tokens.current();
            site.respondWithToken(503, "");
            site.clock.advance(Duration.ofMinutes(59));
            assertThat(site.tokens.current()).isEqualTo("first");
            site.clock.advance(Duration.ofMinutes(1));
            assertThatThrownBy(site.tokens::current).isInstanceOf(TransientFault.class);
        }
    }

    @Test
    void many_who_were_refused_the_same_token_renew_it_once() throws Exception {
        try (Site site = new Site()) {
            String refused = site.tokens.current();

            atOnce(20, () -> assertThat(site.tokens.insteadOf(refused)).isEqualTo("second"));

            assertThat(site.requests(POST, TOKEN)).hasSize(2);
            assertThat(refreshes(site, "success")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, <html>Blocked</html>, web page",
        "403, <html>Blocked</html>, web page",
        "200, <html>Welcome</html>, web page",
        "407, <html>Log in</html>, proxy",
        "421, {}, 421",
        "403, RBAC: access denied, 403",
        "411, '{\"error\":\"length\"}', 411",
        "403, '{\"status\":403,\"error\":\"Forbidden\"}', 403",
        "401, '{\"error\":true}', 401",
        "403, '{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\"}}', 403",
        "400, '{\"error\":\"server_error\"}', 400",
        "400, '{\"error\":\"temporarily_unavailable\"}', 400"
    })
    void what_is_not_the_token_servers_word_refuses_no_credentials(
            int status, String body, String words) {
        try (Site site = new Site()) {
            site.respondWithToken(status, body);

            assertThatThrownBy(site.tokens::current)
                    .isInstanceOfSatisfying(
                            TransientFault.class,
                            fault -> {
                                assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE);
                                assertThat(fault).hasMessageContaining(words);
                            });
            assertThat(site.tokens.refusal()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_grant, user 'lecturer'",
        "invalid_client, client id or secret",
        "unauthorized_client, User Based Server Application"
    })
    void what_panopto_refused_is_said_in_words(String error, String words) {
        try (Site site = new Site()) {
            site.respondWithToken(400, "{\"error\":\"%s\"}".formatted(error));

            TransientFault fault = catchThrowableOfType(TransientFault.class, site.tokens::current);

            assertThat(fault.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(fault.notAttempted()).as("no upload is at fault").isTrue();
            assertThat(site.tokens.refusal().orElseThrow().message()).contains(words);
            assertThat(fault)
                    .hasMessageContaining(words)
                    .hasMessageContaining(error)
                    .hasMessageNotContaining("p4ssw0rd");
            assertThat(refreshes(site, "failure")).isEqualTo(1);
        }
    }

    @Test
    void a_wrong_password_is_tried_again_by_no_job_before_its_time_and_less_and_less_often() {
        try (Site site = new Site()) {
            site.respondWithToken(400, "{\"error\":\"invalid_grant\"}");
            List<Duration> holds = new ArrayList<>();
            for (int tries = 1; tries <= 7; tries++) {
                for (int i = 0; i < 10; i++) {
                    assertThatThrownBy(site.tokens::current).isInstanceOf(TransientFault.class);
                }
                assertThat(site.requests(POST, TOKEN)).hasSize(tries);
                Instant until = site.tokens.refusal().orElseThrow().until();
                holds.add(Duration.between(site.clock.instant(), until));
                site.clock.advance(holds.getLast());
            }
            assertThat(holds)
                    .extracting(Duration::toSeconds)
                    .containsExactly(30L, 60L, 120L, 240L, 480L, 900L, 900L);

            site.respondWithTokens("fixed");

            assertThat(site.tokens.current()).isEqualTo("fixed");
            assertThat(site.tokens.refusal()).isEmpty();
        }
    }

    @Test
    void a_token_that_the_api_refused_is_not_served_again_while_no_other_is_given() {
        try (Site site = new Site()) {
            String revoked = site.tokens.current();
            site.respondWithToken(400, "{\"error\":\"invalid_grant\"}");
            assertThatThrownBy(() -> site.tokens.insteadOf(revoked))
                    .isInstanceOf(TransientFault.class);

            site.clock.advance(Duration.ofSeconds(30));
            site.server.resetScenarios();
            site.respondWithTokens("fixed");

            assertThat(site.tokens.current()).isEqualTo("fixed");
        }
    }

    @Test
    void
            a_call_that_finds_the_credentials_refused_is_untried_and_says_nothing_about_panoptos_health() {
        try (Site site = new Site()) {
            site.respond(GET, UPLOAD, refusal(401));
            site.respondWithToken(400, "{\"error\":\"invalid_client\"}");
            for (int i = 0; i < 30; i++) {
                TransientFault fault =
                        catchThrowableOfType(
                                TransientFault.class, () -> site.client.getUpload("u1"));
                assertThat(fault.notAttempted()).isTrue();
            }
            assertThat(site.client.unavailableUntil()).isEmpty();
            assertThat(site.requests(GET, UPLOAD)).isEmpty();
        }
    }

    @Test
    void being_asked_to_wait_is_no_refusal() {
        try (Site site = new Site()) {
            site.respondWithToken(429, "{\"error\":\"slow_down\"}");

            TransientFault fault = catchThrowableOfType(TransientFault.class, site.tokens::current);

            assertThat(fault.code()).isEqualTo(ErrorCode.PANOPTO_UNAVAILABLE);
            assertThat(site.tokens.refusal()).isEmpty();
        }
    }

    @Test
    void a_rotated_refresh_token_is_saved_though_who_asked_for_it_is_interrupted()
            throws Exception {
        Path file = Files.writeString(directory.resolve("refresh"), "r1");
        try (Site site = new Site(new OAuth.RefreshToken(file), RATE)) {
            site.server.stubFor(
                    post(urlPathEqualTo(TOKEN))
                            .willReturn(
                                    okJson("{\"access_token\":\"a\",\"refresh_token\":\"r2\"}")
                                            .withFixedDelay(500)));
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread job =
                    Thread.ofVirtual()
                            .start(() -> thrown.set(catchThrowable(site.tokens::current)));
            await().until(() ->
                    !site.server.getAllServeEvents().isEmpty()
                            && job.getState() == Thread.State.WAITING);

            job.interrupt();
            job.join();
            site.tokens.close();

            assertThat(thrown.get()).isInstanceOf(Interrupted.class);
            assertThat(file).hasContent("r2");
            assertThat(site.tokens.current()).isEqualTo("a");
            assertThat(site.requests(POST, TOKEN)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF"})
    void a_rotated_refresh_token_replaces_the_old_one(String before) throws Exception {
        Path file = Files.writeString(directory.resolve("refresh"), "r1\n");
        try (Site site = new Site(new OAuth.RefreshToken(file), RATE)) {
            site.respondWithToken(
                    200, before + "{\"access_token\":\"a\",\"refresh_token\":\"r2\"}");

            String first = site.tokens.current();
            site.tokens.insteadOf(first);

            assertThat(site.requests(POST, TOKEN))
                    .extracting(request -> request.getBodyAsString())
                    .containsExactly(
                            "grant_type=refresh_token&refresh_token=r1",
                            "grant_type=refresh_token&refresh_token=r2");
            assertThat(file).hasContent("r2");
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(directory).isDirectoryNotContaining(f -> !f.equals(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\" \"", "null", "7"})
    void a_refresh_token_that_is_none_leaves_the_former_one(String none) throws Exception {
        Path file = Files.writeString(directory.resolve("refresh"), "r1");
        try (Site site = new Site(new OAuth.RefreshToken(file), RATE)) {
            site.respondWithToken(
                    200, "{\"access_token\":\"a\",\"refresh_token\":%s}".formatted(none));
            assertThat(site.tokens.current()).isEqualTo("a");
            assertThat(file).hasContent("r1");
        }
    }

    @Test
    void a_rotated_refresh_token_that_cannot_be_saved_is_used_nevertheless() throws Exception {
        Path there = Files.createDirectory(directory.resolve("there"));
        Path file = Files.writeString(there.resolve("refresh"), "r1");
        try (Site site = new Site(new OAuth.RefreshToken(file), RATE)) {
            RefreshTokenFile token = new RefreshTokenFile(file);
            assertThat(token.read()).isEqualTo("r1");
            Files.delete(file);
            Files.delete(there);

            token.replace("r2");

            assertThat(token.read()).isEqualTo("r2");
            Files.createDirectory(there);
            Files.writeString(file, "r1");
            assertThat(token.read()).as("the old one is back").isEqualTo("r2");
            Files.writeString(file, "r3");
            assertThat(token.read()).as("of somebody who signed in again").isEqualTo("r3");
            Files.delete(file);
            Files.delete(there);
            assertThatThrownBy(site.tokens::current)
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void the_client_alone_may_ask_too() {
        try (Site site = new Site(new OAuth.ClientCredentials(), RATE)) {
            site.tokens.current();

            assertThat(site.requests(RequestMethod.POST, TOKEN).getFirst().getBodyAsString())
                    .isEqualTo("grant_type=client_credentials&scope=api");
        }
    }

    private static double refreshes(Site site, String result) {
        return site.meters
                .get("panopto.upload.token.refreshes")
                .tag("result", result)
                .counter()
                .count();
    }

    private static void atOnce(int threads, Runnable work) throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        for (Thread thread :
                IntStream.range(0, threads)
                        .mapToObj(i ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            work.run();
                                            done.incrementAndGet();
                                        }))
                        .toList()) {
            thread.join();
        }
        assertThat(done).hasValue(threads);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
