package io.panoptoupload.worker.app;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.live.LiveCheck;
import io.panoptoupload.worker.live.LiveSite;
import io.panoptoupload.worker.operator.CommandFault;
import io.panoptoupload.worker.operator.Findings;
import io.panoptoupload.worker.operator.LiveReport;
import io.panoptoupload.worker.transfer.TransferSettings;
import io.panoptoupload.worker.transfer.Transfers;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The live check, with what the worker's properties say of the site. */
final class CommandLive {
    /** Ctrl-C waits so long for what was made to be removed, and for the report. */
    private static final Duration REMOVAL = Duration.ofSeconds(60);

    private final Environment environment;
    private final Binder binder;
    private final Findings findings;

    CommandLive(Environment environment, Findings findings) {
        this.environment = environment;
        this.binder = Binder.get(environment);
        this.findings = findings;
    }

    void run(Findings.Wanted wanted, String folder) throws IOException {
        LiveReport report = LiveReport.to(wanted.report());
        untilStopped(() -> {
            try {
                run(wanted, folder, report);
            } finally {
                report.write();
            }
        });
    }

    private void run(Findings.Wanted wanted, String folder, LiveReport report)
            throws InterruptedException, IOException {
        Findings both = report.beside(findings);
        try (SiteConnection site = SiteConnection.to(binder)) {
            report.site(site.baseUrl().getHost());
            String folderId = CommandFolders.of(site.client()).idOf(folder);
            run(site, folderId, wanted.probe(), both);
        } catch (CommandFault e) {
            e.lines().forEach(line -> both.bad("live", line));
        } catch (Fault e) {
            both.bad("live", new CheckRemedies(environment).site(e));
        }
    }

    private void run(SiteConnection site, String folderId, boolean probe, Findings both)
            throws InterruptedException, IOException {
        WorkerProperties worker = binder.bindOrCreate("worker", WorkerProperties.class);
        try (Transfers transfers =
                new Transfers(
                        new TransferSettings(worker.parts(), worker.parts()),
                        site.trust().map(SslBundle::createSslContext).orElse(null),
                        new SimpleMeterRegistry(),
                        _ -> {})) {
            LiveSite live =
                    new LiveSite(
                            site.baseUrl(),
                            site.client(),
                            transfers,
                            site.trust().map(SslBundle::createSslContext).orElse(null),
                            worker.processing().firstPoll(),
                            worker.processing().maxPoll());
            new LiveCheck(live, both).run(folderId, probe);
        }
    }

    /** Work that removes what it made when it is interrupted. */
    private interface Work {
        void run() throws InterruptedException, IOException;
    }

    private static void untilStopped(Work work) throws IOException {
        Thread worker = Thread.currentThread();
        CountDownLatch done = new CountDownLatch(1);
        Thread hook =
                new Thread(
                        () -> {
                            worker.interrupt();
                            await(done);
                        },
                        "remove");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.run();
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            // The process ends; what is left stands among the findings.
            worker.interrupt();
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch done) {
        try {
            boolean _ = done.await(REMOVAL.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
