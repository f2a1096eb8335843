package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.env.StandardEnvironment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class PropertyRemediesTest {
    /** Behind which a line has what can be pasted. */
    private static final String SET = ".*; set(?: instead| alone)?: ";

    private final Map<String, Object> properties = new HashMap<>(ConfigurationCheckTest.minimal());

    /** Each property, with a value that is wrong if any is. */
    static Stream<String> properties() {
        return Stream.concat(
                Stream.of(
                        "spring.kafka.bootstrap-servers",
                        "management.opentelemetry.tracing.export.otlp.endpoint",
                        "management.opentelemetry.tracing.export.otlp.transport"),
                KnownProperties.names().stream()
                        .map(name -> name.replace(KnownProperties.ANY, "campus")));
    }

    @ParameterizedTest
    @MethodSource("properties")
    void what_is_shown_for_a_property_is_allowed(String property) {
        properties.put("panopto.oauth.grant", "client-credentials");
        properties.put("worker.sources.credentials.campus.token", "TOKEN");
        properties.put("worker.sources.credentials.campus.hosts", "media.uni.example");
        properties.put("worker.sources.s3.campus.access-key-id", "ID");
        properties.put("worker.sources.s3.campus.secret-access-key", "KEY");
        properties.put("worker.sources.s3.campus.buckets", "recordings");
        paste(PropertyRemedies.example(property));

        // Its directory and its bundle are the site's; the others of a credential stand alone.
        assertThat(lines())
                .noneMatch(line ->
                        line.startsWith(property + ": ")
                                && !line.contains("'/srv/captures' is no directory")
                                && !line.contains("'SSL_BUNDLE' is not configured"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "worker.uploads                     | 0",
                "worker.upload                      | 8",
                "worker.bandwidth                   | 1KB",
                "worker.part-size                   | large",
                "worker.time-zone                   | Europe/Bielefeld",
                "worker.deduplication               | 0s",
                "worker.topics.journal              | a/b",
                "worker.topics.partitions           | 0",
                "panopto.base-url                   | http://uni.example",
                "panopto.ssl-bundle                 | campus",
                "panopto.ssl-bundle                 | Campus_CA",
                "panopto.oauth.client-secret        | ''",
                "panopto.oauth.pasword              | hidden",
                "panopto.rate-limit.workers         | 0",
                "spring.kafka.bootstrap-servers     | ''",
                "worker.sources.https-hosts         | https://media.uni.example",
                "worker.sources.credentials.lms.username | reader"
            })
    void what_is_shown_for_a_fault_fixes_it_when_it_is_pasted(String property, String value) {
        properties.put("worker.sources.credentials.lms.hosts", "media.uni.example");
        properties.put("worker.sources.credentials.lms.token", "hidden");
        properties.put(property, value);

        String line = shown().getFirst();
        assertThat(line).containsPattern(SET).doesNotContain("hidden");
        if (line.contains("instead: ") || line.contains("alone: ")) {
            properties.remove(property);
        }
        paste(line.replaceFirst(SET, ""));

        assertThat(lines()).isEmpty();
    }

    @Test
    void a_mistyped_name_keeps_its_value_and_the_sites_own_name_unless_it_may_be_a_secret() {
        properties.put("worker.upload", "8");
        properties.put("worker.sources.s3.campus.bucket", "lectures");
        properties.put("panopto.oauth.usrname", "hidden");
        properties.put("worker.pw", "hidden");

        assertThat(shown())
                .satisfiesOnlyOnce(
                        line -> assertThat(line).endsWith("set instead: worker.uploads=8"))
                .satisfiesOnlyOnce(line ->
                        assertThat(line)
                                .endsWith(
                                        "set instead: worker.sources.s3.campus.buckets=recordings"))
                .satisfiesOnlyOnce(line ->
                        assertThat(line).endsWith("set instead: panopto.oauth.username=USERNAME"))
                .noneMatch(line -> line.contains("hidden"));
    }

    @Test
    void a_mistyped_variable_is_answered_by_the_property() {
        assertThat(shown(Map.of("WORKER_UPLOAD", "8")))
                .singleElement()
                .asString()
                .endsWith("; set instead: worker.uploads=8");
    }

    @Test
    void what_stands_in_no_property_is_fixed_by_a_command(@TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve("a token"), "\"hidden\"");
        properties.put("panopto.oauth.grant", "refresh-token");
        properties.put("panopto.oauth.refresh-token-file", file.toString());
        properties.put("https_proxy", "socks5://proxy:1080");

        assertThat(shown())
                .satisfiesExactlyInAnyOrder(
                        line ->
                                assertThat(line)
                                        .endsWith(
                                                "; run: printf %s REFRESH_TOKEN > '" + file + "'"),
                        line ->
                                assertThat(line)
                                        .endsWith(
                                                "; run: export https_proxy=http://proxy.uni.example:3128"));
    }

    private void paste(String remedy) {
        String[] parts = remedy.split("=", 2);
        properties.put(parts[0], parts[1]);
    }

    private List<String> shown() {
        return shown(Map.of());
    }

    private List<String> shown(Map<String, Object> variables) {
        return GivenConfiguration.remedies(environment(variables));
    }

    private List<String> lines() {
        return GivenConfiguration.faults(environment(Map.of()));
    }

    private StandardEnvironment environment(Map<String, Object> variables) {
        return GivenConfiguration.environment(properties, variables);
    }
}
