package io.panoptoupload.worker.panopto;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.panoptoupload.worker.transfer.TransferSettings;
import io.panoptoupload.worker.transfer.Transfers;
import io.panoptoupload.worker.transfer.Uplink;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.InstantSource;

class MeterNamesTest {
    @Test
    void every_label_value_starts_at_zero_under_its_published_name() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        InstantSource clock = InstantSource.system();
        PanoptoSettings settings =
                new PanoptoSettings(
                        URI.create("http://localhost:1"),
                        new OAuth("client", "secret", new OAuth.ClientCredentials()),
                        new RateBudget(5, 100, 5000, 1));
        try (PanoptoHttp http = new PanoptoHttp(settings, null);
                Transfers transfers =
                        new Transfers(
                                new TransferSettings(1, 1),
                                Uplink.ofRate(1e12),
                                null,
                                meters,
                                retry -> {})) {
            AccessTokens tokens = new AccessTokens(settings, http, meters, clock);
            new PanoptoClient(settings, http, tokens, meters, retry -> {}, clock);

            assertThat(transfers).isNotNull();
            assertThat(meters.scrape().lines())
                    .contains(
                            "panopto_upload_token_refreshes_total{result=\"success\"} 0.0",
                            "panopto_upload_token_refreshes_total{result=\"failure\"} 0.0",
                            "panopto_upload_rate_limited_seconds_total 0.0",
                            "panopto_upload_bytes_total 0.0",
                            "panopto_upload_parts_total{result=\"confirmed\"} 0.0",
                            "panopto_upload_parts_total{result=\"retried\"} 0.0",
                            "panopto_upload_parts_total{result=\"failed\"} 0.0")
                    .anyMatch(line ->
                            line.startsWith("resilience4j_circuitbreaker_state{")
                                    && line.contains("panopto-rest"))
                    .contains(
                            "panopto_upload_rate_limit_calls{period=\"hour\"} 5000.0",
                            "panopto_upload_rate_limit_calls{period=\"minute\"} 100.0",
                            "panopto_upload_rate_limit_calls{period=\"second\"} 5.0");
        }
    }
}
