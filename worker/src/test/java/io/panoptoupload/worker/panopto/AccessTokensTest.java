package io.panoptoupload.worker.panopto;

import static com.github.tomakehurst.wiremock.http.RequestMethod.POST;

import static io.panoptoupload.worker.panopto.Site.TOKEN;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.http.RequestMethod;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class AccessTokensTest {
    private static final RateBudget RATE = new RateBudget(1000, 10_000, 10_000, 1);

    @TempDir Path directory;

    @Test
    void aTokenIsFetchedOnceForAll() throws Exception {
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

    @Test
    void itIsRenewedAheadOfItsEnd() {
        try (Site site = new Site()) {
            assertThat(site.tokens.current()).isEqualTo("first");
            site.clock.forward(Duration.ofMinutes(57));
            assertThat(site.tokens.current()).isEqualTo("first");
            site.clock.forward(Duration.ofMinutes(1));
            assertThat(site.tokens.current()).isEqualTo("second");
        }
    }

    @Test
    void whereItCannotBeRenewedAheadItServesToItsEnd() {
        try (Site site = new Site()) {
            site.tokens.current();
            site.answerToken(503, "");
            site.clock.forward(Duration.ofMinutes(59));
            assertThat(site.tokens.current()).isEqualTo("first");
            site.clock.forward(Duration.ofMinutes(1));
            assertThatThrownBy(site.tokens::current).isInstanceOf(TransientFault.class);
        }
    }

    @Test
    void manyWhoWereRefusedTheSameTokenRenewItOnce() throws Exception {
        try (Site site = new Site()) {
            String refused = site.tokens.current();

            atOnce(20, () -> assertThat(site.tokens.insteadOf(refused)).isEqualTo("second"));

            assertThat(site.requests(POST, TOKEN)).hasSize(2);
            assertThat(refreshes(site, "success")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_grant, user 'lecturer'",
        "invalid_client, client id or secret",
        "unauthorized_client, User Based Server Application"
    })
    void whatPanoptoRefusedIsSaidInWords(String error, String words) {
        try (Site site = new Site()) {
            site.answerToken(400, "{\"error\":\"%s\"}".formatted(error));

            PermanentFault fault = catchThrowableOfType(PermanentFault.class, site.tokens::current);

            assertThat(fault.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(fault)
                    .hasMessageContaining(words)
                    .hasMessageContaining(error)
                    .hasMessageNotContaining("p4ssw0rd");
            assertThat(refreshes(site, "failure")).isEqualTo(1);
        }
    }

    @Test
    void aWrongPasswordIsNotTriedAgainByEveryJob() {
        try (Site site = new Site()) {
            site.answerToken(400, "{\"error\":\"invalid_grant\"}");
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(site.tokens::current).isInstanceOf(PermanentFault.class);
            }
            assertThat(site.requests(POST, TOKEN)).hasSize(1);

            site.answerTokens("mended");
            site.clock.forward(Duration.ofSeconds(30));

            assertThat(site.tokens.current()).isEqualTo("mended");
        }
    }

    @Test
    void aRotatedRefreshTokenReplacesTheOldOne() throws Exception {
        Path file = Files.writeString(directory.resolve("refresh"), "r1\n");
        try (Site site = new Site(new OAuth.RefreshToken(file), RATE)) {
            site.answerToken(200, "{\"access_token\":\"a\",\"refresh_token\":\"r2\"}");

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

    @Test
    void aRotatedRefreshTokenThatCannotBeSavedIsUsedNevertheless() throws Exception {
        Path there = Files.createDirectory(directory.resolve("there"));
        Path file = Files.writeString(there.resolve("refresh"), "r1");
        try (Site site = new Site(new OAuth.RefreshToken(file), RATE)) {
            RefreshTokenFile token = new RefreshTokenFile(file);
            assertThat(token.read()).isEqualTo("r1");
            Files.delete(file);
            Files.delete(there);

            token.replace("r2");

            assertThat(token.read()).isEqualTo("r2");
            assertThatThrownBy(site.tokens::current)
                    .isInstanceOf(PermanentFault.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void theClientAloneMayAskToo() {
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
