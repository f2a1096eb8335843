package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.FaultRuleBuilder;
import io.panoptoupload.simulator.Faults;
import io.panoptoupload.simulator.Operation;
import io.panoptoupload.worker.operator.CommandHere;
import io.panoptoupload.worker.permission.LeastPermissions;
import io.panoptoupload.worker.permission.LeastPermissions.Task;
import io.panoptoupload.worker.permission.Permission;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.wire.FileServer;
import io.panoptoupload.worker.wire.Head;
import io.panoptoupload.worker.wire.TestTls;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Secrets are planted wherever there is one; none of them is found in what the worker and its
 * commands put out, at any level of logging, after successes and failures.
 */
@Tag("full")
class SecretsIT {
    private static final String QUERY = "X-Amz-Signature=s3cret-query";
    private static final Pattern BEARER = Pattern.compile("(?i)^bearer (.+)$");
    private static final Pattern TARGET =
            Pattern.compile("^/Panopto/Upload/([^/?]+)", Pattern.CASE_INSENSITIVE);

    /** Whatever level somebody sets, by mistake or in despair. */
    private static final String[] LOUD = {
        "--logging.level.root=TRACE",
        "--logging.level.org.apache.hc=TRACE",
        "--logging.level.org.apache.hc.client5=TRACE",
        "--logging.level.org.apache.hc.client5.http.wire=TRACE",
        "--logging.level.org.apache.hc.client5.http.headers=TRACE",
        "--logging.level.software.amazon.awssdk=TRACE",
        "--logging.level.software.amazon.awssdk.request=TRACE",
        "--logging.level.org.springframework=TRACE",
        "--logging.level.org.springframework.web.client=TRACE",
        "--logging.level.jdk.httpclient=TRACE",
        "--logging.level.jdk.internal.httpclient=TRACE",
        "--logging.level.org.apache.kafka=DEBUG",
        "--logging.level.org.apache.kafka.clients.producer.ProducerConfig=TRACE",
        "--logging.level.org.apache.kafka.clients.consumer.ConsumerConfig=TRACE",
        "--logging.level.org.apache.catalina=TRACE",
        "--logging.level.org.apache.coyote=TRACE"
    };

    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final Map<String, String> outputs = new LinkedHashMap<>();
    private Path directory;
    private KafkaSecurity security;
    private TestEnvironment environment;

    @BeforeEach
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        security = KafkaSecurity.in(directory.resolve("security"));
        environment = TestEnvironment.secured(directory, security);
    }

    @Test
    void no_secret_is_put_out() throws Exception {
        TestTls tls = TestTls.ofLocalhost();
        LocalS3 s3 = LocalS3.builder().mode(LocalS3Mode.IN_MEMORY).port(-1).build();
        s3.start();
        try (RecordingGate gate = new RecordingGate(environment.simulator(), tls);
                SecretiveServers web = SecretiveServers.start(tls)) {
            environment.panoptoAt(gate.baseUrl(), tls.pem(directory));
            plant();
            allow();
            String[] settings =
                    with(
                            with(security.scram(), web.credentials()),
                            "--worker.sources.https-hosts=localhost,lectures.example",
                            "--worker.sources.allow-private-addresses=true",
                            "--worker.sources.ssl-bundle=simulator",
                            "--worker.sources.credentials.lms.token=s3cret-bearer",
                            "--worker.sources.credentials.lms.hosts=localhost:*",
                            "--worker.sources.credentials.cms.username=reader",
                            "--worker.sources.credentials.cms.password=s3cret-basic",
                            "--worker.sources.credentials.cms.hosts=localhost:*",
                            "--worker.sources.s3.campus.endpoint=http://localhost:" + s3.getPort(),
                            "--worker.sources.s3.campus.access-key-id=reader",
                            "--worker.sources.s3.campus.secret-access-key=s3cret-s3",
                            "--worker.sources.s3.campus.buckets=lectures");
            try (WorkerProcess worker = loudWorker(settings)) {
                successes(web);
                failures(web);
                threads(worker);
                outputs(worker);
                commands(settings);
            }
            refused(settings);
            fromTheWire(gate);
        } finally {
            s3.shutdown();
            environment.close();
        }
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(17);
        assertThat(outputs.get("worker log")).hasSizeGreaterThan(100_000);
        Set<String> found = new LinkedHashSet<>();
        outputs.forEach((output, text) ->
                secrets.forEach((secret, value) -> {
                    int at = text.indexOf(value);
                    if (at >= 0 && !isMeant(secret, output)) {
                        int from = Math.max(0, text.lastIndexOf('\n', at));
                        int to = text.indexOf('\n', at);
                        found.add(
                                secret
                                        + " in "
                                        + output
                                        + ": "
                                        + text.substring(from, to < 0 ? text.length() : to));
                    }
                }));
        assertThat(found).isEmpty();
    }

    /** The journal keeps requests as they were sent; docs/security.md says so. */
    private static boolean isMeant(String secret, String output) {
        return secret.equals("query") && output.equals(Topics.JOURNAL);
    }

    private void plant() {
        secrets.put("client secret", "demo-secret");
        secrets.put("password", "demo-password");
        secrets.put("basic credential of the client", base64("demo-client:demo-secret"));
        secrets.put("SASL password", KafkaSecurity.SCRAM_PASSWORD);
        secrets.put("keystore password", KafkaSecurity.STORE_PASSWORD);
        secrets.put("query", "s3cret-query");
        secrets.put("bearer credential", "s3cret-bearer");
        secrets.put("basic credential", "s3cret-basic");
        secrets.put("basic credential, encoded", base64("reader:s3cret-basic"));
        secrets.put("S3 key", "s3cret-s3");
        secrets.put("secret of an OAuth 2.0 client", SecretiveServers.CLIENT_SECRET);
        secrets.put(
                "basic credential of an OAuth 2.0 client",
                base64("reader:" + SecretiveServers.CLIENT_SECRET));
        secrets.put("parameter of an OAuth 2.0 client", SecretiveServers.PARAMETER);
        secrets.put("token of a token server", SecretiveServers.TOKEN);
        secrets.put("query of a redirect", SecretiveServers.REDIRECTED);
        secrets.put("proxy password", "s3cret-proxy");
        secrets.put("proxy credential, encoded", base64("user:s3cret-proxy"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private void allow() throws Exception {
        TopicSettings topics =
                new TopicSettings(
                        Topics.REQUESTS,
                        Topics.OUTCOMES,
                        Topics.JOURNAL,
                        Topics.DEAD_LETTER,
                        true,
                        4,
                        (short) 1,
                        Duration.ofDays(7));
        LeastPermissions least = new LeastPermissions(topics, "panopto-upload-worker");
        List<Permission> all = new ArrayList<>();
        all.addAll(least.of(Task.WORKER));
        all.addAll(least.of(Task.STATUS_OF_ONE));
        all.addAll(least.of(Task.REPLAY));
        try (Admin admin = environment.clients().admin()) {
            new Acls(admin, KafkaSecurity.SCRAM_PRINCIPAL).allow(all.stream().distinct().toList());
        }
    }

    private WorkerProcess loudWorker(String... settings) {
        environment.workersHaveVariable("HTTPS_PROXY", "http://user:s3cret-proxy@127.0.0.1:1");
        return environment.impatientWorker(with(settings, LOUD));
    }

    private void successes(SecretiveServers web) throws Exception {
        FileServer files = web.files();
        Path file = TestFiles.write(environment.captures(), "plain.mp4", 6_000_000, 7);
        byte[] bytes = Files.readAllBytes(file);
        files.replace(bytes, "\"v1\"");
        publish(Requests.of("plain", file));
        publish(web("presigned", files.uri("/a.mp4?" + QUERY), null));
        publish(web("bearer", files.uri("/b.mp4?" + QUERY), "lms"));
        publish(web("basic", files.uri("/c.mp4?" + QUERY), "cms"));
        publish(web("token", web.uri("/d.mp4?" + QUERY), "zoom"));
        publish(web("moved", web.uri("/moved?" + QUERY), "zoom"));
        for (String id : List.of("plain", "presigned", "bearer", "basic", "token", "moved")) {
            environment.outcomes().awaitCompleted(id);
        }
        assertThat(web.tokenArrived()).isTrue();
    }

    private void failures(SecretiveServers web) throws Exception {
        FileServer files = web.files();
        publish(web("astray", web.uri("/astray?" + QUERY), null));
        publish(web("lost", web.uri("/lost?" + QUERY), null));
        publish(web("no-token", web.uri("/d.mp4?" + QUERY), "stale"));
        publish(web("elsewhere", URI.create("https://evil.example/a.mp4?" + QUERY), null));
        publish(web("proxied", URI.create("https://lectures.example/a.mp4?" + QUERY), null));
        publish(web("nobody", URI.create("https://localhost:1/a.mp4?" + QUERY), "lms"));
        publish(web("unknown", files.uri("/a.mp4?" + QUERY), "absent"));
        publish(web("absent-s3", URI.create("s3://campus/lectures/absent.mp4"), null));
        publish(web("illegal", URI.create("https://user:s3cret-query@localhost/a.mp4"), null));
        publish(web("presigned", files.uri("/other.mp4?" + QUERY), null));
        broken("broken", "{\"requestId\":\"broken\",\"x\":\"https://h/a?%s\",".formatted(QUERY));
        broken(
                "spaced",
                "{\"requestId\":\"spaced\",\"title\":\"t\",\"folderId\":\"%s\",\"streams\":[{\"source\":{\"uri\":\"https://localhost/a b?%s\"}}]}"
                        .formatted(TestEnvironment.FOLDER, QUERY));
        for (String id :
                List.of(
                        "elsewhere",
                        "astray",
                        "unknown",
                        "absent-s3",
                        "illegal",
                        "broken",
                        "spaced")) {
            OutcomeEvent _ = environment.outcomes().awaitEnd(id);
        }
        for (String id : List.of("proxied", "nobody", "lost", "no-token")) {
            environment.outcomes().await(id, OutcomeEvent.RetryScheduled.class::isInstance);
        }
        List<Operation> operations =
                List.of(
                        Operation.CREATE_UPLOAD,
                        Operation.UPLOAD_PART,
                        Operation.COMPLETE_MULTIPART,
                        Operation.FINALISE);
        int n = 0;
        for (FaultKind kind :
                List.of(
                        FaultKind.STATUS,
                        FaultKind.RESET,
                        FaultKind.CUT,
                        FaultKind.LOST_ANSWER,
                        FaultKind.EXPIRE_TOKEN,
                        FaultKind.EXPIRE_UPLOAD,
                        FaultKind.HTML,
                        FaultKind.LOGIN_REDIRECT)) {
            Operation operation = operations.get(n % operations.size());
            fault(
                    FaultRule.on(operation, kind).status(500).afterBytes(100).times(2),
                    "fault-" + n++);
        }
        fault(
                FaultRule.on(Operation.FINALISE, FaultKind.PROCESSING_ERROR)
                        .message("https://h/Panopto/Upload/s3cret-query?" + QUERY),
                "processing");
    }

    private void fault(FaultRuleBuilder rule, String id) {
        environment.fault(rule);
        publish(Requests.of(id, environment.captures().resolve("plain.mp4")));
        OutcomeEvent _ =
                environment
                        .outcomes()
                        .await(
                                id,
                                event ->
                                        event.isFinal()
                                                || event instanceof OutcomeEvent.RetryScheduled);
        environment.faults().clear();
    }

    /** Of a worker in the middle of an upload. */
    private void threads(WorkerProcess worker) throws Exception {
        Faults faults = environment.faults();
        String held = faults.add(FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD).build());
        publish(Requests.of("held", environment.captures().resolve("plain.mp4")));
        Awaitility.await().atMost(Patience.LIMIT).until(() -> faults.waiting(held) > 0);
        outputs.put("threads", worker.threads());
        outputs.put("virtual threads", worker.virtualThreads(directory.resolve("threads.json")));
        faults.clear();
        environment.outcomes().awaitCompleted("held");
        assertThat(outputs.get("virtual threads")).contains("TransferFiles", "task-0");
    }

    private void outputs(WorkerProcess worker) {
        for (String page :
                List.of(
                        "/actuator",
                        "/actuator/health",
                        "/actuator/health/readiness",
                        "/actuator/info",
                        "/actuator/prometheus",
                        "/actuator/env",
                        "/actuator/configprops")) {
            outputs.put(page, worker.get(page));
        }
        StringBuilder events = new StringBuilder();
        environment.outcomes().all().forEach(event -> events.append(event.wire()).append('\n'));
        outputs.put("events", events.toString());
        StringBuilder reasons = new StringBuilder();
        new DeadLetters(environment.clients())
                .all()
                .forEach(letter ->
                        reasons.append(
                                        new String(
                                                letter.headers().lastHeader("reason").value(),
                                                UTF_8))
                                .append('\n'));
        outputs.put("reasons", reasons.toString());
        for (String topic : List.of(Topics.JOURNAL, Topics.OUTCOMES)) {
            outputs.put(topic, TopicText.of(topic, environment.clients()));
        }
        outputs.put("worker log", worker.log());
    }

    private void commands(String... settings) throws Exception {
        Path report = environment.captures().resolve("report.md");
        String[] own = with(settings, rest(environment.settings()));
        run(
                "check --live",
                with(
                        own,
                        "check",
                        "--panopto.oauth.client-secret=demo-secret",
                        "--panopto.oauth.password=demo-password",
                        "--live",
                        "--folder",
                        TestEnvironment.FOLDER,
                        "--report",
                        report.toString()));
        outputs.put("report", Files.readString(report));
        run(
                "check, refused",
                with(
                        own,
                        "check",
                        "--panopto.oauth.client-secret=s3cret-query",
                        "--panopto.oauth.password=demo-password"));
        run("status", with(own, "status"));
        run("status ID", with(own, "status", "presigned"));
        run("status --json", with(own, "status", "--json"));
        run("replay", with(own, "replay", "--dead-letter", "--dry-run"));
    }

    /** A property that is given twice is taken for a list. */
    private static String[] rest(String... usual) {
        return Arrays.stream(usual)
                .filter(each -> !each.startsWith("--spring.kafka.bootstrap-servers"))
                .toArray(String[]::new);
    }

    private void run(String name, String... words) {
        CommandHere.Result result = Shell.run(words);
        outputs.put(name, result.out() + "\n" + result.err());
    }

    /** A worker whose passwords are wrong, at Kafka and in its settings. */
    private void refused(String... settings) {
        String[] wrong =
                Arrays.stream(settings)
                        .map(each ->
                                each.replace(
                                        "password=\"" + KafkaSecurity.SCRAM_PASSWORD,
                                        "password=\"s3cret-query"))
                        .toArray(String[]::new);
        try (WorkerProcess worker = environment.startImpatientWorker(with(wrong, LOUD))) {
            int _ = worker.process().awaitExit(Duration.ofMinutes(2));
            outputs.put("log of one that Kafka refuses", worker.log());
        }
        try (WorkerProcess worker =
                environment.startImpatientWorker(
                        with(settings, "--worker.uploads=s3cret", "--debug=true"))) {
            int _ = worker.process().awaitExit(Duration.ofMinutes(2));
            outputs.put("log of one with a wrong setting", worker.log());
        }
    }

    /** What Panopto gave on the way: tokens, and the paths of its uploads. */
    private void fromTheWire(RecordingGate gate) {
        int tokens = 0;
        int targets = 0;
        for (Head head : gate.heads()) {
            var bearer = BEARER.matcher(head.header("authorization"));
            if (bearer.find()) {
                secrets.put("access token " + tokens++, bearer.group(1));
            }
            var target = TARGET.matcher(head.target());
            if (target.find()) {
                secrets.put("UploadTarget " + targets++, target.group(1));
            }
        }
        assertThat(tokens).isPositive();
    }

    private void publish(UploadRequest request) {
        environment.requests().publish(request);
    }

    private void broken(String id, String value) {
        environment
                .requests()
                .publish(
                        new ProducerRecord<>(
                                Topics.REQUESTS, id.getBytes(UTF_8), value.getBytes(UTF_8)));
    }

    private static UploadRequest web(String id, URI uri, @Nullable String credential) {
        Source source = new Source(uri.toString(), null, null, credential);
        return UploadRequest.builder(id)
                .folderId(TestEnvironment.FOLDER)
                .title("Lecture " + id)
                .streams(List.of(Stream.of(source, Role.PRIMARY)))
                .build();
    }

    private static String[] with(String[] some, String... more) {
        return java.util.stream.Stream.concat(Arrays.stream(some), Arrays.stream(more))
                .toArray(String[]::new);
    }
}
