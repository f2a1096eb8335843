package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class ConfigurationCheckTest {
    private final Map<String, Object> properties = new HashMap<>(minimal());

    static Map<String, Object> minimal() {
        return Map.of(
                "spring.kafka.bootstrap-servers", "localhost:9092",
                "panopto.base-url", "https://uni.hosted.panopto.com",
                "panopto.oauth.client-id", "client",
                "panopto.oauth.client-secret", "s3cret-of-client",
                "panopto.oauth.username", "uploader",
                "panopto.oauth.password", "s3cret-of-user");
    }

    @Test
    void the_least_is_enough() {
        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "panopto.oauth.client-id",
                "panopto.oauth.client-secret",
                "panopto.oauth.username",
                "panopto.oauth.password",
                "worker.sources.credentials.lms.token",
                "worker.sources.s3.campus.access-key-id",
                "worker.sources.s3.campus.secret-access-key"
            })
    void a_secret_with_more_than_itself_is_named_and_not_shown(String property) {
        properties.put("worker.sources.credentials.lms.token", "t");
        properties.put("worker.sources.credentials.lms.hosts", "lms.uni.example");
        properties.put("worker.sources.s3.campus.access-key-id", "reader");
        properties.put("worker.sources.s3.campus.secret-access-key", "k");
        properties.put("worker.sources.s3.campus.buckets", "lectures");
        assertThat(faults()).isEmpty();

        for (String text : List.of("\uFEFFhidden", "\"hidden\"", "hidden ", "hidden\n\n")) {
            properties.put(property, text);
            assertThat(faults())
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).startsWith(property + ": ").doesNotContain("hidden"));
        }
    }

    @Test
    void a_proxy_that_cannot_be_used_is_named_and_not_shown() {
        properties.put("HTTPS_PROXY", "socks5://hidden@proxy:1080");

        assertThat(faults())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith("HTTPS_PROXY: ").doesNotContain("hidden"));
    }

    @Test
    void a_refresh_token_file_is_looked_into(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("token");
        properties.put("panopto.oauth.grant", "refresh-token");
        properties.put("panopto.oauth.refresh-token-file", file.toString());
        assertThat(faults()).as("it may be mounted later").isEmpty();

        Files.writeString(file, "hidden\n\n");
        assertThat(faults()).isEmpty();

        for (String text : List.of("\uFEFFhidden\n", "\"hidden\"", "hidden\nhidden")) {
            Files.writeString(file, text);
            assertThat(faults())
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line)
                                    .startsWith("panopto.oauth.refresh-token-file: ")
                                    .doesNotContain("hidden"));
        }
    }

    @Test
    void everything_that_is_missing_is_named_at_once() {
        properties.clear();
        assertThat(faults())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("spring.kafka.bootstrap-servers: is m"),
                        line ->
                                assertThat(line)
                                        .startsWith("panopto.base-url: is missing; allowed"),
                        line -> assertThat(line).startsWith("panopto.oauth.client-id: is missing"),
                        line -> assertThat(line).startsWith("panopto.oauth.client-secret: is mis"),
                        line -> assertThat(line).startsWith("panopto.oauth.username: is missing"),
                        line -> assertThat(line).startsWith("panopto.oauth.password: is missing"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "panopto.base-url                 | http://uni.example",
                "panopto.base-url                 | ftp://uni.example",
                "panopto.base-url                 | uni.example",
                "panopto.base-url                 | https://uni.example?x=1",
                "panopto.base-url                 | https://uni example",
                "panopto.base-url                 | http://127.evil.example",
                "panopto.oauth.grant              | implicit",
                "panopto.rate-limit.per-second    | 0",
                "panopto.circuit-breaker.minimum-calls | 0",
                "panopto.rate-limit.per-minute    | many",
                "panopto.rate-limit.per-hour      | -1",
                "panopto.rate-limit.per-second    | 3600001",
                "panopto.rate-limit.workers       | 0",
                "panopto.rate-limit.workers       | 1001",
                "panopto.rate-limit.workers       | automatic",
                "panopto.ssl-bundle               | nowhere",
                "panopto.ssl-bundle               | No_Where",
                "panopto.ssl-bundle               | a]b[",
                "panopto.delete-failed-sessions   | perhaps",
                "server.port                      | 65536",
                "server.port                      | http",
                "worker.topics.requests           | no spaces",
                "worker.topics.outcomes           | ümlaut",
                "worker.topics.journal            | a/b",
                "worker.topics.dead-letter        | a:b",
                "worker.topics.create             | maybe",
                "worker.topics.partitions         | 0",
                "worker.topics.replication-factor | 0",
                "worker.uploads                   | 0",
                "worker.parts                     | 65",
                "worker.part-size                 | 4MB",
                "worker.part-size                 | 25000001B",
                "worker.part-size                 | large",
                "worker.bandwidth                 | 1KB",
                "worker.bandwidth                 | 0",
                "worker.bandwidth                 | fast",
                "worker.bandwidth                 | 99999999999TB",
                "worker.bandwidth                 | 07:00 20MB, 22:00 0",
                "worker.bandwidth                 | 07:00 20MB,",
                "worker.bandwidth                 | 07:00 20MB, 24:00 unlimited",
                "worker.bandwidth                 | 07:00 20MB, 7pm unlimited",
                "worker.bandwidth                 | 07:00 20MB, 07:00 unlimited",
                "worker.bandwidth                 | Sun-07:00 20MB, sunday-7:00 unlimited",
                "worker.bandwidth                 | Sam-07:00 20MB",
                "worker.bandwidth                 | 07:00",
                "worker.bandwidth                 | 20MB, 22:00 unlimited",
                "worker.total-bandwidth           | 07:00 1KB",
                "worker.time-zone                 | Europe/Bielefeld",
                "worker.open-jobs                 | 0",
                "worker.waiting-jobs              | 0",
                "worker.sources.minimum-rate      | 2MB",
                "worker.sources.minimum-rate      | fast",
                "worker.sources.minimum-rate-window | 0s",
                "worker.checkpoint-interval       | 0s",
                "worker.shutdown-grace            | 2h",
                "worker.checkpoint-interval       | often",
                "worker.retry.give-up-after       | -1h",
                "worker.processing.first-poll     | 2h",
                "worker.processing.max-poll       | 0s",
                "worker.processing.give-up-after  | never",
                "worker.deduplication             | 999ms",
                "management.opentelemetry.tracing.export.otlp.endpoint  | collector:4318",
                "management.opentelemetry.tracing.export.otlp.transport | grpc",
                "worker.sources.file-roots        | /no/such/directory",
                "worker.sources.https-hosts       | https://media.uni.example",
                "worker.sources.https-hosts       | media.uni.example:443",
                "worker.sources.https-hosts       | media.uni.example/captures",
                "worker.sources.ssl-bundle        | none",
                "worker.sources.allow-private-addresses | perhaps"
            })
    void a_wrong_value_is_one_line_with_the_value_and_what_is_allowed(
            String property, String value) {
        properties.put(property, value);
        assertThat(faults())
                .satisfiesExactly(line ->
                        assertThat(line)
                                .startsWith(property + ": '" + value + "'")
                                .contains("allowed: "));
    }

    @ParameterizedTest
    @CsvSource({
        "panopto.base-url,http://localhost:8443",
        "panopto.base-url,http://127.0.0.1",
        "panopto.base-url,http://[::1]:80",
        "panopto.oauth.grant,PASSWORD",
        "worker.part-size,5MB",
        "worker.part-size,25000000B",
        "worker.bandwidth,50MB",
        "worker.bandwidth,''",
        "worker.bandwidth,104857600",
        "worker.bandwidth,unlimited",
        "worker.bandwidth,'07:00 20MB, 22:00 unlimited, Sat-00:00 unlimited'",
        "worker.bandwidth,'  7:00   20 MB ,monday-22:00 Unlimited'",
        "worker.total-bandwidth,07:00 20MB",
        "worker.time-zone,Europe/Berlin",
        "worker.time-zone,+01:00",
        "panopto.rate-limit.workers,1000",
        "panopto.ssl-bundle,''",
        "spring.kafka.ssl.bundle,''",
        "worker.sources.ssl-bundle,''",
        "panopto.rate-limit.workers,auto",
        "worker.deduplication,7d",
        "worker.deduplication,1s",
        "panopto.rate-limit.per-second,3600000",
        "panopto.rate-limit.per-minute,3600000",
        "panopto.rate-limit.per-hour,3600000",
        "worker.sources.https-hosts,*.uni.example",
        "worker.sources.https-hosts,[fd00::1]",
        "worker.sources.allow-private-addresses,true",
        "worker.topics.replication-factor,-1"
    })
    void what_is_allowed_is_taken(String property, String value) {
        properties.put(property, value);
        assertThat(faults()).isEmpty();
    }

    @Test
    void each_grant_wants_its_own() {
        properties.remove("panopto.oauth.password");
        properties.put("panopto.oauth.grant", "refresh-token");
        assertThat(faults())
                .satisfiesExactly(line ->
                        assertThat(line)
                                .startsWith("panopto.oauth.refresh-token-file: is missing"));
        properties.put("panopto.oauth.grant", "client-credentials");
        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"panopto.base-url", "panopto.oauth.client-secret", "worker.uploads"})
    void a_placeholder_that_nothing_fills_is_a_fault_like_any_other(String property) {
        properties.put(property, "${NOT_SET_ANYWHERE}");
        assertThat(faults()).satisfiesExactly(line -> assertThat(line).startsWith(property + ": "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[", "a]b[", "\u0000", "${", "\u00DC_1."})
    void whatever_stands_in_a_property_is_a_fault_or_allowed(String value) {
        for (String name : KnownProperties.names()) {
            String property = name.replace(KnownProperties.ANY, "campus");
            properties.put(property, value);
            assertThat(faults())
                    .as(property)
                    .allMatch(line -> line.matches("(?s)(worker|panopto)\\.[a-z0-9.-]+: .*"));
            properties.remove(property);
            properties.putAll(minimal());
        }
    }

    @Test
    void secrets_are_never_shown() {
        properties.put("panopto.base-url", "https://admin:s3cret-in-url@uni.example");
        properties.put("panopto.oauth.grant", "wrong");
        properties.put("worker.parts", "wrong");
        assertThat(faults()).hasSize(3).noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void brokers_may_be_a_list() {
        properties.remove("spring.kafka.bootstrap-servers");
        properties.put("spring.kafka.bootstrap-servers[0]", "one:9092");
        properties.put("spring.kafka.bootstrap-servers[1]", "two:9092");
        assertThat(faults()).isEmpty();
    }

    @Test
    void names_may_be_those_of_the_environment() {
        properties.clear();
        Map<String, Object> variables = new HashMap<>();
        minimal()
                .forEach((name, value) ->
                        variables.put(
                                name.toUpperCase(java.util.Locale.ROOT)
                                        .replace('.', '_')
                                        .replace("-", ""),
                                value));
        assertThat(faults(variables)).isEmpty();
        variables.put("WORKER_RETRY_GIVEUPAFTER", "soon");
        assertThat(faults(variables))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("worker.retry.give-up-after: 'soon'"));
    }

    @ParameterizedTest
    @CsvSource({
        "worker.upload, worker.uploads",
        "worker.part-sizes, worker.part-size",
        "worker.sources.file-root[0], worker.sources.file-roots",
        "worker.sources.s3.campus.bucket, worker.sources.s3.NAME.buckets",
        "worker.sources.credentials.lms.site.token, worker.sources.credentials.NAME.token",
        "panopto.oauth.clientsecret.file, panopto.oauth.client-secret",
        "panopto.oauth.usrname, panopto.oauth.username"
    })
    void a_name_that_is_not_known_is_refused_with_the_nearest_one(String name, String nearest) {
        properties.put(name, "s3cret");
        assertThat(faults()).contains(name + ": is not known; the nearest that is: " + nearest);
    }

    @Test
    void names_are_read_as_spring_reads_them() {
        properties.put("worker.partSize", "5MB");
        properties.put("worker.part_size", "5MB");
        properties.put("worker.sources.fileRoots[0]", "/");
        for (String name : List.of(".lms-uni", ".LMS", "[LMS]", "[lms-uni]", "[lms.uni]")) {
            properties.put("worker.sources.credentials%s.token".formatted(name), "t");
            properties.put("worker.sources.credentials%s.hosts".formatted(name), "lms.uni.example");
        }
        assertThat(faults()).isEmpty();
    }

    @Test
    void a_variable_is_refused_only_where_it_resembles_a_known_name() {
        Map<String, Object> foreign =
                Map.of(
                        "WORKER_HOME", "/opt",
                        "WORKER_PORT", "tcp://10.0.0.1:80",
                        "WORKER_PARTS_SERVICE_PORT", "80",
                        "PANOPTO_UPLOAD_OPTS", "-Xmx64m",
                        "WORKER_SOURCES_FILE_ROOTS_0", "/",
                        "WORKER_SOURCES_CREDENTIALS_LMS_TOKEN", "t",
                        "WORKER_SOURCES_CREDENTIALS_LMS_HOSTS", "lms.uni.example",
                        "WORKER_PART_SIZE", "5MB");
        assertThat(faults(foreign)).isEmpty();

        assertThat(faults(Map.of("WORKER_UPLOAD", "8", "PANOPTO_RATE_LIMIT_PERSECONDS", "1")))
                .containsExactly(
                        "PANOPTO_RATE_LIMIT_PERSECONDS: is not known; the nearest that is: panopto.rate-limit.per-second",
                        "WORKER_UPLOAD: is not known; the nearest that is: worker.uploads");
    }

    @Test
    void a_directory_that_exists_is_a_root(@TempDir Path directory) {
        properties.put("worker.sources.file-roots", directory + "," + directory);
        assertThat(faults()).isEmpty();
    }

    /**
     * It would be the directory that the worker was started in, which in its image is all of it.
     */
    @ParameterizedTest
    @ValueSource(strings = {"%s,", ",%s", "%s,${SECOND:}", "%s, ,%s"})
    void a_root_without_a_name_is_refused(String roots, @TempDir Path directory) {
        properties.put("worker.sources.file-roots", roots.replace("%s", directory.toString()));
        assertThat(faults())
                .singleElement()
                .asString()
                .startsWith("worker.sources.file-roots: '' is no directory");
    }

    @ParameterizedTest
    @CsvSource({
        "worker.sources.https-hosts, media.uni.example",
        "worker.sources.credentials.lms.hosts, lms.uni.example",
        "worker.sources.s3.campus.buckets, lectures"
    })
    void an_empty_element_of_another_list_is_refused(String property, String first) {
        properties.put("worker.sources.credentials.lms.token", "t");
        properties.put("worker.sources.credentials.lms.hosts", "lms.uni.example");
        properties.put("worker.sources.s3.campus.access-key-id", "reader");
        properties.put("worker.sources.s3.campus.secret-access-key", "k");
        properties.put("worker.sources.s3.campus.buckets", "lectures");
        properties.put(property, first + ",");
        assertThat(faults()).singleElement().asString().startsWith(property + ": '' is no ");
    }

    @Test
    void a_client_of_a_token_server_needs_its_address_id_and_secret() {
        String zoom = "worker.sources.credentials.zoom.";
        properties.put(zoom + "hosts", "zoom.us");
        properties.put(zoom + "oauth2.token-endpoint", "https://zoom.us/oauth/token");
        properties.put(zoom + "oauth2.client-id", "c");
        properties.put(zoom + "oauth2.client-secret", "s3cret");
        properties.put(zoom + "oauth2.parameters.account-id", "a");
        properties.put(zoom + "oauth2.parameters[grant_type]", "account_credentials");
        assertThat(faults()).isEmpty();

        properties.put(zoom + "token", "t");
        properties.put(zoom + "oauth2.token-endpoint", "http://localhost/oauth/token");
        properties.remove(zoom + "oauth2.client-id");
        properties.remove(zoom + "oauth2.client-secret");
        assertThat(faults())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("worker.sources.credentials.zoom: is"),
                        line -> assertThat(line).startsWith(zoom + "oauth2.token-endpoint: 'http"),
                        line -> assertThat(line).startsWith(zoom + "oauth2.client-id: is missing"),
                        line ->
                                assertThat(line)
                                        .startsWith(zoom + "oauth2.client-secret: is missing"));
    }

    @Test
    void a_credential_needs_hosts_and_either_a_token_or_a_password() {
        Map<String, Object> right =
                Map.of(
                        "worker.sources.credentials.lms.token", "s3cret-token",
                        "worker.sources.credentials.lms.hosts", "lms.uni.example",
                        "worker.sources.credentials.nas.username", "reader",
                        "worker.sources.credentials.nas.password", "s3cret-password",
                        "worker.sources.credentials.nas.hosts[0]", "*.uni.example");
        properties.putAll(right);
        assertThat(faults()).isEmpty();

        properties.put("worker.sources.credentials.lms.username", "reader");
        properties.put("worker.sources.credentials.lms.hosts", "https://lms.uni.example");
        properties.remove("worker.sources.credentials.nas.password");
        properties.remove("worker.sources.credentials.nas.hosts[0]");
        assertThat(faults())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("worker.sources.credentials.lms: is"),
                        line ->
                                assertThat(line)
                                        .startsWith("worker.sources.credentials.lms.hosts: 'ht"),
                        line -> assertThat(line).startsWith("worker.sources.credentials.nas: is"),
                        line ->
                                assertThat(line)
                                        .startsWith("worker.sources.credentials.nas.hosts: is m"))
                .noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void an_s3_account_needs_a_key_and_buckets() {
        properties.put("worker.sources.s3.campus.access-key-id", "reader");
        properties.put("worker.sources.s3.campus.secret-access-key", "s3cret-key");
        properties.put("worker.sources.s3.campus.buckets", "lectures,archive-*");
        properties.put("worker.sources.s3.campus.endpoint", "https://s3.uni.example");
        assertThat(faults()).isEmpty();

        properties.put("worker.sources.s3.campus.endpoint", "http://s3.uni.example");
        properties.put("worker.sources.s3.campus.region", "eu central");
        properties.put("worker.sources.s3.campus.path-style", "perhaps");
        properties.put("worker.sources.s3.campus.buckets", "lectures/2026");
        properties.put("worker.sources.s3.other.endpoint", "https://s3.other.example");
        assertThat(faults())
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly(
                        "worker.sources.s3.campus.endpoint",
                        "worker.sources.s3.campus.region",
                        "worker.sources.s3.campus.path-style",
                        "worker.sources.s3.campus.buckets",
                        "worker.sources.s3.other.access-key-id",
                        "worker.sources.s3.other.secret-access-key",
                        "worker.sources.s3.other.buckets");
    }

    @Test
    void a_configured_bundle_is_known() {
        properties.put("panopto.ssl-bundle", "uni");
        properties.put("spring.ssl.bundle.pem.uni.truststore.certificate", "ca.pem");
        assertThat(faults()).isEmpty();
    }

    private List<String> faults() {
        return faults(Map.of());
    }

    private List<String> faults(Map<String, Object> variables) {
        return GivenConfiguration.faults(GivenConfiguration.environment(properties, variables));
    }
}
