package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;

/** What a proxy that ends TLS says of those before it. No Kafka is there. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BehindProxyIT {
    private static final int GUESSES = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path directory) {
        String client = "--spring.security.oauth2.client.";
        gateway =
                GatewayProcess.start(
                                directory.resolve("gateway.log"),
                                "127.0.0.1:1",
                                0,
                                "--server.forward-headers-strategy=native",
                                "--gateway.users.alice.password={bcrypt}"
                                        + new BCryptPasswordEncoder(4).encode("correct horse"),
                                "--gateway.users.alice.roles=viewer",
                                client + "registration.uni.client-id=gateway",
                                client + "registration.uni.client-secret=s",
                                client + "registration.uni.scope=openid",
                                client
                                        + "registration.uni.authorization-grant-type=authorization_code",
                                client
                                        + "registration.uni.redirect-uri={baseUrl}/login/oauth2/code/uni",
                                client
                                        + "provider.uni.authorization-uri=https://login.uni.example/a",
                                client + "provider.uni.token-uri=https://login.uni.example/t",
                                client + "provider.uni.jwk-set-uri=https://login.uni.example/k",
                                client + "provider.uni.user-name-attribute=sub")
                        .awaitAlive();
    }

    @AfterAll
    void stop() {
        http.close();
        gateway.close();
    }

    @Test
    void a_redirect_names_no_host_and_no_scheme() throws Exception {
        assertThat(get("/", "Accept", "text/html").headers().firstValue("Location"))
                .contains("/login");
    }

    @Test
    void a_provider_sends_people_back_to_where_they_came_from_over_https() throws Exception {
        HttpResponse<String> response =
                get(
                        "/oauth2/authorization/uni",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "uploads.uni.example",
                        "X-Forwarded-For",
                        "203.0.113.7");
        assertThat(response.headers().firstValue("Location").orElseThrow())
                .startsWith("https://login.uni.example/a?")
                .contains("redirect_uri=https://uploads.uni.example/login/oauth2/code/uni");
        assertThat(response.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure"));
    }

    @Test
    void somebody_who_guesses_locks_out_no_other_address_behind_the_same_proxy() throws Exception {
        for (int guess = 0; guess < GUESSES; guess++) {
            assertThat(login("203.0.113.7").statusCode()).isEqualTo(401);
        }
        assertThat(login("203.0.113.7").statusCode()).isEqualTo(429);
        assertThat(login("203.0.113.8").statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> login(String address) throws IOException, InterruptedException {
        return get(
                "/api/v1/uploads",
                "X-Forwarded-For",
                address,
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString("alice:guess".getBytes(UTF_8)));
    }

    private HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(gateway.at(path)).headers(headers).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
