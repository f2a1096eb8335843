package io.panoptoupload.worker.app;

import io.panoptoupload.worker.clients.ClientFaults;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.KafkaClock;
import io.panoptoupload.worker.fault.ClockDifference;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.operator.CommandFault;
import io.panoptoupload.worker.operator.Findings;
import io.panoptoupload.worker.operator.Installation;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.permission.LeastPermissions;
import io.panoptoupload.worker.permission.MissingPermissions;
import io.panoptoupload.worker.permission.Permission;
import io.panoptoupload.worker.topics.TopicFault;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Checks what a worker with this configuration needs, with the worker's own clients. */
final class InstallationCheck {
    private static final String CONFIGURATION = "configuration";
    private static final String PERMISSIONS = "permissions";

    private final Environment environment;
    private final Binder binder;
    private final Findings findings;
    private final CheckRemedies remedies;

    InstallationCheck(Environment environment, Findings findings) {
        this.environment = environment;
        this.binder = Binder.get(environment);
        this.findings = findings;
        this.remedies = new CheckRemedies(environment);
    }

    /** Kafka and its topics, once it is clear how to reach them. */
    void kafka(Installation installation) throws InterruptedException {
        TopicSettings topics = installation.topics();
        String brokers = installation.brokers();
        KafkaClients clients = installation.clients();
        try (Admin admin = clients.admin()) {
            TopicSetup setup = new TopicSetup(admin, topics, clients.tools());
            List<String> absent = setup.absent();
            findings.good("Kafka", "responds at " + brokers);
            if (!permissions(admin, clients, installation)) {
                return;
            }
            KafkaClock.ahead(admin, InstantSource.system())
                    .ifPresentOrElse(
                            ahead -> clock(ahead, "Kafka's"),
                            () ->
                                    findings.notAsked(
                                            "clock",
                                            "Kafka does not say its time to this account (DESCRIBE on the cluster)"));
            if (!absent.isEmpty() && topics.create()) {
                findings.good(
                        "topics",
                        String.join(", ", absent) + ": absent; the first worker makes them");
                return;
            }
            TopicSetup.Layout layout = setup.check();
            findings.good(
                    "topics",
                    "%s has %d partitions, the journal %d"
                            .formatted(
                                    topics.requests(),
                                    layout.requestPartitions(),
                                    layout.journalPartitions()));
        } catch (TopicFault e) {
            e.lines().forEach(line -> findings.bad("topics", line));
        } catch (KafkaException e) {
            findings.bad(
                    "Kafka",
                    "does not respond at %s (%s); %s"
                            .formatted(brokers, ClientFaults.text(e), CheckRemedies.kafka(e)));
        }
    }

    private boolean permissions(Admin admin, KafkaClients clients, Installation installation)
            throws InterruptedException {
        List<Permission> needed =
                new LeastPermissions(installation.topics(), installation.groupId())
                        .of(LeastPermissions.Task.WORKER);
        List<String> missing = new MissingPermissions(admin, clients).lines(needed);
        missing.forEach(line -> findings.bad(PERMISSIONS, line));
        if (missing.isEmpty()) {
            findings.good(PERMISSIONS, "Kafka allows all that a worker does");
        }
        return missing.isEmpty();
    }

    /** Everything but Kafka. */
    void rest(@Nullable String folder) {
        try {
            ConfigurationCheck.check(environment);
        } catch (ConfigurationFault e) {
            e.remedies().forEach(line -> findings.bad(CONFIGURATION, line));
            String why = "the configuration has to be fixed first";
            findings.notAsked("token", why);
            findings.notAsked("folder", why);
            findings.notAsked("sources", why);
            return;
        }
        findings.good(CONFIGURATION, "every value is allowed");
        panopto(folder);
        sources(binder.bindOrCreate("worker", WorkerProperties.class).sources());
    }

    private void panopto(@Nullable String folder) {
        try (SiteConnection site = SiteConnection.to(binder)) {
            String _ = site.tokens().current();
            findings.good("token", "issued by " + site.baseUrl());
            site.http().clockAhead().ifPresent(ahead -> clock(ahead, "Panopto's"));
            folder(site.client(), folder);
        } catch (Fault e) {
            findings.bad("token", remedies.site(e));
            findings.notAsked("folder", "there is no token");
        }
    }

    private void clock(Duration ahead, String whose) {
        String words = ClockDifference.describe(ahead, whose);
        if (ClockDifference.isTolerated(ahead)) {
            findings.good("clock", words);
        } else {
            findings.bad("clock", words + "; " + CheckRemedies.CLOCK);
        }
    }

    private void folder(PanoptoClient panopto, @Nullable String folder) {
        if (folder == null) {
            findings.notAsked("folder", "give --folder ID, NAME or PATH");
            return;
        }
        try {
            String id = CommandFolders.of(panopto).idOf(folder);
            findings.good("folder", "the service account sees " + panopto.folderName(id));
        } catch (CommandFault e) {
            e.lines().forEach(line -> findings.bad("folder", line));
        } catch (Fault e) {
            findings.bad("folder", remedies.folder(e, folder));
        }
    }

    private void sources(SourceProperties sources) {
        for (Path root : sources.roots()) {
            if (Files.isReadable(root) && Files.isExecutable(root)) {
                findings.good("sources", "file: below " + root);
            } else {
                findings.bad(
                        "sources",
                        "file: %s cannot be read by this account; %s"
                                .formatted(root, CheckRemedies.root(root)));
            }
        }
        sources.httpsHosts()
                .forEach(host -> findings.good("sources", "https: from " + host + " (not asked)"));
        sources.s3()
                .keySet()
                .forEach(name -> findings.good("sources", "s3: account " + name + " (not asked)"));
        if (sources.fileRoots().isEmpty()
                && sources.httpsHosts().isEmpty()
                && sources.s3().isEmpty()) {
            findings.bad(
                    "sources",
                    "nothing may be read; set: "
                            + PropertyRemedies.example("worker.sources.file-roots"));
        }
    }
}
