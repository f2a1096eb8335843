package io.panoptoupload.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.transfer.MinimumRate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.web.MockServletContext;
import org.springframework.util.unit.DataSize;
import org.springframework.web.context.ConfigurableWebApplicationContext;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class PropertiesTest {
    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withInitializer(new ConfigDataApplicationContextInitializer())
                    .withUserConfiguration(Bound.class)
                    .withPropertyValues(minimal());

    private static String[] minimal() {
        return ConfigurationCheckTest.minimal().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toArray(String[]::new);
    }

    @EnableConfigurationProperties({
        WorkerProperties.class,
        PanoptoProperties.class,
        KafkaProperties.class
    })
    static class Bound {}

    /** As variables of the environment often are. */
    @Test
    void an_empty_name_of_a_bundle_is_none() {
        runner.withPropertyValues("panopto.ssl-bundle=", "worker.sources.ssl-bundle=")
                .run(context -> {
                    assertThat(context.getBean(PanoptoProperties.class).sslBundle()).isNull();
                    assertThat(context.getBean(WorkerProperties.class).sources().sslBundle())
                            .isNull();
                });
    }

    @Test
    void the_defaults_are_those_that_are_documented() {
        runner.run(context -> {
            WorkerProperties worker = context.getBean(WorkerProperties.class);
            assertThat(worker.uploads()).isEqualTo(4);
            assertThat(worker.parts()).isEqualTo(4);
            assertThat(worker.partSize()).isEqualTo(DataSize.ofMegabytes(16));
            assertThat(worker.bandwidth()).isNull();
            assertThat(worker.totalBandwidth()).isNull();
            assertThat(worker.zone()).isEqualTo(ZoneId.systemDefault());
            assertThat(worker.openJobs()).isEqualTo(2000);
            assertThat(worker.waitingJobs()).isEqualTo(100_000);
            assertThat(worker.checkpointInterval()).isEqualTo(Duration.ofSeconds(5));
            assertThat(worker.shutdownGrace()).isEqualTo(Duration.ofSeconds(20));
            assertThat(worker.retry().giveUpAfter()).isEqualTo(Duration.ofHours(24));
            assertThat(worker.processing())
                    .isEqualTo(
                            new WorkerProperties.Processing(
                                    Duration.ofSeconds(10),
                                    Duration.ofSeconds(60),
                                    Duration.ofHours(12)));
            assertThat(worker.deduplication()).isEqualTo(Duration.ofDays(7));
            assertThat(worker.sources())
                    .isEqualTo(
                            new SourceProperties(
                                    List.of(),
                                    List.of(),
                                    false,
                                    null,
                                    DataSize.ofKilobytes(4),
                                    Duration.ofMinutes(1),
                                    Map.of(),
                                    Map.of()));
            assertThat(worker.sources().rate()).isEqualTo(MinimumRate.DEFAULT);
            assertThat(worker.topics())
                    .isEqualTo(
                            new WorkerProperties.TopicNames(
                                    "panopto.upload.requests",
                                    "panopto.upload.outcomes",
                                    "panopto.upload.journal",
                                    "panopto.upload.requests-dlt",
                                    true,
                                    24,
                                    (short) -1,
                                    ""));
            PanoptoProperties panopto = context.getBean(PanoptoProperties.class);
            assertThat(panopto.rateLimit())
                    .isEqualTo(new PanoptoProperties.RateLimit(5, 100, 5000, "1"));
            assertThat(panopto.oauth().grant()).isEqualTo(PanoptoProperties.Grant.PASSWORD);
            assertThat(panopto.deleteFailedSessions()).isFalse();
        });
    }

    @Test
    void the_shipped_settings_bind() {
        runner.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(KafkaProperties.class).getConsumer().getGroupId())
                    .isEqualTo("panopto-upload-worker");
            assertThat(context.getEnvironment().getProperty("server.port")).isEqualTo("8080");
            assertThat(
                            context.getEnvironment()
                                    .getProperty("management.endpoints.web.exposure.include"))
                    .isEqualTo("health, info, prometheus");
        });
    }

    /** The web server's own directory must not become what sources are read from. */
    @Test
    void the_root_directory_is_that_of_the_machine(@TempDir Path documents) {
        new WebApplicationContextRunner(() -> serving(documents))
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withUserConfiguration(Bound.class)
                .withPropertyValues(minimal())
                .withPropertyValues("worker.sources.file-roots=/")
                .run(context ->
                        assertThat(context.getBean(WorkerProperties.class).sources().roots())
                                .containsExactly(Path.of("/")));
    }

    private static ConfigurableWebApplicationContext serving(Path documents) {
        AnnotationConfigServletWebApplicationContext context =
                new AnnotationConfigServletWebApplicationContext();
        context.setServletContext(
                new MockServletContext("file:" + documents, new DefaultResourceLoader()));
        return context;
    }

    @Test
    void secrets_do_not_show_in_what_is_bound() {
        runner.run(context ->
                assertThat(context.getBean(PanoptoProperties.class).toString())
                        .doesNotContain("s3cret"));
    }

    @Test
    void sources_bind_under_their_names_and_keep_their_secrets() {
        runner.withPropertyValues(
                        "worker.sources.https-hosts=media.uni.example,*.cdn.example",
                        "worker.sources.credentials.lms.token=s3cret",
                        "worker.sources.credentials.lms.hosts=media.uni.example",
                        "worker.sources.credentials.nas.username=reader",
                        "worker.sources.credentials.nas.password=s3cret",
                        "worker.sources.credentials.nas.hosts=media.uni.example",
                        "worker.sources.s3.campus.endpoint=https://s3.uni.example",
                        "worker.sources.s3.campus.access-key-id=reader",
                        "worker.sources.s3.campus.secret-access-key=s3cret",
                        "worker.sources.s3.campus.buckets=lectures",
                        "worker.sources.s3.cloud.access-key-id=reader",
                        "worker.sources.s3.cloud.secret-access-key=s3cret",
                        "worker.sources.s3.cloud.region=eu-central-1",
                        "worker.sources.s3.cloud.buckets=lectures")
                .run(context -> {
                    SourceProperties sources = context.getBean(WorkerProperties.class).sources();
                    assertThat(sources.httpsHosts())
                            .containsExactly("media.uni.example", "*.cdn.example");
                    assertThat(sources.credentials()).containsOnlyKeys("lms", "nas");
                    assertThat(sources.s3())
                            .hasEntrySatisfying(
                                    "campus",
                                    account -> assertThat(account.account().pathStyle()).isTrue())
                            .hasEntrySatisfying(
                                    "cloud",
                                    account -> {
                                        assertThat(account.account().pathStyle()).isFalse();
                                        assertThat(account.region()).isEqualTo("eu-central-1");
                                    });
                    sources.credentials()
                            .values()
                            .forEach(c ->
                                    assertThat(c.credential("c", null, Instant::now).toString())
                                            .doesNotContain("s3c"));
                    sources.s3()
                            .values()
                            .forEach(a -> assertThat(a.account().toString()).doesNotContain("s3c"));
                    assertThat(sources.toString()).doesNotContain("s3cret");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"account-id", "account_id", "[account_id]", "[account.id]"})
    void parameters_of_a_token_request_keep_their_names(String key) {
        String oauth2 = "worker.sources.credentials.zoom.oauth2.";
        runner.withPropertyValues(
                        oauth2 + "token-endpoint=https://zoom.us/oauth/token",
                        oauth2 + "client-id=c",
                        oauth2 + "client-secret=s3cret",
                        oauth2 + "scope=read",
                        oauth2 + "parameters.grant-type=account_credentials",
                        oauth2 + "parameters." + key + "=abc",
                        "worker.sources.credentials.zoom.hosts=zoom.us")
                .run(context -> {
                    SourceProperties.Credential zoom =
                            context.getBean(WorkerProperties.class)
                                    .sources()
                                    .credentials()
                                    .get("zoom");
                    SourceProperties.OAuth2 oauth =
                            Objects.requireNonNull(Objects.requireNonNull(zoom).oauth2());
                    assertThat(oauth.client().parameters())
                            .containsOnly(
                                    Map.entry("grant_type", "account_credentials"),
                                    Map.entry("account_id", "abc"),
                                    Map.entry("scope", "read"));
                    assertThat(oauth + " " + oauth.client()).doesNotContain("s3cret", "abc");
                });
    }

    @Test
    void the_transfers_keep_to_the_configured_parts() {
        runner.withPropertyValues("worker.parts=3", "worker.uploads=2")
                .run(context ->
                        assertThat(
                                        PanoptoConfiguration.transferSettings(
                                                context.getBean(WorkerProperties.class)))
                                .satisfies(settings -> {
                                    assertThat(settings.parts()).isEqualTo(3);
                                    assertThat(settings.connections()).isEqualTo(6);
                                }));
    }
}
