package io.panoptoupload.worker.app;

import io.panoptoupload.worker.source.FileSources;
import io.panoptoupload.worker.source.HostRules;
import io.panoptoupload.worker.source.HttpCredential;
import io.panoptoupload.worker.source.HttpsSettings;
import io.panoptoupload.worker.source.HttpsSources;
import io.panoptoupload.worker.source.S3Account;
import io.panoptoupload.worker.source.S3Settings;
import io.panoptoupload.worker.source.S3Sources;
import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.stage.RecordingSources;
import io.panoptoupload.worker.transfer.Transfers;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;

/** Where recordings may be read from. */
@Configuration(proxyBeanMethods = false)
class SourceConfiguration {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(60);

    /** The trust for sources, when it is not the JVM's own. */
    record SourceTrust(@Nullable SSLContext context) {}

    @Bean
    SourceTrust sourceTrust(WorkerProperties worker, SslBundles bundles) {
        return new SourceTrust(
                Optional.ofNullable(worker.sources().sslBundle())
                        .map(bundles::getBundle)
                        .map(SslBundle::createSslContext)
                        .orElse(null));
    }

    @Bean
    HttpsSources httpsSources(WorkerProperties worker, SourceTrust trust, InstantSource clock) {
        SourceProperties sources = worker.sources();
        @Nullable SSLContext tls = trust.context();
        Map<String, HttpCredential> credentials =
                sources.credentials().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        e -> e.getValue().credential(e.getKey(), tls, clock)));
        return new HttpsSources(
                new HttpsSettings(
                        HostRules.onAnyPort(sources.httpsHosts()),
                        sources.allowPrivateAddresses(),
                        credentials,
                        tls,
                        connections(worker),
                        CONNECT,
                        READ));
    }

    @Bean
    S3Sources s3Sources(WorkerProperties worker, SourceTrust trust) {
        Map<String, S3Account> accounts =
                worker.sources().s3().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().account()));
        return new S3Sources(
                new S3Settings(accounts, trust.context(), connections(worker), CONNECT, READ));
    }

    /** Beside its parts, a job checks its source, and may read it once more from end to end. */
    private static int connections(WorkerProperties worker) {
        return worker.uploads() * (worker.parts() + 2);
    }

    @Bean
    Sources sources(WorkerProperties worker, HttpsSources https, S3Sources s3) {
        return new Sources(
                Map.of(
                        "file", new FileSources(worker.sources().roots()),
                        "https", https,
                        "s3", s3),
                worker.sources().rate());
    }

    @Bean
    RecordingSources recordingSources(
            Sources sources, WorkerProperties worker, Transfers transfers) {
        int wanted = (int) worker.partSize().toBytes();
        return new RecordingSources(sources, () -> transfers.partSize(wanted));
    }
}
