package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaTools;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.operator.CommandHere;
import io.panoptoupload.worker.permission.LeastPermissions;
import io.panoptoupload.worker.permission.LeastPermissions.Task;
import io.panoptoupload.worker.permission.Permission;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.tools.AclCommand;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code docs/security.md} lists as the least is enough, and all of it is needed: with one
 * permission less, that one is named, with a command that grants it.
 */
@Order(1)
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeastPermissionsIT {
    private static final String GROUP = "panopto-upload-worker";
    private static final int PARTITIONS = 4;
    private static final int MAX_LOG = 300_000;

    private Path broker;
    private KafkaSecurity security;
    private TestEnvironment environment;
    private Admin admin;
    private LeastPermissions least;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        broker = directory.resolve("broker");
        security = KafkaSecurity.in(directory.resolve("security"));
        environment = TestEnvironment.secured(directory, security);
        admin = environment.clients().admin();
        TopicSetup.Layout _ = new TopicSetup(admin, topics(true), new KafkaTools("")).prepare();
        least = new LeastPermissions(topics(false), GROUP);
    }

    private static TopicSettings topics(boolean create) {
        return new TopicSettings(
                Topics.REQUESTS,
                Topics.OUTCOMES,
                Topics.JOURNAL,
                Topics.DEAD_LETTER,
                create,
                PARTITIONS,
                (short) 1,
                Duration.ofDays(7));
    }

    @AfterAll
    void stop() throws IOException {
        admin.close(Duration.ofSeconds(1));
        environment.close();
    }

    @Test
    void check_names_each_permission_that_is_missing_and_its_command_grants_it() throws Exception {
        List<Permission> needed = least.of(Task.WORKER);
        Acls acls = new Acls(admin, KafkaSecurity.SCRAM_PRINCIPAL);
        assertThat(needed).hasSize(12);
        for (Permission each : needed) {
            acls.allowBut(each, needed);
            List<String> faults = check(security.scram());
            assertThat(faults).as(each.text()).hasSize(1);
            assertThat(faults.getFirst())
                    .contains(KafkaSecurity.SCRAM_PRINCIPAL + " " + each.text(), "run: ");
            AclCommand.main(grant(faults.getFirst()));
            assertThat(check(security.scram())).as("after its command").isEmpty();
        }
    }

    @Test
    void check_names_what_is_missing_to_make_the_topics() throws Exception {
        String[] names = {
            "--worker.topics.requests=other.requests",
            "--worker.topics.outcomes=other.outcomes",
            "--worker.topics.journal=other.journal",
            "--worker.topics.dead-letter=other.dead"
        };
        TopicSettings other =
                new TopicSettings(
                        "other.requests",
                        "other.outcomes",
                        "other.journal",
                        "other.dead",
                        true,
                        PARTITIONS,
                        (short) 1,
                        Duration.ofDays(7));
        List<Permission> needed = new LeastPermissions(other, GROUP).of(Task.WORKER);
        Acls acls = new Acls(admin, KafkaSecurity.SCRAM_PRINCIPAL);
        String[] kafka =
                Stream.concat(Arrays.stream(security.scram()), Arrays.stream(names))
                        .toArray(String[]::new);
        acls.allow(needed);
        assertThat(check(kafka)).isEmpty();
        for (Permission each : needed) {
            if (each.text().startsWith("Create")) {
                acls.allowBut(each, needed);
                assertThat(check(kafka)).singleElement().asString().contains(each.text());
            }
        }
    }

    @Test
    void a_worker_works_with_the_least_over_sasl_ssl() throws Exception {
        new Acls(admin, KafkaSecurity.SCRAM_PRINCIPAL).allow(least.of(Task.WORKER));
        works(security.scram());
    }

    @Test
    void a_worker_works_with_the_least_over_mutual_tls_from_an_ssl_bundle() throws Exception {
        new Acls(admin, KafkaSecurity.TLS_PRINCIPAL).allow(least.of(Task.WORKER));
        works(security.mutualTlsFromBundle());
    }

    @Test
    void check_takes_pem_files_and_names_the_one_that_is_wrong() throws Exception {
        Path good = security.keyWithChain("worker");
        Path trust = security.pem("broker");
        Path empty = Files.createFile(broker.resolveSibling("empty.pem"));
        Path absent = broker.resolveSibling("absent.pem");
        Path keyless = security.pem("worker");
        Path stranger = security.keyWithChain("broker");
        new Acls(admin, KafkaSecurity.TLS_PRINCIPAL).allow(least.of(Task.WORKER));
        assertThat(check(security.mutualTlsFromPem(good, trust))).isEmpty();
        for (Path wrong : List.of(absent, empty, keyless)) {
            assertThat(check(security.mutualTlsFromPem(wrong, trust)))
                    .as("key store " + wrong)
                    .singleElement()
                    .asString()
                    .contains("key-store", wrong.toString())
                    .doesNotContain("bootstrap-servers");
        }
        for (Path wrong : List.of(absent, empty)) {
            assertThat(check(security.mutualTlsFromPem(good, wrong)))
                    .as("trust store " + wrong)
                    .singleElement()
                    .asString()
                    .contains("trust-store", wrong.toString());
        }
        assertThat(check(security.mutualTlsFromPem(stranger, trust)))
                .singleElement()
                .asString()
                .contains("certificate_required", "key-store", "that the brokers trust");
        assertThat(check(security.mutualTlsFromPem(good, keyless)))
                .singleElement()
                .asString()
                .contains("unable to find valid certification path", "truststore");
    }

    /** An upload, one that is found away from home, and a record that becomes a dead letter. */
    private void works(String... kafka) {
        try (WorkerProcess worker = environment.impatientWorker(kafka)) {
            publish(worker.name()).awaitEnd();
            assertThat(worker.log()).doesNotContain("WARN", "ERROR");
        }
    }

    @Test
    void a_worker_does_not_start_with_less_and_names_what_is_missing() throws Exception {
        Permission lacking = least.of(Task.WORKER).get(5);
        new Acls(admin, KafkaSecurity.SCRAM_PRINCIPAL).allowBut(lacking, least.of(Task.WORKER));
        try (WorkerProcess worker = environment.startImpatientWorker(security.scram())) {
            assertThat(worker.process().awaitExit(Patience.LIMIT)).isOne();
            assertThat(worker.log())
                    .contains(KafkaSecurity.SCRAM_PRINCIPAL + " " + lacking.text(), "run: ")
                    .doesNotContain("\tat ", "does not respond");
        }
    }

    @Test
    void a_permission_that_is_taken_from_a_running_worker_is_missed_and_nothing_is_lost()
            throws Exception {
        List<Permission> needed = least.of(Task.WORKER);
        Acls acls = new Acls(admin, KafkaSecurity.SCRAM_PRINCIPAL);
        acls.allow(needed);
        try (WorkerProcess worker = environment.impatientWorker(security.scram())) {
            for (int i = 0; i < needed.size(); i++) {
                String without = needed.get(i).text();
                acls.allowBut(needed.get(i), needed);
                Work work = publish("taken-" + i);
                Awaitility.await("without " + without)
                        .until(() -> isForStart(without) ? work.isDone() : hasFault(worker));
                acls.allow(needed);
                work.awaitEnd();
                worker.awaitReady();
            }
            assertThat(worker.log()).hasSizeLessThan(MAX_LOG);
        }
    }

    private static boolean hasFault(WorkerProcess worker) {
        return worker.readiness().contains("\"faults\":[\"");
    }

    private static boolean isForStart(String permission) {
        return permission.startsWith("DescribeConfigs");
    }

    private record Work(Outcomes outcomes, List<String> ids) {
        boolean isDone() {
            return ids.stream()
                    .allMatch(id -> outcomes.of(id).stream().anyMatch(OutcomeEvent::isFinal));
        }

        void awaitEnd() {
            ids.forEach(outcomes::awaitEnd);
        }
    }

    private Work publish(String id) {
        Path file = TestFiles.write(environment.captures(), id + ".mp4", 1000, 7);
        HomePartition home = new HomePartition(PARTITIONS);
        environment.requests().publish(Requests.of(id, file));
        String away = id + "-away";
        environment
                .requests()
                .publish(Requests.of(away, file), (home.of(away) + 1) % PARTITIONS, away);
        byte[] broken = "{\"requestId\": \"%s-broken\", ".formatted(id).getBytes(UTF_8);
        environment
                .requests()
                .publish(
                        new ProducerRecord<>(
                                Topics.REQUESTS, (id + "-broken").getBytes(UTF_8), broken));
        return new Work(environment.outcomes(), List.of(id, away, id + "-broken"));
    }

    @Test
    void each_command_has_its_own_least_and_names_what_is_missing() throws Exception {
        try (WorkerProcess _ = environment.impatientWorker()) {
            publish("known").awaitEnd();
            Path file = environment.captures().resolve("known.mp4");
            String[] submit = {
                "submit", file.toString(), "--folder", TestEnvironment.FOLDER, "--title", "Known"
            };
            command(Task.SUBMIT, submit);
            command(Task.SUBMIT_AND_WATCH, with(submit, "--watch"));
            command(Task.WATCH, "watch", "known");
            command(Task.STATUS, "status");
            command(Task.STATUS_OF_ONE, "status", "known");
            command(Task.CANCEL, "cancel", "known");
            command(Task.RETRY, "retry", "--failed");
            command(Task.REPLAY, "replay", "--dead-letter");
            Path inbox = Files.createDirectories(environment.captures().resolve("inbox"));
            String[] folder = {
                "watch-folder", inbox.toString(), "--folder", TestEnvironment.FOLDER, "--once"
            };
            command(Task.SUBMIT_AND_WATCH, folder);
        }
        long place = damaged();
        command(Task.SKIP, "skip", "--partition", "0", "--offset", Long.toString(place));
    }

    /** A request that cannot be read, at the place where its partition goes on. */
    private long damaged() throws IOException {
        String id =
                Stream.iterate(0, n -> n + 1)
                        .map(n -> "damaged-" + n)
                        .filter(each -> new HomePartition(PARTITIONS).of(each) == 0)
                        .findFirst()
                        .orElseThrow();
        environment
                .requests()
                .publish(Requests.of(id, environment.captures().resolve("known.mp4")), 0, id);
        LogFile log = LogFile.of(broker, Topics.REQUESTS, 0);
        LogFile.Batch batch = log.batches().getLast();
        log.flipValue(batch);
        return batch.offset();
    }

    private void command(Task task, String... words) throws Exception {
        List<Permission> needed = least.of(task);
        Acls acls = new Acls(admin, KafkaSecurity.TLS_PRINCIPAL);
        String[] arguments = with(words, security.mutualTls());
        for (Permission each : needed) {
            acls.allowBut(each, needed);
            CommandHere.Result result = Shell.here(arguments);
            assertThat(result.err().lines())
                    .as("%s without %s", task, each.text())
                    .singleElement()
                    .asString()
                    .contains(
                            "Kafka does not allow %s %s; run: "
                                    .formatted(KafkaSecurity.TLS_PRINCIPAL, each.text()));
            assertThat(result.exit()).isEqualTo(4);
        }
        acls.allow(needed);
        CommandHere.Result result = Shell.here(arguments);
        assertThat(result.exit()).as(task + ": " + result.err()).isZero();
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }

    /** What is wrong with permissions and topics. */
    private static List<String> check(String... kafka) {
        CommandHere.Result result = Shell.here(with(new String[] {"check"}, kafka));
        return result.out()
                .lines()
                .filter(line -> line.startsWith("✗"))
                .filter(line -> !line.startsWith("✗ configuration"))
                .toList();
    }

    /** The command's words, as a shell reads them. */
    private String[] grant(String fault) {
        String name = "kafka-acls.sh ";
        String command = fault.substring(fault.indexOf(name) + name.length());
        return Stream.of(command.split(" ", -1))
                .map(word -> word.equals("admin.properties") ? administrator() : word)
                .toArray(String[]::new);
    }

    private String administrator() {
        try {
            return security.administrator().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
