package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.FreePorts;
import io.panoptoupload.broker.KafkaBroker;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two more ways in to a broker, SASL_SSL (SCRAM) and mutual TLS, where ACLs say what is allowed,
 * and what clients need to come that way. Who comes the plain way may do everything.
 */
final class KafkaSecurity {
    static final String SCRAM_PRINCIPAL = "User:worker";
    static final String TLS_PRINCIPAL = "User:CN=worker,OU=captures";
    static final String SCRAM_PASSWORD = "s3cret-scram";
    static final String STORE_PASSWORD = "s3cret-store";

    private final Path directory;
    private final int sasl = FreePorts.next();
    private final int tls = FreePorts.next();

    private KafkaSecurity(Path directory) {
        this.directory = directory;
    }

    /** Makes the certificates. */
    static KafkaSecurity in(Path directory) throws IOException, InterruptedException {
        KafkaSecurity security = new KafkaSecurity(Files.createDirectories(directory));
        security.certificate("broker", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1");
        security.certificate("worker", "CN=worker, OU=captures");
        security.trust("trust-broker", "broker");
        security.trust("trust-worker", "worker");
        return security;
    }

    void configure(KafkaBroker.Builder broker) {
        broker.listener("SCRAM", "SASL_SSL", sasl)
                .listener("MUTUAL", "SSL", tls)
                .property("ssl.keystore.location", store("broker").toString())
                .property("ssl.keystore.password", STORE_PASSWORD)
                .property("ssl.key.password", STORE_PASSWORD)
                .property("ssl.keystore.type", "PKCS12")
                .property("ssl.truststore.location", store("trust-worker").toString())
                .property("ssl.truststore.password", STORE_PASSWORD)
                .property("ssl.truststore.type", "PKCS12")
                .property("listener.name.mutual.ssl.client.auth", "required")
                .property("listener.name.scram.sasl.enabled.mechanisms", "SCRAM-SHA-512")
                .property(
                        "listener.name.scram.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;")
                .property(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .property("group.min.session.timeout.ms", "2000")
                .property("super.users", "User:ANONYMOUS;User:admin");
    }

    /** The worker's, and an administrator's. */
    void addUsers(Admin admin) throws Exception {
        List<UserScramCredentialAlteration> users = new ArrayList<>();
        for (String user : List.of("worker", "admin")) {
            users.add(
                    new UserScramCredentialUpsertion(
                            user,
                            new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                            SCRAM_PASSWORD));
        }
        admin.alterUserScramCredentials(users).all().get();
    }

    /** The worker's properties for SASL_SSL. */
    String[] scram() {
        return new String[] {
            "--spring.kafka.bootstrap-servers=127.0.0.1:" + sasl,
            "--spring.kafka.security.protocol=SASL_SSL",
            "--spring.kafka.properties.sasl.mechanism=SCRAM-SHA-512",
            "--spring.kafka.properties.sasl.jaas.config=" + jaas("worker"),
            "--spring.kafka.ssl.trust-store-location=file:" + store("trust-broker"),
            "--spring.kafka.ssl.trust-store-password=" + STORE_PASSWORD,
            "--spring.kafka.ssl.trust-store-type=PKCS12"
        };
    }

    /** The worker's properties for mutual TLS. */
    String[] mutualTls() {
        return new String[] {
            "--spring.kafka.bootstrap-servers=127.0.0.1:" + tls,
            "--spring.kafka.security.protocol=SSL",
            "--spring.kafka.ssl.key-store-location=file:" + store("worker"),
            "--spring.kafka.ssl.key-store-password=" + STORE_PASSWORD,
            "--spring.kafka.ssl.key-password=" + STORE_PASSWORD,
            "--spring.kafka.ssl.key-store-type=PKCS12",
            "--spring.kafka.ssl.trust-store-location=file:" + store("trust-broker"),
            "--spring.kafka.ssl.trust-store-password=" + STORE_PASSWORD,
            "--spring.kafka.ssl.trust-store-type=PKCS12"
        };
    }

    /** The same from one of Spring's SSL bundles. */
    String[] mutualTlsFromBundle() {
        String bundle = "--spring.ssl.bundle.jks.kafka.";
        return new String[] {
            "--spring.kafka.bootstrap-servers=127.0.0.1:" + tls,
            "--spring.kafka.security.protocol=SSL",
            "--spring.kafka.ssl.bundle=kafka",
            bundle + "keystore.location=file:" + store("worker"),
            bundle + "keystore.password=" + STORE_PASSWORD,
            bundle + "keystore.type=PKCS12",
            bundle + "key.password=" + STORE_PASSWORD,
            bundle + "truststore.location=file:" + store("trust-broker"),
            bundle + "truststore.password=" + STORE_PASSWORD,
            bundle + "truststore.type=PKCS12"
        };
    }

    /** The same from files of PEM: the key with its chain in one, and whom it trusts. */
    String[] mutualTlsFromPem(Path keyWithChain, Path trusted) {
        return new String[] {
            "--spring.kafka.bootstrap-servers=127.0.0.1:" + tls,
            "--spring.kafka.security.protocol=SSL",
            "--spring.kafka.ssl.key-store-type=PEM",
            "--spring.kafka.ssl.key-store-location=file:" + keyWithChain,
            "--spring.kafka.ssl.trust-store-type=PEM",
            "--spring.kafka.ssl.trust-store-location=file:" + trusted
        };
    }

    /** A private key in PKCS#8 and its certificate behind it. */
    Path keyWithChain(String name) throws GeneralSecurityException, IOException {
        char[] password = STORE_PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance(store(name).toFile(), password);
        String key =
                Base64.getMimeEncoder().encodeToString(keys.getKey(name, password).getEncoded());
        return Files.writeString(
                directory.resolve(name + "-key.pem"),
                "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n%s"
                        .formatted(key, Files.readString(pem(name))));
    }

    /** For {@code --command-config} of Kafka's own programs, over SASL_SSL. */
    Path administrator() throws IOException {
        return Files.writeString(
                directory.resolve("admin.properties"),
                """
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=%s
                ssl.truststore.location=%s
                ssl.truststore.password=%s
                ssl.truststore.type=PKCS12
                """
                        .formatted(jaas("admin"), store("trust-broker"), STORE_PASSWORD));
    }

    private static String jaas(String user) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, SCRAM_PASSWORD);
    }

    private Path store(String name) {
        return directory.resolve(name + ".p12");
    }

    private void certificate(String name, String subject, String... more)
            throws IOException, InterruptedException {
        keytool(
                name,
                Stream.concat(
                                Stream.of(
                                        "-genkeypair",
                                        "-keyalg",
                                        "EC",
                                        "-alias",
                                        name,
                                        "-dname",
                                        subject),
                                Stream.of(more))
                        .toArray(String[]::new));
        keytool(name, "-exportcert", "-rfc", "-alias", name, "-file", pem(name).toString());
    }

    private void trust(String name, String trusted) throws IOException, InterruptedException {
        keytool(
                name,
                "-importcert",
                "-noprompt",
                "-alias",
                trusted,
                "-file",
                pem(trusted).toString());
    }

    /** Its certificate. */
    Path pem(String name) {
        return directory.resolve(name + ".pem");
    }

    private void keytool(String name, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store(name).toString()));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", STORE_PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }
}
