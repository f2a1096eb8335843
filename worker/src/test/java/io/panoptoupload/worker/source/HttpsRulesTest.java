package io.panoptoupload.worker.source;

import static io.panoptoupload.worker.source.WebFixture.fault;
import static io.panoptoupload.worker.source.WebFixture.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpsExchange;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.wire.FileServer;
import io.panoptoupload.worker.wire.Head;
import io.panoptoupload.worker.wire.TestTls;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;

/** Who may be asked, by which name and address, with which credential, and who hears of it. */
class HttpsRulesTest {
    private static final TestTls TLS = TestTls.ofLocalhost();

    @ParameterizedTest
    @CsvSource({
        "media.uni.example,  media.uni.example, true",
        "media.uni.example,  MEDIA.uni.example, true",
        "*.uni.example,      a.b.uni.example,   true",
        "*.uni.example,      uni.example,       false",
        "*.uni.example,      evil-uni.example,  false",
        "*.uni.example,      x.uni.example.org, false",
        "media.uni.example,  mediaxuni.example, false",
        "*,                  any.example,       true",
        "lt*.uni.example,    lt12.uni.example,  true"
    })
    void hosts_are_allowed_by_globs(String glob, String host, boolean allowed) {
        HostRules rules = HostRules.onAnyPort(List.of("x.example", glob));
        assertThat(rules.match(HttpsAddress.of(URI.create("https://" + host + ":8443/x"))))
                .isEqualTo(allowed);
    }

    @Test
    void nothing_is_allowed_by_no_glob() {
        assertThat(
                        HostRules.onAnyPort(List.of())
                                .match(HttpsAddress.of(URI.create("https://h.example/x"))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example/x.mp4?sig=s3cret",
                "https://user:s3cret@localhost/x.mp4",
                "https:///x.mp4?sig=s3cret",
                "https:x.mp4?sig=s3cret",
                "https://under_score.example/x?sig=s3cret"
            })
    void other_places_are_refused_before_anything_is_asked(String uri) throws Exception {
        try (WebFixture it = new WebFixture(TLS)) {
            Fault fault = fault(() -> it.sources.at(URI.create(uri), null));

            assertThat(fault).isInstanceOf(PermanentFault.class);
            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
            assertThat(fault).hasMessageNotContaining("s3cret");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MEDIA.uni.test.,         media.uni.test",
        "bücher.uni.test,         xn--bcher-kva.uni.test"
    })
    void whatever_host_a_browser_takes_is_asked_by_its_one_name(String written, String name)
            throws Exception {
        TestTls named = TestTls.of("dns:*.uni.test");
        List<SNIServerName> asked = new CopyOnWriteArrayList<>();
        try (FileServer server = new FileServer(named, new byte[] {1, 2, 3});
                HttpsSources sources =
                        new HttpsSources(
                                new HttpsSettings(
                                        HostRules.onAnyPort(List.of("*.UNI.test.")),
                                        true,
                                        Map.of(),
                                        named.context(),
                                        4,
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(20)),
                                new AnyNameIsHere())) {
            server.oddly(exchange -> {
                if (((HttpsExchange) exchange).getSSLSession() instanceof ExtendedSSLSession tls) {
                    asked.addAll(tls.getRequestedServerNames());
                }
                return false;
            });
            URI uri = URI.create("https://%s:%d/größe//x.mp4".formatted(written, server.port()));

            assertThat(sources.at(uri, null).pin().sizeBytes()).isEqualTo(3);

            assertThat(server.lastHead().header("host")).isEqualTo(name + ":" + server.port());
            assertThat(server.lastHead().target()).isEqualTo("/gr%C3%B6%C3%9Fe//x.mp4");
            assertThat(asked)
                    .extracting(sni -> new String(sni.getEncoded(), StandardCharsets.US_ASCII))
                    .containsExactly(name);
        }
    }

    @Test
    void a_credential_has_to_be_configured_and_for_that_host() throws Exception {
        try (WebFixture it = new WebFixture(TLS)) {
            assertThat(fault(() -> it.source("/x.mp4", "none")))
                    .hasMessageContaining("[basic, lms, other]");
            assertThat(fault(() -> it.source("/x.mp4", "other")))
                    .hasMessageContaining("not for its host");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lms.uni.example,        https://lms.uni.example/x,       true",
        "lms.uni.example,        https://lms.uni.example:443/x,   true",
        "lms.uni.example,        https://LMS.uni.example./x,      true",
        "lms.uni.example,        https://lms.uni.example:8443/x,  false",
        "lms.uni.example:8443,   https://lms.uni.example:8443/x,  true",
        "lms.uni.example:8443,   https://lms.uni.example/x,       false",
        "*.uni.example:*,        https://lms.uni.example:8443/x,  true",
        "[2001:db8::7]:8443,     https://[2001:DB8:0:0::7]:8443/x, true",
        "[2001:db8::7],          https://[2001:db8::7]:8443/x,    false"
    })
    void a_credential_is_bound_to_host_and_port(String rule, String uri, boolean bound) {
        HttpCredential credential =
                HttpCredential.bearer(HostRules.onHttpsPort(List.of(rule)), "t");

        assertThat(credential.isFor(HttpsAddress.of(URI.create(uri)))).isEqualTo(bound);
    }

    @Test
    void a_credential_is_refused_for_another_port_of_its_host() throws Exception {
        try (WebFixture it = new WebFixture(TLS);
                FileServer other = new FileServer(it.tls, it.bytes)) {
            Fault fault = fault(() -> it.sources.at(other.uri("/x.mp4"), "lms"));

            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
            assertThat(fault).hasMessageContaining("not for its host and port");
            assertThat(other.heads()).isEmpty();
        }
    }

    @Test
    void credentials_go_out_as_bearer_and_basic() throws Exception {
        try (WebFixture it = new WebFixture(TLS)) {
            it.source("/x.mp4", "lms").pin();
            assertThat(it.server.lastHead().header("authorization"))
                    .isEqualTo("Bearer t0ken-s3cret");

            it.source("/x.mp4", "basic").pin();
            assertThat(it.server.lastHead().header("authorization"))
                    .isEqualTo(
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(
                                                    "reader:pass-s3cret"
                                                            .getBytes(StandardCharsets.UTF_8)));
            assertThat(it.sources.at(it.server.uri("/x.mp4"), "lms").name())
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void a_presigned_url_is_asked_for_as_it_stands() throws Exception {
        try (WebFixture it = new WebFixture(TLS)) {
            String signed = "/a%20b/%C3%A9.mp4?X-Amz-Credential=k%2F2026&X-Amz-Signature=0a%3d";

            it.source(signed, null).pin();

            assertThat(it.server.lastHead().method()).isEqualTo("GET");
            assertThat(it.server.lastHead().target()).isEqualTo(signed);
        }
    }

    @Test
    void a_redirect_is_followed_without_the_credential() throws Exception {
        try (WebFixture it = new WebFixture(TLS);
                FileServer storage = new FileServer(it.tls, it.bytes)) {
            redirect(it.server, 302, storage.uri("/stored.mp4?sig=1"));
            Source source = it.source("/lecture.mp4", "lms");

            assertThat(read(source, source.pin(), 5, 10)).hasSize(10);

            assertThat(storage.lastHead().target()).isEqualTo("/stored.mp4?sig=1");
            assertThat(storage.lastHead().header("range")).isEqualTo("bytes=5-14");
            assertThat(storage.heads())
                    .extracting(head -> head.header("authorization"))
                    .containsOnly("");
            assertThat(it.server.heads())
                    .extracting(head -> head.header("authorization"))
                    .containsOnly("Bearer t0ken-s3cret");
        }
    }

    @Test
    void a_redirect_within_the_server_keeps_the_credential() throws Exception {
        try (WebFixture it = new WebFixture(TLS)) {
            it.server.oddly(exchange -> {
                if (!exchange.getRequestURI().getPath().equals("/old.mp4")) {
                    return false;
                }
                exchange.getResponseHeaders().set("Location", "new.mp4");
                exchange.sendResponseHeaders(308, -1);
                return true;
            });

            it.source("/old.mp4", "lms").pin();

            assertThat(it.server.heads()).extracting(Head::target).endsWith("/old.mp4", "/new.mp4");
            assertThat(it.server.lastHead().header("authorization")).startsWith("Bearer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example/x.mp4?sig=s3cret",
                "http://localhost/x.mp4",
                "file:///etc/passwd",
                "https://user@localhost/x.mp4"
            })
    void a_redirect_to_where_nothing_may_be_read_is_refused(String target) throws Exception {
        try (WebFixture it = new WebFixture(TLS)) {
            redirect(it.server, 307, URI.create(target));

            Fault fault = fault(() -> it.source().pin());

            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
            assertThat(fault).hasMessageNotContaining("s3cret");
            assertHoldsOnlyBeforeTransfer(fault);
        }
    }

    @Test
    void redirects_in_a_circle_end() throws Exception {
        try (WebFixture it = new WebFixture(TLS)) {
            redirect(it.server, 301, it.server.uri("/lecture.mp4"));

            Fault fault = fault(() -> it.source().pin());

            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
            assertHoldsOnlyBeforeTransfer(fault);
        }
    }

    /** In the middle of a transfer its server may only be out of order. */
    private static void assertHoldsOnlyBeforeTransfer(Fault fault) {
        assertThat(fault)
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        permanent -> assertThat(permanent.holdsOnlyBeforeTransfer()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST.",
                "127.0.0.1",
                "[::1]",
                "[::127.0.0.1]",
                "[::ffff:127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::1]",
                "10.0.0.1",
                "168.63.129.16",
                "169.254.169.254",
                "[fd00:ec2::254]"
            })
    void private_addresses_need_the_operators_word(String host) throws Exception {
        HttpsSettings settings =
                new HttpsSettings(
                        HostRules.onAnyPort(List.of("*")),
                        false,
                        Map.of(),
                        null,
                        4,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
        try (HttpsSources sources = new HttpsSources(settings)) {
            Fault fault = fault(() -> sources.at(URI.create("https://" + host + "/x"), null).pin());

            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
            assertThat(fault).hasMessageContaining("worker.sources.allow-private-addresses=true");
            assertThat(sources.connectionsInUse()).isZero();
        }
    }

    @Test
    void a_redirect_to_a_private_address_is_refused_at_the_connection() throws Exception {
        DnsResolver localhostIsPublic = new LocalhostIsPublic();
        try (WebFixture it = new WebFixture(TLS, localhostIsPublic)) {
            redirect(
                    it.server,
                    302,
                    URI.create("https://127.0.0.1:%d/x.mp4".formatted(it.server.port())));

            Fault fault = fault(() -> it.source().pin());

            assertThat(fault.code()).isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
            assertThat(it.server.heads()).hasSize(1);
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_is_named_as_the_reason() throws Exception {
        try (WebFixture it = new WebFixture(TLS);
                FileServer stranger = new FileServer(TestTls.of("dns:localhost"), it.bytes)) {
            Fault fault = fault(() -> it.sources.at(stranger.uri("/x.mp4"), null).pin());

            assertThat(fault).hasMessageContaining("worker.sources.ssl-bundle");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 206, 302, 400, 401, 403, 404, 412, 416, 429, 500})
    void no_fault_shows_the_query_or_a_credential(int status) throws Exception {
        try (WebFixture it = new WebFixture(TLS)) {
            it.server.oddly(exchange -> {
                if (status == 0) {
                    throw new java.io.IOException("reset");
                }
                exchange.getResponseHeaders().set("Location", "https://other.example/?q=s3cret");
                exchange.sendResponseHeaders(status, -1);
                return true;
            });
            for (String credential : new String[] {null, "lms"}) {
                Throwable thrown =
                        catchThrowable(() -> it.source("/x.mp4?sig=s3cret", credential).pin());

                assertThat(thrown).isInstanceOf(Fault.class);
                StringWriter everything = new StringWriter();
                thrown.printStackTrace(new PrintWriter(everything));
                assertThat(everything.toString()).doesNotContain("s3cret");
            }
        }
    }

    private static void redirect(FileServer from, int status, URI to) {
        from.oddly(exchange -> {
            exchange.getResponseHeaders().set("Location", to.toString());
            exchange.sendResponseHeaders(status, -1);
            return true;
        });
    }

    private static final class AnyNameIsHere implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) {
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /** As if the first host were out on the internet; all others are looked at as ever. */
    private static final class LocalhostIsPublic implements DnsResolver {
        private final Addresses others = new Addresses(false);

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return host.equals("localhost")
                    ? SystemDefaultDnsResolver.INSTANCE.resolve(host)
                    : others.resolve(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
