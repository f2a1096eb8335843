package io.panoptoupload.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.OAuth;
import io.panoptoupload.worker.panopto.PanoptoHttp;
import io.panoptoupload.worker.panopto.PanoptoSettings;
import io.panoptoupload.worker.panopto.RateBudget;
import io.panoptoupload.worker.proxy.Proxies;
import io.panoptoupload.worker.source.Globs;
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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Through Debian's tinyproxy, with a login; skipped where it is not installed. */
@Tag("full")
@Isolated("sets the proxies of the process")
class RealProxyTest {
    private static final Path TINYPROXY = Path.of("/usr/bin/tinyproxy");
    private static final byte[] BYTES = new byte[50_000];

    private final ProxySelector usual = ProxySelector.getDefault();
    private @Nullable Process proxy;
    private Path log = Path.of("none");
    private int port;
    private TestTls tls;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        if (!Boolean.getBoolean("checks.required")) {
            Assumptions.assumeTrue(
                    Files.isExecutable(TINYPROXY),
                    "tinyproxy is not installed (apt install tinyproxy)");
        }
        tls = TestTls.ofLocalhost();
        port = freePort();
        log = directory.resolve("proxy.log");
        Path configuration = directory.resolve("proxy.conf");
        Files.write(
                configuration,
                List.of(
                        "Port " + port,
                        "Listen 127.0.0.1",
                        "Allow 127.0.0.1",
                        "BasicAuth worker p4ss",
                        "LogLevel Connect",
                        "LogFile \"" + log + "\""));
        proxy =
                new ProcessBuilder(TINYPROXY.toString(), "-d", "-c", configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("proxy.out").toFile())
                        .start();
        await().until(this::listens);
    }

    @AfterEach
    void stop() throws InterruptedException {
        ProxySelector.setDefault(usual);
        if (proxy != null) {
            proxy.destroy();
            assertThat(proxy.waitFor(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void everything_goes_through_it() throws Exception {
        through("p4ss");
        try (FakePanopto panopto = new FakePanopto(tls);
                FileServer files = new FileServer(tls, BYTES);
                PanoptoHttp http = new PanoptoHttp(settings(panopto), tls.context());
                Transfers transfers = transfers();
                FileServer bucket = new FileServer(tls, BYTES);
                HttpsSources sources = tls.sources(Duration.ofSeconds(20));
                S3Sources s3 = s3(bucket)) {
            assertThat(tokens(panopto, http).current()).isEqualTo("t0k3n");
            assertThat(
                            transfers.sendBytes(
                                    S3Target.of(panopto.uploadTarget()),
                                    "a.xml",
                                    BYTES,
                                    () -> Stopping.CUT))
                    .isInstanceOf(SendOutcome.Sent.class);
            Source source = sources.at(files.uri("/x.mp4"), null);
            assertThat(source.pin().sizeBytes()).isEqualTo(BYTES.length);
            Source object = s3.at(URI.create("s3://campus/lectures/x.mp4"), null);
            assertThat(object.pin().sizeBytes()).isEqualTo(BYTES.length);

            assertThat(panopto.object("a.xml")).isEqualTo(BYTES);
            for (int server : List.of(panopto.baseUrl().getPort(), files.port(), bucket.port())) {
                assertThat(Files.readString(log)).contains("CONNECT localhost:" + server);
            }
        }
    }

    @Test
    void a_wrong_login_is_called_the_proxys() throws Exception {
        through("wrong");
        try (FakePanopto panopto = new FakePanopto(tls);
                FileServer files = new FileServer(tls, BYTES);
                PanoptoHttp http = new PanoptoHttp(settings(panopto), tls.context());
                Transfers transfers = transfers();
                HttpsSources sources = tls.sources(Duration.ofSeconds(20));
                S3Sources s3 = s3(files)) {
            S3Target target = S3Target.of(panopto.uploadTarget());
            Source source = sources.at(files.uri("/x.mp4"), null);
            assertProxy(() -> tokens(panopto, http).current());
            assertProxy(() -> transfers.sendBytes(target, "a.xml", BYTES, () -> Stopping.CUT));
            assertProxy(source::pin);
            assertProxy(s3.at(URI.create("s3://campus/lectures/x.mp4"), null)::pin);
        }
    }

    private static void assertProxy(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(TransientFault.class).hasMessageContaining("proxy");
    }

    /** By the JVM's properties, since this machine itself needs no proxy otherwise. */
    private void through(String password) {
        Properties properties = new Properties();
        properties.setProperty("https.proxyHost", "127.0.0.1");
        properties.setProperty("https.proxyPort", Integer.toString(port));
        properties.setProperty("https.proxyUser", "worker");
        properties.setProperty("https.proxyPassword", password);
        ProxySelector.setDefault(
                new Proxies(
                        Map.of(),
                        properties,
                        ProxySelector.of(InetSocketAddress.createUnresolved("127.0.0.1", port))));
    }

    private static PanoptoSettings settings(FakePanopto panopto) {
        return new PanoptoSettings(
                panopto.baseUrl(),
                new OAuth("id", "secret", new OAuth.Password("user", "password")),
                new RateBudget(1000, 1000, 1000, 1));
    }

    private static AccessTokens tokens(FakePanopto panopto, PanoptoHttp http) {
        return new AccessTokens(
                settings(panopto), http, new SimpleMeterRegistry(), InstantSource.system());
    }

    private Transfers transfers() {
        return new Transfers(
                new TransferSettings(1, 2),
                Uplink.ofRate(1e12),
                tls.context(),
                new SimpleMeterRegistry(),
                _ -> {});
    }

    private S3Sources s3(FileServer bucket) {
        URI endpoint = URI.create("https://localhost:" + bucket.port());
        S3Account account =
                new S3Account(
                        endpoint,
                        "eu-central-1",
                        "reader",
                        "key",
                        true,
                        new Globs(List.of("lectures")));
        return new S3Sources(
                new S3Settings(
                        Map.of("campus", account),
                        tls.context(),
                        2,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20)));
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
