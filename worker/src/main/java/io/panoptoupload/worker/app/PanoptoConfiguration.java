package io.panoptoupload.worker.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.worker.job.JobMeters;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.panopto.PanoptoHttp;
import io.panoptoupload.worker.panopto.PanoptoSettings;
import io.panoptoupload.worker.partition.GroupMembers;
import io.panoptoupload.worker.transfer.BandwidthLimit;
import io.panoptoupload.worker.transfer.TransferSettings;
import io.panoptoupload.worker.transfer.Transfers;
import io.panoptoupload.worker.transfer.http.Bandwidth;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import java.time.Duration;
import java.time.InstantSource;

import javax.net.ssl.SSLContext;

/** Panopto's two sides, REST and S3. */
@Configuration(proxyBeanMethods = false)
@Import(AccessTokens.class)
class PanoptoConfiguration {
    /** The trust for Panopto, when it is not the JVM's own. */
    record PanoptoTrust(@Nullable SSLContext context) {}

    @Bean
    PanoptoTrust panoptoTrust(PanoptoProperties panopto, SslBundles bundles) {
        String bundle = panopto.sslBundle();
        return new PanoptoTrust(
                bundle == null ? null : bundles.getBundle(bundle).createSslContext());
    }

    @Bean
    PanoptoSettings panoptoSettings(PanoptoProperties panopto, GroupMembers members) {
        return new PanoptoSettings(
                        panopto.baseUrl(),
                        panopto.oauth().client(),
                        panopto.rateLimit().budget(members))
                .withBreakerCalls(panopto.circuitBreaker().minimumCalls());
    }

    @Bean
    PanoptoHttp panoptoHttp(PanoptoSettings settings, PanoptoTrust trust) {
        return new PanoptoHttp(settings, trust.context());
    }

    @Bean
    PanoptoClient panoptoClient(
            PanoptoSettings settings,
            PanoptoHttp http,
            AccessTokens tokens,
            MeterRegistry meters,
            JobMeters jobMeters,
            InstantSource clock) {
        return new PanoptoClient(settings, http, tokens, meters, _ -> jobMeters.repeated(), clock);
    }

    @Bean
    BandwidthLimit bandwidthLimit(
            WorkerProperties worker,
            GroupMembers members,
            MeterRegistry meters,
            InstantSource clock) {
        BandwidthLimit limit =
                new BandwidthLimit(
                        TimetableText.parse(worker.bandwidth()),
                        TimetableText.parse(worker.totalBandwidth()),
                        worker.zone(),
                        clock,
                        members);
        Gauge.builder("panopto.upload.bandwidth.limit", limit, PanoptoConfiguration::bytes)
                .baseUnit("bytes")
                .description("Bytes per second that this worker's transfers may take at present")
                .register(meters);
        return limit;
    }

    private static double bytes(BandwidthLimit limit) {
        long bytes = limit.getAsLong();
        return bytes == Bandwidth.UNLIMITED ? Double.POSITIVE_INFINITY : bytes;
    }

    @Bean
    BandwidthNotice bandwidthNotice(
            BandwidthLimit limit, WorkerProperties worker, BackgroundTasks tasks) {
        BandwidthNotice notice = new BandwidthNotice(limit, worker.zone());
        tasks.every(Duration.ofSeconds(1), "notice of bandwidth", notice::check);
        return notice;
    }

    @Bean
    Transfers transfers(
            WorkerProperties worker,
            BandwidthLimit limit,
            PanoptoTrust trust,
            MeterRegistry meters,
            JobMeters jobMeters) {
        return new Transfers(
                transferSettings(worker).limitedTo(limit),
                trust.context(),
                meters,
                _ -> jobMeters.repeated());
    }

    static TransferSettings transferSettings(WorkerProperties worker) {
        return new TransferSettings(worker.parts(), worker.parts() * worker.uploads());
    }
}
