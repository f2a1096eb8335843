package io.panoptoupload.worker.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.worker.job.JobMeters;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.panopto.PanoptoHttp;
import io.panoptoupload.worker.panopto.PanoptoSettings;
import io.panoptoupload.worker.transfer.TransferSettings;
import io.panoptoupload.worker.transfer.Transfers;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.InstantSource;
import java.util.Optional;

/** Panopto's two sides, REST and S3. */
@Configuration(proxyBeanMethods = false)
class PanoptoConfiguration {
    /** The trust for Panopto, when it is not the JVM's own. */
    record PanoptoTrust(Optional<SslBundle> bundle) {}

    @Bean
    PanoptoTrust panoptoTrust(PanoptoProperties panopto, SslBundles bundles) {
        return new PanoptoTrust(Optional.ofNullable(panopto.sslBundle()).map(bundles::getBundle));
    }

    @Bean
    PanoptoSettings panoptoSettings(PanoptoProperties panopto) {
        return new PanoptoSettings(
                        panopto.baseUrl(), panopto.oauth().client(), panopto.rateLimit().budget())
                .withBreakerCalls(panopto.circuitBreaker().minimumCalls());
    }

    @Bean
    PanoptoHttp panoptoHttp(PanoptoSettings settings, PanoptoTrust trust) {
        return new PanoptoHttp(
                settings, trust.bundle().map(SslBundle::createSslContext).orElse(null));
    }

    @Bean
    AccessTokens accessTokens(
            PanoptoSettings settings, PanoptoHttp http, MeterRegistry meters, InstantSource clock) {
        return new AccessTokens(settings, http, meters, clock);
    }

    @Bean
    PanoptoClient panoptoClient(
            PanoptoSettings settings,
            PanoptoHttp http,
            AccessTokens tokens,
            MeterRegistry meters,
            JobMeters jobMeters,
            InstantSource clock) {
        return new PanoptoClient(
                settings,
                http,
                tokens,
                meters,
                operation -> jobMeters.repeated(stage(operation)),
                clock);
    }

    @Bean
    Transfers transfers(
            WorkerProperties worker,
            PanoptoTrust trust,
            MeterRegistry meters,
            JobMeters jobMeters) {
        return new Transfers(
                transferSettings(worker),
                trust.bundle().map(b -> b.getManagers().getTrustManagers()).orElse(null),
                meters,
                operation -> jobMeters.repeated(stage(operation)));
    }

    static TransferSettings transferSettings(WorkerProperties worker) {
        TransferSettings usual =
                new TransferSettings(worker.parts(), worker.parts() * worker.uploads());
        return worker.bandwidth() == null ? usual : usual.limitedTo(worker.bandwidth().toBytes());
    }

    /** The stage to which a repeated call counts. */
    static Stage stage(String operation) {
        return switch (operation) {
            case "create-upload" -> Stage.CREATE;
            case "get-upload", "cancel-upload", "list-sessions", "set-access", "delete-session" ->
                    Stage.PROCESSING;
            default -> Stage.TRANSFER;
        };
    }
}
