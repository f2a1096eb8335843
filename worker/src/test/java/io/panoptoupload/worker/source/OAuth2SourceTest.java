package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.wire.FileServer;
import io.panoptoupload.worker.wire.Head;
import io.panoptoupload.worker.wire.TestTls;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/** Sources that are opened by tokens of a real token server, both over TLS. */
class OAuth2SourceTest {
    private static final String SECRET = "cl1ent-s3cret";
    private static final TestTls TLS = TestTls.ofLocalhost();

    /** The responses of the token server; by default a token with the number of the request. */
    private record Said(int status, String body) {}

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile @Nullable Said said;
    private volatile String good = "Bearer t-1";
    private HttpsServer tokens;
    private FileServer server;
    private FileServer elsewhere;
    private HttpsSources sources;

    @BeforeEach
    void start() throws IOException {
        server = new FileServer(TLS, new byte[1000]);
        elsewhere = new FileServer(TLS, new byte[1000]);
        server.oddly(this::wantsToken);
        tokens = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        tokens.setHttpsConfigurator(new HttpsConfigurator(TLS.context()));
        tokens.setExecutor(threads);
        tokens.createContext("/", this::token);
        tokens.start();
        sources = sources("https://localhost:" + tokens.getAddress().getPort() + "/oauth/token");
    }

    private HttpsSources sources(String endpoint) {
        OAuthClient client =
                new OAuthClient(
                        URI.create(endpoint),
                        "client-id",
                        SECRET,
                        Map.of("grant_type", "account_credentials", "account_id", "a&b c"));
        HttpCredential zoom =
                HttpCredential.oauth2(
                        HostRules.onHttpsPort(List.of("localhost:" + server.port())),
                        "zoom",
                        client,
                        TLS.context(),
                        now::get);
        assertThat(client + " " + zoom).doesNotContain(SECRET, "client-id");
        return new HttpsSources(
                new HttpsSettings(
                        HostRules.onAnyPort(List.of("localhost")),
                        true,
                        Map.of("zoom", zoom),
                        TLS.context(),
                        8,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(20)));
    }

    @AfterEach
    void stop() {
        assertThat(sources.connectionsInUse()).isZero();
        sources.close();
        server.close();
        elsewhere.close();
        tokens.stop(0);
        threads.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
        Said response = said;
        if (response == null) {
            response =
                    new Said(
                            200,
                            "{\"access_token\":\"t-%d\",\"token_type\":\"bearer\",\"expires_in\":3600}"
                                    .formatted(bodies.size()));
        }
        byte[] body = response.body().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Location", "https://localhost:1/");
        exchange.sendResponseHeaders(response.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private boolean wantsToken(HttpExchange exchange) throws IOException {
        if (good.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return false;
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        exchange.sendResponseHeaders(401, -1);
        return true;
    }

    private Source source() {
        return sources.at(server.uri("/rec/download/x"), "zoom");
    }

    @Test
    void a_token_is_asked_for_as_the_server_wants_it_and_sent_to_the_source() {
        assertThat(source().pin().sizeBytes()).isEqualTo(1000);

        assertThat(bodies).containsExactly("account_id=a%26b+c&grant_type=account_credentials");
        assertThat(authorizations)
                .containsExactly(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(("client-id:" + SECRET).getBytes(UTF_8)));
        assertThat(server.lastHead().header("authorization")).isEqualTo("Bearer t-1");
    }

    @Test
    void many_that_need_one_ask_once_and_share_it_until_shortly_before_its_end() throws Exception {
        List<Future<?>> all =
                List.of(
                        threads.submit(() -> source().pin()),
                        threads.submit(() -> source().pin()),
                        threads.submit(() -> source().pin()));
        for (Future<?> each : all) {
            assertThat(each.get()).isNotNull();
        }
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(57)));
        assertThat(source().pin()).isNotNull();
        assertThat(bodies).hasSize(1);

        now.set(Instant.EPOCH.plus(Duration.ofMinutes(58)));
        good = "Bearer t-2";
        assertThat(source().pin()).isNotNull();
        assertThat(bodies).hasSize(2);
    }

    @Test
    void a_source_that_refuses_a_token_is_given_another_one_once() {
        assertThat(source().pin()).isNotNull();
        good = "Bearer t-2";

        assertThat(source().pin()).isNotNull();
        assertThat(bodies).hasSize(2);

        good = "none";
        assertThatThrownBy(() -> source().pin())
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("fix the credential 'zoom'");
        assertThat(bodies).hasSize(3);
    }

    /** As Zoom's download address does: it leads to a signed address of another host. */
    @Test
    void a_redirect_to_another_server_is_followed_without_the_token() {
        server.oddly(exchange -> {
            if (wantsToken(exchange)) {
                return true;
            }
            exchange.getResponseHeaders()
                    .set("Location", elsewhere.uri("/signed?key=k").toString());
            exchange.sendResponseHeaders(302, -1);
            return true;
        });

        assertThat(source().pin().sizeBytes()).isEqualTo(1000);

        assertThat(elsewhere.heads())
                .isNotEmpty()
                .extracting(head -> head.header("authorization"))
                .allMatch(String::isEmpty);
    }

    @Test
    void a_token_goes_to_no_other_server_whoever_asks() {
        assertThatThrownBy(() -> sources.at(elsewhere.uri("/x"), "zoom"))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("not for its host and port");
        assertThat(bodies).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    503 | {"error":"unavailable"}             | responded with 503 without a token
                    500 |                                     | responded with 500 without a token
                    200 | <html>Please log in</html>          | responded with 200 with a web page
                    403 | <html>Blocked</html>                | responded with 403 with a web page
                    401 |                                     | responded with 401 without a token
                    302 |                                     | responded with 302 without a token
                    200 | {"token":"x"}                       | responded with 200 without a token
                    200 | {"access_token":"a b"}              | responded with 200 without a token
                    429 | {"error":"slow_down"}               | responded with 429 without a token
                    """)
    void a_token_server_that_is_down_or_not_itself_fails_nothing(
            int status, @Nullable String body, String words) {
        said = new Said(status, body == null ? "" : body);

        assertPassing(words);
        said = null;
        good = "Bearer t-2";

        assertThat(source().pin()).isNotNull();
    }

    @Test
    void a_token_server_that_is_not_there_or_not_trusted_fails_nothing() {
        tokens.stop(0);
        assertPassing("there is no token for the credential 'zoom' just now");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    400 | invalid_client      | (invalid_client); compare worker.sources.credentials.zoom.oauth2.client-id
                    401 | invalid_client      | (invalid_client); compare worker.sources.credentials.zoom.oauth2.client-id
                    400 | invalid_scope       | zoom.oauth2.scope
                    400 | unsupported_grant_type | zoom.oauth2.parameters
                    """)
    void a_client_that_is_refused_waits_for_its_operator_and_is_not_tried_all_the_time(
            int status, String error, String words) {
        said =
                new Said(
                        status,
                        "{\"error\":\"%s\",\"error_description\":\"%s\"}".formatted(error, SECRET));

        assertPassing(words);
        assertPassing(words);
        assertThat(bodies).hasSize(1);

        now.set(Instant.EPOCH.plusSeconds(31));
        said = null;
        good = "Bearer t-2";
        assertThat(source().pin()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cl1ent s3cret", "cl1ent_s3cret", "Forbidden", "temporarily_unavailable"})
    void what_says_nothing_of_the_client_is_no_refusal_of_it(String error) {
        said = new Said(400, "{\"error\":\"%s\"}".formatted(error));

        assertPassing("responded with 400 without a token");
    }

    private void assertPassing(String words) {
        assertThatThrownBy(() -> source().pin())
                .isInstanceOfSatisfying(
                        TransientFault.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
                            assertThat(fault.notAttempted()).isFalse();
                            assertThat(fault.getMessage())
                                    .contains(words)
                                    .doesNotContain(SECRET, "cl1ent");
                            assertThat(fault.panoptoMessage()).isNull();
                        });
    }

    /** So that nobody mistakes what stands above for a test of nothing. */
    @Test
    void without_a_token_the_source_opens_nothing() {
        assertThatThrownBy(() -> sources.at(server.uri("/x"), null).pin())
                .isInstanceOf(Fault.class);
        assertThat(server.heads()).extracting(Head::target).contains("/x");
    }
}
