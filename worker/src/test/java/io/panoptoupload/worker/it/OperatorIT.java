package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.operator.CommandHere;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** An operator at the shell, beside a worker that works. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {

    @AutoClose private TestEnvironment environment;
    private WorkerProcess worker;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
        worker = environment.worker();
    }

    @Test
    void what_failed_is_seen_and_tried_again() {
        Path file = environment.captures().resolve("late.mp4");
        environment.requests().publish(Requests.of("late", file));
        environment.outcomes().awaitEnd("late", OutcomeEvent.Failed.class);

        CommandHere.Result details = packaged("status", "late");
        assertThat(details.exit()).isZero();
        assertThat(details.out()).contains("state         failed", "SOURCE_NOT_FOUND", "history");
        CommandHere.Result json = shell("status", "--json", "--state", "failed");
        assertThat(json.out())
                .startsWith("{\"items\":[{\"requestId\":\"late\",\"title\":")
                .contains("\"state\":\"failed\"")
                .contains("\"attempt\":1", "\"code\":\"SOURCE_NOT_FOUND\"");

        TestFiles.write(environment.captures(), "late.mp4", 1000, 1);
        assertThat(shell("retry", "--failed", "--dry-run"))
                .isEqualTo(
                        new CommandHere.Result(
                                0, "late\n", "1 retry command(s) would be published\n"));
        assertThat(shell("retry", "--failed", "--code", "FOLDER_NOT_FOUND").err())
                .isEqualTo("0 retry command(s) published\n");
        assertThat(shell("retry", "late", "nobody"))
                .satisfies(
                        result -> assertThat(result.exit()).as("nobody is not known").isOne(),
                        result -> assertThat(result.out()).isEqualTo("late\n"),
                        result -> assertThat(result.err()).contains("nobody: is not known"));
        // Or the watch may find the end of the first attempt, and nothing behind it yet.
        environment.outcomes().await("late", event -> Objects.equals(event.header().attempt(), 2));
        assertThat(shell("watch", "late").exit()).isZero();
        assertThat(shell("status", "late").out())
                .contains("state         completed", "attempt       2", "viewer        https://");
        assertThat(shell("cancel", "late").err()).contains("late has completed");
        assertThat(shell("retry", "late"))
                .satisfies(
                        result -> assertThat(result.exit()).isOne(),
                        result -> assertThat(result.err()).contains("late: is completed"));
    }

    @Test
    void on_a_terminal_who_watches_sees_the_titles_of_lectures_that_others_submitted() {
        Path file = TestFiles.write(environment.captures(), "titled.mp4", 1000, 8);
        environment.requests().publish(in30Days("titled", file));
        environment.outcomes().await("titled", OutcomeEvent.Accepted.class::isInstance);
        try (CommandHere.Running watch = Shell.onTerminal(toBroker("watch", "titled"))) {
            await().until(() -> watch.out().contains("Lecture titled  ──"));
            assertThat(shell("cancel", "titled").exit()).isZero();
            assertThat(watch.exit()).succeedsWithin(Patience.LIMIT).isEqualTo(1);
            assertThat(watch.err()).isEmpty();
        }
        try (CommandHere.Running watch = Shell.onTerminal(toBroker("watch"))) {
            Iterator<Integer> numbers = Stream.iterate(0, n -> n + 1).iterator();
            await().until(() -> {
                environment.requests().publish(in30Days("new-" + numbers.next(), file));
                return watch.out().contains("Lecture new-");
            });
        }
    }

    private static UploadRequest in30Days(String id, Path file) {
        Instant then = Instant.now().plus(Duration.ofDays(30));
        return Requests.builder(id, file).options(new Options(Priority.NORMAL, then, null)).build();
    }

    @Tag("full")
    @Test
    void what_waits_is_cancelled() {
        Path file = TestFiles.write(environment.captures(), "later.mp4", 1000, 2);
        environment.requests().publish(in30Days("later", file));
        environment.outcomes().await("later", OutcomeEvent.Accepted.class::isInstance);
        assertThat(shell("status", "--state", "waiting").out()).contains("later");
        CommandHere.Result cancel = packaged("cancel", "later", "--reason", "wrong room");
        assertThat(cancel.exit()).isZero();
        assertThat(cancel.out()).isEqualTo("later\n");
        assertThat(cancel.err()).contains("panopto-upload watch later");
        OutcomeEvent.Cancelled cancelled =
                environment.outcomes().awaitEnd("later", OutcomeEvent.Cancelled.class);
        assertThat(cancelled.error().message()).contains("wrong room");
        assertThat(shell("status", "later").out()).contains("state         cancelled");
    }

    @Tag("full")
    @Test
    void what_is_put_into_a_directory_is_uploaded_and_moved() throws IOException {
        Path inbox = Files.createDirectories(environment.captures().resolve("inbox"));
        TestFiles.write(inbox, "week-1.mp4", 1000, 3);
        TestFiles.write(inbox, "week-2-1.mp4", 1000, 4);
        TestFiles.write(inbox, "week-2-2.mp4", 1000, 5);
        Files.writeString(inbox.resolve("week-3.json"), "{\"access\":\"nobody\"}");
        TestFiles.write(inbox, "week-3.mp4", 1000, 6);
        String[] words = {
            "watch-folder",
            inbox.toString(),
            "--folder",
            TestEnvironment.FOLDER,
            "--settle",
            "1s",
            "--once"
        };
        CommandHere.Result result = shell(words);
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(inbox.resolve("done/week-1.mp4")).exists();
        assertThat(inbox.resolve("done/week-2-1.mp4")).exists();
        assertThat(inbox.resolve("done/week-2-2.mp4")).exists();
        assertThat(inbox.resolve("failed/week-3.mp4")).exists();
        assertThat(inbox.resolve("failed/week-3.failed.json")).content().contains("access");
        assertThat(shell(words).out()).as("nothing is left to do").isEmpty();
    }

    @Tag("full")
    @Test
    void an_id_that_nobody_knows_is_said_so() {
        CommandHere.Result result = shell("status", "nobody");
        assertThat(result.exit()).isOne();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("nobody: is not known");
        assertThat(shell("cancel", "typo").err()).contains("no upload typo is known");
    }

    @Test
    void kafkas_tools_show_a_member_by_its_workers_name_and_no_metric_does() throws Exception {
        String group = "panopto-upload-worker";
        try (Admin admin = environment.clients().admin()) {
            assertThat(admin.describeConsumerGroups(List.of(group)).all().get().values())
                    .flatMap(ConsumerGroupDescription::members)
                    .extracting(MemberDescription::clientId)
                    .containsExactly(worker.name());
        }
        assertThat(worker.metrics())
                .contains("client_id=\"consumer-" + group + "-1\"")
                .doesNotContain("\"" + worker.name(), "Spring." + worker.name());
    }

    @Tag("full")
    @Test
    void a_dead_letter_is_published_again_as_it_came_and_once() {
        byte[] garbage = "{\"requestId\": \"garbage\", ".getBytes(UTF_8);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REQUESTS, "garbage".getBytes(UTF_8), garbage);
        record.headers().add("reason", "the sender's own".getBytes(UTF_8));
        long longAgo = Instant.now().minus(Duration.ofDays(8)).toEpochMilli();
        environment
                .requests()
                .publish(
                        new ProducerRecord<>(
                                Topics.DEAD_LETTER, 0, longAgo, "old".getBytes(UTF_8), garbage));
        environment
                .requests()
                .publish(new ProducerRecord<>(Topics.REQUESTS, "empty".getBytes(UTF_8), null));
        DeadLetters dead = new DeadLetters(environment.clients());
        await().until(() -> dead.all().size() == 2);
        environment.requests().publish(record);
        await().until(() -> dead.all().size() == 3);

        CommandHere.Result rehearsal = shell("replay", "--dead-letter", "--dry-run");
        assertThat(rehearsal.exit()).isZero();
        assertThat(rehearsal.out()).contains("garbage  INVALID_REQUEST").doesNotContain("old  ");
        assertThat(rehearsal.err())
                .as("the workers no longer know what the old one led to, if it was replayed then")
                .contains("are left out", "--all")
                .containsPattern("empty  .*\\(has no value: left out\\)")
                .endsWith("1 dead letter(s) would be published again\n");
        CommandHere.Result replay = packaged("replay", "--dead-letter");
        assertThat(replay.exit()).isZero();
        assertThat(replay.err()).endsWith("1 dead letter(s) published again\n");

        await().until(() -> dead.all().size() == 4);
        ConsumerRecord<byte[], byte[]> again = dead.all().getLast();
        assertThat(again.value()).isEqualTo(garbage);
        assertThat(again.key()).isEqualTo("garbage".getBytes(UTF_8));
        assertThat(List.of(again.headers().toArray()))
                .extracting(header -> new String(header.value(), UTF_8))
                .as("the sender's header, and one reason of the worker")
                .hasSize(2)
                .startsWith("the sender's own");
        assertThat(shell("replay", "--dead-letter", "--dry-run").err())
                .as("only what was refused since")
                .isEqualTo("1 dead letter(s) would be published again\n");
        assertThat(shell("replay", "--dead-letter", "--dry-run", "--all").err())
                .endsWith("3 dead letter(s) would be published again\n");
    }

    @Tag("full")
    @Test
    void a_check_looks_at_everything_that_a_worker_needs() {
        CommandHere.Result well =
                Shell.run(
                        checking(
                                "--panopto.oauth.password=demo-password",
                                "--folder",
                                TestEnvironment.FOLDER));
        assertThat(well.out().lines())
                .allMatch(line -> line.startsWith("✓ "))
                .extracting(line -> line.split(" ", 3)[1])
                .containsExactly(
                        "configuration",
                        "token",
                        "clock",
                        "folder",
                        "sources",
                        "Kafka",
                        "permissions",
                        "clock",
                        "topics");
        assertThat(well.exit()).isZero();

        CommandHere.Result wrong =
                Shell.here(checking("--panopto.oauth.password=wrong", "--worker.uploads=0"));
        assertThat(wrong.exit()).isOne();
        assertThat(wrong.out())
                .contains("✗ configuration worker.uploads: '0' is not allowed")
                .contains("✓ Kafka")
                .doesNotContain("wrong");

        CommandHere.Result refused = Shell.here(checking("--panopto.oauth.password=wrong"));
        assertThat(refused.exit()).isOne();
        assertThat(refused.out()).contains("✗ token").doesNotContain("folder");
        assertThat(refused.err()).contains("- folder");
    }

    private String[] checking(String... more) {
        return Stream.of(
                        Stream.of("check", "--panopto.oauth.client-secret=demo-secret"),
                        Arrays.stream(environment.settings()),
                        Arrays.stream(more))
                .flatMap(each -> each)
                .toArray(String[]::new);
    }

    @Tag("full")
    @Test
    void without_kafka_a_command_says_so_and_ends_with_4() {
        CommandHere.Result result =
                Shell.run("status", "--spring.kafka.bootstrap-servers=127.0.0.1:1");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).contains("Kafka at 127.0.0.1:1 cannot be reached");
    }

    private CommandHere.Result shell(String... words) {
        return Shell.here(toBroker(words));
    }

    private CommandHere.Result packaged(String... words) {
        return Shell.run(toBroker(words));
    }

    private String[] toBroker(String... words) {
        return Stream.concat(
                        Arrays.stream(words),
                        Stream.of(
                                "--spring.kafka.bootstrap-servers="
                                        + environment.broker().bootstrapServers()))
                .toArray(String[]::new);
    }
}
