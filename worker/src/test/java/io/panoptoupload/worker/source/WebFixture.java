package io.panoptoupload.worker.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.transfer.Pin;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.wire.FileServer;
import io.panoptoupload.worker.wire.TestTls;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A web server with a recording, and those who may read it. */
final class WebFixture implements AutoCloseable {
    static final int SIZE = 300_000;

    final TestTls tls;
    final FileServer server;
    final byte[] bytes = new byte[SIZE];
    final HttpsSources sources;
    private final HttpsSources impatient;

    WebFixture(TestTls tls) throws IOException {
        this(tls, SystemDefaultDnsResolver.INSTANCE);
    }

    WebFixture(TestTls tls, DnsResolver addresses) throws IOException {
        new Random(1).nextBytes(bytes);
        this.tls = tls;
        server = new FileServer(tls, bytes);
        sources = new HttpsSources(settings(Duration.ofSeconds(20)), addresses);
        impatient = new HttpsSources(settings(Duration.ofMillis(500)), addresses);
    }

    private HttpsSettings settings(Duration patience) {
        List<String> here = List.of("localhost", "127.0.0.1");
        HostRules servers = HostRules.onAnyPort(here);
        return new HttpsSettings(
                servers,
                true,
                Map.of(
                        "lms",
                        HttpCredential.bearer(
                                HostRules.onHttpsPort(List.of("localhost:" + server.port())),
                                "t0ken-s3cret"),
                        "basic",
                        HttpCredential.basic(servers, "reader", "pass-s3cret"),
                        "other",
                        HttpCredential.bearer(
                                HostRules.onHttpsPort(List.of("*.other.example")), "x")),
                tls.context(),
                4,
                Duration.ofSeconds(5),
                patience);
    }

    /** The recording for a client with a short idle time-out. */
    Source impatientSource() {
        return impatient.at(server.uri("/lecture.mp4"), null);
    }

    Source source() {
        return source("/lecture.mp4", null);
    }

    Source source(String pathAndQuery, @Nullable String credential) {
        return sources.at(server.uri(pathAndQuery), credential);
    }

    static byte[] read(Source source, Pin pin, long offset, int length) throws IOException {
        try (InputStream in = source.open(pin, offset, length)) {
            return in.readNBytes(length);
        }
    }

    static Fault fault(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(Fault.class);
        return (Fault) thrown;
    }

    static void assertFault(ThrowingCallable call, Class<? extends Fault> type, ErrorCode code) {
        Fault fault = fault(call);
        assertThat(fault).isInstanceOf(type);
        assertThat(fault.code()).isEqualTo(code);
    }

    @Override
    public void close() {
        sources.close();
        impatient.close();
        server.close();
    }
}
