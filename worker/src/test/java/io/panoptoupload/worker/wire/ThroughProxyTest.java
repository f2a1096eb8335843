package io.panoptoupload.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.OAuth;
import io.panoptoupload.worker.panopto.PanoptoHttp;
import io.panoptoupload.worker.panopto.PanoptoSettings;
import io.panoptoupload.worker.panopto.RateBudget;
import io.panoptoupload.worker.proxy.Proxies;
import io.panoptoupload.worker.source.Globs;
import io.panoptoupload.worker.source.HostRules;
import io.panoptoupload.worker.source.HttpsSettings;
import io.panoptoupload.worker.source.HttpsSources;
import io.panoptoupload.worker.source.S3Account;
import io.panoptoupload.worker.source.S3Settings;
import io.panoptoupload.worker.source.S3Sources;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.SendOutcome;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.transfer.TransferSettings;
import io.panoptoupload.worker.transfer.Transfers;
import io.panoptoupload.worker.transfer.Uplink;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** One way through a proxy for all that the worker reaches over https. */
@Isolated("sets the proxies of the process")
class ThroughProxyTest {
    private static final String LOGIN =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString("user:p:a+ss".getBytes(StandardCharsets.UTF_8));
    private static final byte[] BYTES = new byte[50_000];
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final PanoptoSettings PANOPTO =
            new PanoptoSettings(
                    URI.create("https://panopto.invalid"),
                    new OAuth("id", "secret", new OAuth.Password("user", "password")),
                    new RateBudget(1000, 1000, 1000, 1));

    private final ProxySelector usual = ProxySelector.getDefault();
    private TestTls tls;
    private FakePanopto panopto;
    private FileServer files;

    @BeforeEach
    void start() throws Exception {
        tls = TestTls.of("dns:panopto.invalid,dns:media.invalid,dns:s3.invalid");
        panopto = new FakePanopto(tls);
        files = new FileServer(tls, BYTES);
    }

    @AfterEach
    void stop() {
        ProxySelector.setDefault(usual);
        panopto.close();
        files.close();
    }

    @Test
    void panopto_and_its_token_server_are_reached() throws Exception {
        try (TunnelProxy proxy = proxy(panopto.baseUrl().getPort(), LOGIN);
                PanoptoHttp http = http(proxy, "user:p%3Aa+ss@")) {
            assertThat(tokens(http).current()).isEqualTo("t0k3n");

            assertThat(proxy.heads()).last().asString().startsWith("CONNECT panopto.invalid:443 ");
            assertThat(panopto.heads())
                    .allSatisfy(head ->
                            assertThat(head.headers()).doesNotContainKey("proxy-authorization"));
        }
    }

    @Test
    void a_proxy_that_wants_another_login_is_named_for_panopto() throws Exception {
        try (TunnelProxy proxy = proxy(panopto.baseUrl().getPort(), LOGIN);
                PanoptoHttp http = http(proxy, "")) {
            assertProxy(fault(() -> tokens(http).current()), ErrorCode.PANOPTO_UNAVAILABLE);
        }
    }

    @Test
    void its_storage_is_reached() throws Exception {
        try (TunnelProxy proxy = proxy(panopto.baseUrl().getPort(), LOGIN);
                Transfers transfers = transfers()) {
            through(proxy, "user:p%3Aa+ss@");

            assertThat(transfers.sendBytes(target(), "a.xml", BYTES, () -> Stopping.CUT))
                    .isInstanceOf(SendOutcome.Sent.class);

            assertThat(panopto.object("a.xml")).isEqualTo(BYTES);
            assertThat(proxy.heads()).last().asString().startsWith("CONNECT panopto.invalid:443 ");
        }
    }

    @Test
    void a_proxy_that_wants_another_login_is_named_for_storage() throws Exception {
        try (TunnelProxy proxy = proxy(panopto.baseUrl().getPort(), LOGIN);
                Transfers transfers = transfers()) {
            through(proxy, "user:wrong@");

            assertProxy(
                    fault(() -> transfers.sendBytes(target(), "a.xml", BYTES, () -> Stopping.CUT)),
                    ErrorCode.PANOPTO_UNAVAILABLE);
        }
    }

    @Test
    void an_https_source_is_reached_and_its_credential_is_not_the_proxys() throws Exception {
        try (TunnelProxy proxy = proxy(files.port(), LOGIN);
                HttpsSources sources = https(true)) {
            through(proxy, "user:p%3Aa+ss@");
            Source source = sources.at(URI.create("https://media.invalid/x.mp4"), null);

            assertThat(source.pin().sizeBytes()).isEqualTo(BYTES.length);
            try (var in = source.open(source.pin(), 10, 100)) {
                assertThat(in.readNBytes(100)).hasSize(100);
            }
            assertThat(files.heads())
                    .allSatisfy(head ->
                            assertThat(head.headers())
                                    .doesNotContainKeys("proxy-authorization", "authorization"));
        }
    }

    @Test
    void a_proxy_that_wants_another_login_is_named_for_https_sources() throws Exception {
        try (TunnelProxy proxy = proxy(files.port(), LOGIN);
                HttpsSources sources = https(true)) {
            through(proxy, "");
            Source source = sources.at(URI.create("https://media.invalid/x.mp4"), null);

            assertProxy(fault(source::pin), ErrorCode.SOURCE_UNREADABLE);
        }
    }

    @Test
    void a_private_address_is_refused_behind_a_proxy_too() throws Exception {
        try (TunnelProxy proxy = proxy(files.port(), null);
                HttpsSources sources = https(false)) {
            through(proxy, "");

            Fault fault = fault(sources.at(URI.create("https://10.1.2.3/x.mp4"), null)::pin);

            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
            assertThat(proxy.heads()).isEmpty();
        }
    }

    @Test
    void an_s3_source_is_reached() throws Exception {
        try (TunnelProxy proxy = proxy(files.port(), LOGIN);
                S3Sources sources = s3()) {
            through(proxy, "user:p%3Aa+ss@");
            Source source = sources.at(URI.create("s3://campus/lectures/x.mp4"), null);

            assertThat(source.pin().sizeBytes()).isEqualTo(BYTES.length);
            assertThat(proxy.heads()).last().asString().startsWith("CONNECT s3.invalid:443 ");
        }
    }

    @Test
    void a_proxy_that_wants_another_login_is_named_for_s3_sources() throws Exception {
        try (TunnelProxy proxy = proxy(files.port(), LOGIN);
                S3Sources sources = s3()) {
            through(proxy, "");
            Source source = sources.at(URI.create("s3://campus/lectures/x.mp4"), null);

            assertProxy(fault(source::pin), ErrorCode.SOURCE_UNREADABLE);
        }
    }

    /** Whose policy it is, or whose own trouble: nobody's credentials are at fault. */
    @ParameterizedTest
    @ValueSource(ints = {403, 404, 502})
    void a_proxy_that_opens_no_tunnel_is_named_with_its_status(int status) throws Exception {
        try (TunnelProxy proxy = proxy(files.port(), null);
                PanoptoHttp http = http(proxy, "");
                Transfers transfers = transfers();
                HttpsSources https = https(true);
                S3Sources s3 = s3()) {
            proxy.refuse(status);
            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(
                            () -> tokens(http).current(),
                            () -> transfers.sendBytes(target(), "a.xml", BYTES, () -> Stopping.CUT),
                            https.at(URI.create("https://media.invalid/x.mp4"), null)::pin,
                            s3.at(URI.create("s3://campus/lectures/x.mp4"), null)::pin)) {
                Fault fault = fault(call);
                assertThat(fault).isInstanceOf(TransientFault.class);
                assertThat(fault)
                        .hasMessageContaining("proxy")
                        .hasMessageContaining(Integer.toString(status))
                        .hasMessageNotContaining("login");
            }
        }
    }

    private static void assertProxy(Fault fault, ErrorCode code) {
        assertThat(fault).isInstanceOf(TransientFault.class);
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault)
                .hasMessageContaining("proxy")
                .hasMessageContaining("407")
                .hasMessageNotContaining("wrong");
    }

    private static Fault fault(ThrowingCallable call) {
        return catchThrowableOfType(Fault.class, call);
    }

    private static TunnelProxy proxy(int target, @Nullable String login) throws Exception {
        return new TunnelProxy(target, login);
    }

    private static void through(TunnelProxy proxy, String login) {
        ProxySelector.setDefault(
                new Proxies(
                        Map.of("HTTPS_PROXY", "http://" + login + "localhost:" + proxy.port()),
                        new Properties(),
                        null));
    }

    private PanoptoHttp http(TunnelProxy proxy, String login) {
        through(proxy, login);
        return new PanoptoHttp(PANOPTO, tls.context());
    }

    private static AccessTokens tokens(PanoptoHttp http) {
        return new AccessTokens(PANOPTO, http, new SimpleMeterRegistry(), InstantSource.system());
    }

    private static S3Target target() {
        return S3Target.of(
                URI.create("https://panopto.invalid/Panopto/Upload/" + FakePanopto.GUID));
    }

    private Transfers transfers() {
        return new Transfers(
                new TransferSettings(
                        1,
                        2,
                        PATIENCE,
                        PATIENCE,
                        () -> Long.MAX_VALUE,
                        new RetryLimits(1, Duration.ofMillis(1), Duration.ofMillis(1))),
                Uplink.ofRate(1e12),
                tls.context(),
                new SimpleMeterRegistry(),
                _ -> {});
    }

    private HttpsSources https(boolean allowPrivate) {
        return new HttpsSources(
                new HttpsSettings(
                        HostRules.onAnyPort(List.of("media.invalid", "10.1.2.3")),
                        allowPrivate,
                        Map.of(),
                        tls.context(),
                        2,
                        PATIENCE,
                        PATIENCE));
    }

    private S3Sources s3() {
        return new S3Sources(
                new S3Settings(
                        Map.of(
                                "campus",
                                new S3Account(
                                        URI.create("https://s3.invalid"),
                                        "eu-central-1",
                                        "reader",
                                        "key",
                                        true,
                                        new Globs(List.of("lectures")))),
                        tls.context(),
                        2,
                        PATIENCE,
                        PATIENCE));
    }
}
