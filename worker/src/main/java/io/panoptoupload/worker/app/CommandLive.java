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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

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
                        site.tls(),
                        new SimpleMeterRegistry(),
                        _ -> {})) {
            LiveSite live =
                    new LiveSite(
                            site.baseUrl(),
                            site.client(),
                            transfers,
                            site.tls(),
                            worker.processing().firstPoll(),
                            worker.processing().maxPoll());
            new LiveCheck(live, new LiveRemedies(both, site.baseUrl(), folderId))
                    .run(folderId, probe);
        }
    }

    /** Work that removes what it made when it is interrupted. */
    private interface Work {
        void run() throws InterruptedException, IOException;
    }

    /** On a virtual thread, since an interrupt ends no other thread's calls to a server. */
    private static void untilStopped(Work work) throws IOException {
        FutureTask<Boolean> task =
                new FutureTask<>(() -> {
                    work.run();
                    return true;
                });
        Thread worker = Thread.ofVirtual().name("live-check").unstarted(task);
        Thread hook =
                new Thread(
                        () -> {
                            worker.interrupt();
                            await(worker);
                        },
                        "remove");
        Runtime.getRuntime().addShutdownHook(hook);
        worker.start();
        try {
            boolean _ = task.get();
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (ExecutionException e) {
            ended(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void ended(@Nullable Throwable fault) throws IOException {
        switch (fault) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            // The process ends; what is left stands among the findings.
            case null, default -> Thread.currentThread().interrupt();
        }
    }

    private static void await(Thread worker) {
        try {
            boolean _ = worker.join(REMOVAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
