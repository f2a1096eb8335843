package io.panoptoupload.worker.live;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.simulator.Simulator;
import io.panoptoupload.simulator.SimulatorOptions;
import io.panoptoupload.simulator.Variant;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.OAuth;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.panopto.PanoptoHttp;
import io.panoptoupload.worker.panopto.PanoptoSettings;
import io.panoptoupload.worker.panopto.RateBudget;
import io.panoptoupload.worker.transfer.TransferSettings;
import io.panoptoupload.worker.transfer.Transfers;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A simulator, a live check of it, and the lines that it says. */
final class LiveFixture implements AutoCloseable {
    static final String FOLDER = "00000000-0000-0000-0000-000000000001";

    final Simulator simulator;
    final PanoptoClient client;
    final List<String> lines = new CopyOnWriteArrayList<>();
    final LiveCheck check;
    private final PanoptoHttp http;
    private final AccessTokens tokens;
    private final Transfers transfers;

    LiveFixture(Variant... variants) throws IOException {
        simulator =
                Simulator.start(
                        SimulatorOptions.builder()
                                .withoutHttps()
                                .processingDelay(Duration.ofMillis(50))
                                .variants(Set.of(variants))
                                .build());
        PanoptoSettings settings =
                new PanoptoSettings(
                        simulator.httpUri(),
                        new OAuth(
                                "demo-client",
                                "demo-secret",
                                new OAuth.Password("demo-user", "demo-password")),
                        new RateBudget(1000, 60_000, 60_000, 1),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        new RetryLimits(2, Duration.ofMillis(1), Duration.ofSeconds(20)),
                        PanoptoSettings.BREAKER_CALLS);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        InstantSource clock = InstantSource.system();
        http = new PanoptoHttp(settings, null);
        tokens = new AccessTokens(settings, http, meters, clock);
        client = new PanoptoClient(settings, http, tokens, meters, _ -> {}, clock);
        transfers =
                new Transfers(
                        new TransferSettings(
                                2,
                                4,
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(60),
                                () -> Long.MAX_VALUE,
                                new RetryLimits(2, Duration.ofMillis(1), Duration.ofMillis(20))),
                        null,
                        meters,
                        _ -> {});
        LiveSite site =
                new LiveSite(
                        simulator.httpUri(),
                        client,
                        transfers,
                        null,
                        Duration.ofMillis(60),
                        Duration.ofMillis(100));
        check = new LiveCheck(site, new KeptLines(lines));
    }

    int sessionsLeft() {
        return client.sessionsIn(FOLDER).size();
    }

    @Override
    public void close() throws IOException {
        transfers.close();
        tokens.close();
        http.close();
        simulator.close();
    }
}
