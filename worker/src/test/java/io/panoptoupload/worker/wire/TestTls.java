package io.panoptoupload.worker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.source.HostRules;
import io.panoptoupload.worker.source.HttpsSettings;
import io.panoptoupload.worker.source.HttpsSources;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A certificate, and those who trust it. */
public record TestTls(SSLContext context, List<TrustManager> trusted) {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Map<String, TestTls> MADE = new ConcurrentHashMap<>();

    /** The certificate as a file, for clients that are to trust it. */
    public Path pem(Path directory) throws IOException {
        X509Certificate own = ((X509TrustManager) trusted.getFirst()).getAcceptedIssuers()[0];
        try {
            return Files.writeString(
                    directory.resolve("test-tls.pem"),
                    "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                            .formatted(Base64.getMimeEncoder().encodeToString(own.getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Files of this machine's servers, for a client that trusts it. */
    public HttpsSources sources(Duration readTimeout) {
        return new HttpsSources(
                new HttpsSettings(
                        HostRules.onAnyPort(List.of("localhost")),
                        true,
                        Map.of(),
                        context,
                        4,
                        Duration.ofSeconds(20),
                        readTimeout));
    }

    /** The one of this JVM for its own host: keytool takes as long as many a test. */
    public static TestTls ofLocalhost() {
        return of("dns:localhost,ip:127.0.0.1");
    }

    /** The one of this JVM for these names, as keytool writes alternative names. */
    public static TestTls of(String names) {
        return MADE.computeIfAbsent(names, TestTls::made);
    }

    private static TestTls made(String names) {
        try {
            Path directory = Files.createTempDirectory("test-tls");
            Path store = directory.resolve("tls.p12");
            try {
                generate(store, names);
                return read(store);
            } finally {
                Files.deleteIfExists(store);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void generate(Path store, String names)
            throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=" + names,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private static TestTls read(Path store) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            KeyManagerFactory keyManagers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, PASSWORD);
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return new TestTls(context, List.of(trust.getTrustManagers()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
