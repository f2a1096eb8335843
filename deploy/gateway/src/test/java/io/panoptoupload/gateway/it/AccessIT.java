package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;

/** Who may in, over HTTP. No Kafka is there: whoever is let through gets 503 or 404. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessIT {
    private static final String PASSWORD = "correct horse";
    private static final String TOKEN = "token-of-a-recorder";
    private static final String TOKEN_SHA256 =
            "830bc82e4c2cb4c2b5fb912cf0fd0fa433b3e81761b4f98f7a762a30d22a289f";
    private static final String UPLOADS = "/api/v1/uploads";
    private static final String LECTURE =
            """
            {"requestId":"a","folderId":"00000000-0000-0000-0000-000000000001",
             "title":"Week 12","streams":[{"source":{"uri":"file:///captures/a.mp4"}}]}\
            """;

    private IdentityProvider provider;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        provider = new IdentityProvider();
        String hash = "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD);
        String client = "--spring.security.oauth2.client.registration.uni.";
        gateway =
                GatewayProcess.start(
                                directory.resolve("gateway.log"),
                                "127.0.0.1:1",
                                0,
                                "--gateway.users.viewer.password=" + hash,
                                "--gateway.users.viewer.roles=viewer",
                                "--gateway.users.publisher.password=" + hash,
                                "--gateway.users.publisher.roles=publisher",
                                "--gateway.users.operator.password=" + hash,
                                "--gateway.users.operator.roles=operator",
                                "--gateway.users.guessed.password=" + hash,
                                "--gateway.users.guessed.roles=operator",
                                "--gateway.tokens.recorder.sha256=" + TOKEN_SHA256,
                                "--gateway.tokens.recorder.roles=publisher",
                                client + "client-id=" + IdentityProvider.CLIENT,
                                client + "client-secret=s",
                                client + "scope=openid",
                                "--spring.security.oauth2.client.provider.uni.issuer-uri="
                                        + provider.issuer())
                        .awaitAlive();
    }

    @AfterAll
    void stop() {
        gateway.close();
        provider.close();
    }

    @ParameterizedTest
    @CsvSource({
        "viewer,    GET,  /api/v1/uploads,          true",
        "viewer,    GET,  /workers,                 true",
        "viewer,    POST, /api/v1/uploads,          false",
        "viewer,    POST, /api/v1/uploads/a/cancel, false",
        "viewer,    POST, /dead-letters/replay,     false",
        "publisher, POST, /api/v1/uploads,          true",
        "publisher, POST, /api/v1/uploads/a/cancel, true",
        "publisher, POST, /api/v1/uploads/a/retry,  false",
        "publisher, POST, /failed/retry,            false",
        "publisher, POST, /dead-letters/replay,     false",
        "operator,  POST, /api/v1/uploads/a/retry,  true",
        "operator,  POST, /dead-letters/replay,     true",
        "nobody,    GET,  /api/v1/uploads,          false"
    })
    void a_role_allows_what_it_is_for(String user, String method, String path, boolean allowed)
            throws Exception {
        int status = call(method, path, "Authorization", basic(user, PASSWORD)).statusCode();
        if (allowed) {
            assertThat(status).isNotIn(401, 403, 429);
        } else {
            assertThat(status).isIn(401, 403);
        }
    }

    @Test
    void a_token_is_known_by_its_digest() throws Exception {
        assertThat(call("POST", UPLOADS, "Authorization", "Bearer " + TOKEN).statusCode())
                .isEqualTo(503);
        assertThat(call("POST", UPLOADS, "Authorization", "Bearer " + TOKEN_SHA256).statusCode())
                .isEqualTo(401);
        assertThat(call("POST", UPLOADS).statusCode()).isIn(401, 403);
    }

    @Test
    void somebody_who_guesses_is_not_listened_to_and_nobody_else_suffers() throws Exception {
        for (int guess = 0; guess < 10; guess++) {
            assertThat(
                            call("GET", UPLOADS, "Authorization", basic("guessed", "guess" + guess))
                                    .statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> locked =
                call("GET", UPLOADS, "Authorization", basic("guessed", PASSWORD));
        assertThat(locked.statusCode()).isEqualTo(429);
        assertThat(locked.headers().firstValue("Retry-After")).contains("300");
        assertThat(call("GET", UPLOADS, "Authorization", "Bearer guess").statusCode())
                .isEqualTo(401);
        assertThat(
                        call(
                                        "GET",
                                        "/actuator/prometheus",
                                        "Authorization",
                                        basic("viewer", PASSWORD))
                                .body())
                .containsPattern("logins_failed_total\\{.*reason=\"password\"} [1-9]")
                .containsPattern("logins_failed_total\\{.*reason=\"locked\"} [1-9]")
                .containsPattern("logins_failed_total\\{.*reason=\"token\"} [1-9]");
        assertThat(call("GET", UPLOADS, "Authorization", basic("viewer", PASSWORD)).statusCode())
                .isNotIn(401, 403, 429);
    }

    @Test
    void a_form_is_taken_from_its_own_page_alone() throws Exception {
        try (Visitor browser = new Visitor(gateway)) {
            String page = browser.get("/login").body();
            String login = "username=operator&password=" + URLEncoder.encode(PASSWORD, UTF_8);
            assertThat(browser.post("/login", login).statusCode()).isEqualTo(403);
            HttpResponse<String> in = browser.post("/login", login + "&" + Visitor.csrf(page));
            assertThat(in.statusCode()).isEqualTo(200);
            assertThat(in.uri().getPath()).isEqualTo("/");
            assertThat(in.body()).contains("operator", "Log out");
            assertThat(browser.post("/dead-letters/replay", "").statusCode()).isEqualTo(403);
            assertThat(browser.post("/dead-letters/replay", Visitor.csrf(in.body())).body())
                    .contains("Kafka does not respond");
            assertThat(
                            browser.post(
                                            "/dead-letters/replay",
                                            Visitor.csrf(in.body()),
                                            "Sec-Fetch-Site",
                                            "cross-site")
                                    .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void a_page_may_load_nothing_from_elsewhere_and_stand_in_no_frame() throws Exception {
        HttpResponse<String> page = call("GET", "/login");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("HttpOnly", "SameSite"));
    }

    @Test
    void a_login_at_a_provider_has_the_roles_that_it_names() throws Exception {
        try (Visitor browser = new Visitor(gateway)) {
            HttpResponse<String> in = browser.get("/oauth2/authorization/uni");
            assertThat(in.uri().getPath()).isEqualTo("/");
            assertThat(in.body()).contains("bob");
            assertThat(browser.post("/dead-letters/replay", Visitor.csrf(in.body())).body())
                    .as("an operator")
                    .contains("Kafka does not respond");
        }
        provider.forge();
        try (Visitor browser = new Visitor(gateway)) {
            assertThat(browser.get("/oauth2/authorization/uni").uri().getPath())
                    .isEqualTo("/login");
            assertThat(browser.get("/").uri().getPath()).as("still outside").isEqualTo("/login");
        }
    }

    private HttpResponse<String> call(String method, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway.at(path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                method.equals("GET")
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(
                                                path.equals(UPLOADS) ? LECTURE : ""));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String basic(String user, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }
}
