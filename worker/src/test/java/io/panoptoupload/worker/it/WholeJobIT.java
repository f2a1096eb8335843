package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Caption;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.Thumbnail;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.FaultRuleBuilder;
import io.panoptoupload.simulator.Ledger;
import io.panoptoupload.simulator.Operation;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A request travels from the topic through all of Panopto's stages. */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeJobIT {
    private static final long MIB = 1024 * 1024;
    private static final int MIB_INT = 1024 * 1024;

    @AutoClose private TestEnvironment environment;
    private Sessions sessions;
    private WorkerProcess worker;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        environment = new TestEnvironment(directory);
        sessions = new Sessions(environment.simulator());
        worker = environment.worker();
    }

    @AfterEach
    void noFaults() {
        environment.faults().clear();
    }

    @Test
    void two_streams_with_captions_become_one_session() throws IOException {
        Path camera = file("camera.mp4", 7 * MIB);
        Path screen = file("screen.mp4", 6 * MIB);
        Path captions = Files.writeString(environment.captures().resolve("en.vtt"), "WEBVTT\n");
        UploadRequest request =
                Requests.builder("two-streams")
                        .streams(
                                List.of(
                                        new Stream(
                                                source(camera),
                                                Role.PRIMARY,
                                                Duration.ZERO,
                                                null,
                                                List.of(),
                                                List.of(),
                                                List.of(
                                                        new Caption(
                                                                source(captions),
                                                                "en-US",
                                                                true,
                                                                null))),
                                        Stream.of(source(screen), Role.SECONDARY)))
                        .build();
        environment.requests().publish(request);
        OutcomeEvent.Completed completed = outcomes().awaitCompleted("two-streams");

        Ledger.Upload upload = sessions.onlyOne("two-streams");
        assertThat(completed.sessionId()).isEqualTo(upload.sessionId());
        assertThat(completed.viewerUrl())
                .endsWith("/Panopto/Pages/Viewer.aspx?id=" + upload.sessionId());
        assertThat(completed.embedUrl())
                .endsWith("/Panopto/Pages/Embed.aspx?id=" + upload.sessionId());
        assertThat(completed.sessionSeconds()).as("random bytes have no length").isNull();
        assertThat(upload.files())
                .filteredOn(f -> !f.name().equals("manifest.xml"))
                .extracting(Ledger.File::crc32)
                .containsExactly(
                        TestFiles.crc32(camera),
                        TestFiles.crc32(captions),
                        TestFiles.crc32(screen));
        assertThat(completed.files())
                .extracting(TransferredFile::crc32)
                .containsExactly(
                        TestFiles.crc32(camera),
                        TestFiles.crc32(captions),
                        TestFiles.crc32(screen));
        assertThat(upload.manifest()).contains("Checksum=\"" + TestFiles.crc32(camera) + "\"");
        assertThat(outcomes().of("two-streams"))
                .extracting(OutcomeEvent::type)
                .startsWith("accepted", "created")
                .contains("file-transferred", "finalised")
                .endsWith("completed");
        outcomes().assertExact("two-streams");
    }

    @Test
    void a_picture_from_a_file_becomes_the_thumbnail() {
        Path picture = file("thumb.png", 1000);
        environment
                .requests()
                .publish(
                        Requests.builder("thumbnail", file("thumbnail.mp4", 1000))
                                .thumbnail(new Thumbnail(source(picture), null))
                                .build());
        outcomes().awaitCompleted("thumbnail");
        assertThat(sessions.onlyOne("thumbnail").manifest())
                .contains(
                        "<Thumbnail Checksum=\"%s\">01-thumb.png</Thumbnail>"
                                .formatted(TestFiles.crc32(picture)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 5 * MIB, 5 * MIB + 1, 52 * MIB})
    void a_file_of_any_size_arrives_as_it_is(long size) {
        String id = "size-" + size;
        Path file = file(id + ".mp4", size);
        environment.requests().publish(Requests.of(id, file));
        outcomes().awaitCompleted(id);
        Ledger.File stored = sessions.onlyOne(id).files().getFirst();
        assertThat(stored.sizeBytes()).isEqualTo(size);
        assertThat(stored.crc32()).isEqualTo(TestFiles.crc32(file));
        assertThat(stored.repeatedParts()).isZero();
    }

    @Test
    void an_empty_file_fails_with_its_code_and_leaves_no_upload_behind() {
        Path empty = file("empty.mp4", 0);
        environment.requests().publish(Requests.of("empty", empty));
        OutcomeEvent.Failed failed = outcomes().awaitEnd("empty", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE);
        assertThat(failed.error().message()).contains("empty.mp4").contains("is empty");
        assertThat(outcomes().of("empty")).noneMatch(OutcomeEvent.Created.class::isInstance);
    }

    @Test
    void a_missing_file_fails_and_runs_again_on_a_retry_command_only() {
        Path missing = environment.captures().resolve("late.mp4");
        UploadRequest request = Requests.of("late", missing);
        environment.requests().publish(request);
        OutcomeEvent.Failed failed = outcomes().awaitEnd("late", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
        assertThat(failed.header().attempt()).isEqualTo(1);

        file("late.mp4", 1000);
        environment.requests().publish(request);
        await().until(() ->
                outcomes().of("late").stream().filter(OutcomeEvent::isFinal).count() == 2);
        assertThat(outcomes().of("late"))
                .as("a re-delivery only publishes the end again")
                .noneMatch(OutcomeEvent.Completed.class::isInstance);

        environment.requests().publish(UploadRequest.retry("late", 1));
        OutcomeEvent completed = outcomes().await("late", OutcomeEvent.Completed.class::isInstance);
        assertThat(completed.header().attempt()).isEqualTo(2);
        outcomes().assertExact("late");
        assertThat(sessions.onlyOne("late").finalised()).isEqualTo(1);
    }

    @Test
    void the_same_request_five_times_through_any_partition_gives_one_session() {
        UploadRequest request = Requests.of("five-times", file("five.mp4", 6 * MIB));
        for (int partition = 0; partition < 4; partition++) {
            environment.requests().publish(request, partition, "five-times");
        }
        environment.requests().publish(request, 3, null);
        outcomes().awaitCompleted("five-times");
        environment.requests().publish(request);
        await().until(() ->
                outcomes().of("five-times").stream().filter(OutcomeEvent::isFinal).count() >= 2);
        assertThat(sessions.onlyOne("five-times").finalised()).isEqualTo(1);
        assertThat(environment.simulator().ledger().uploads())
                .filteredOn(u -> u.manifest() != null && u.manifest().contains("five-times"))
                .hasSize(1);
        outcomes().assertExact("five-times");
    }

    @Test
    void other_content_under_a_known_id_is_refused_and_the_job_goes_on() {
        Path file = file("conflict.mp4", 1000);
        environment.requests().publish(Requests.of("conflict", file));
        environment
                .requests()
                .publish(Requests.builder("conflict", file).title("Another title").build());
        OutcomeEvent rejected =
                outcomes().await("conflict", OutcomeEvent.Rejected.class::isInstance);
        assertThat(((OutcomeEvent.Rejected) rejected).error().code())
                .isEqualTo(ErrorCode.CONFLICTING_REQUEST);
        outcomes().await("conflict", OutcomeEvent.Completed.class::isInstance);
    }

    @Test
    void panoptos_processing_error_becomes_failed_with_its_message() {
        environment.fault(
                FaultRule.on(Operation.FINALISE, FaultKind.PROCESSING_ERROR)
                        .message("The video cannot be decoded")
                        .times(1));
        environment.requests().publish(Requests.of("broken", file("broken.mp4", 1000)));
        OutcomeEvent.Failed failed = outcomes().awaitEnd("broken", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.PROCESSING_FAILED);
        assertThat(failed.error().panoptoMessage()).isEqualTo("The video cannot be decoded");
    }

    @Test
    void an_upload_that_panopto_denies_for_a_while_becomes_one_session() {
        environment.fault(denied().status(404).times(5));
        environment.fault(denied().state(7).times(5));
        environment.requests().publish(Requests.of("denied", file("denied.mp4", 1000)));
        outcomes().awaitCompleted("denied");
        assertThat(sessions.onlyOne("denied").finalised()).isEqualTo(1);
        assertThat(outcomes().of("denied"))
                .filteredOn(OutcomeEvent.Created.class::isInstance)
                .hasSize(1);
        outcomes().assertExact("denied");
    }

    @Test
    void an_upload_that_panopto_denies_for_ever_fails_and_is_found_by_a_retry() {
        environment.fault(denied().state(7));
        environment.requests().publish(Requests.of("gone", file("gone.mp4", 1000)));
        OutcomeEvent.Failed failed = outcomes().awaitEnd("gone", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED);
        assertThat(failed.error().retryable()).isTrue();
        environment.faults().clear();
        environment.requests().publish(UploadRequest.retry("gone", 1));
        OutcomeEvent.Completed completed =
                (OutcomeEvent.Completed)
                        outcomes().await("gone", OutcomeEvent.Completed.class::isInstance);
        assertThat(completed.sessionId()).isEqualTo(sessions.onlyOne("gone").sessionId());
        assertThat(failed.error().message()).contains("shows session " + completed.sessionId());
    }

    private static FaultRuleBuilder denied() {
        return FaultRule.on(Operation.GET_UPLOAD, FaultKind.STATUS);
    }

    @Test
    void an_undecodable_record_is_rejected_and_kept_untouched_while_the_others_go_on() {
        byte[] garbage = "{\"requestId\": \"garbage\", ".getBytes(UTF_8);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REQUESTS, "garbage".getBytes(UTF_8), garbage);
        record.headers().add("x-room", "LT1".getBytes(UTF_8));
        environment.requests().publish(record);
        OutcomeEvent.Rejected rejected =
                outcomes().awaitEnd("garbage", OutcomeEvent.Rejected.class);
        assertThat(rejected.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        DeadLetters dead = new DeadLetters(environment.clients());
        assertThat(dead.all())
                .anySatisfy(letter -> {
                    assertThat(letter.value()).isEqualTo(garbage);
                    assertThat(letter.key()).isEqualTo("garbage".getBytes(UTF_8));
                    assertThat(letter.headers().lastHeader("x-room").value())
                            .isEqualTo("LT1".getBytes(UTF_8));
                    assertThat(letter.headers().lastHeader("reason")).isNotNull();
                });
    }

    @Test
    void a_record_that_inflates_beyond_every_limit_stops_nothing_behind_it() throws Exception {
        Map<String, Object> settings =
                Map.of(
                        "max.request.size",
                        8 * MIB_INT,
                        "buffer.memory",
                        16L * MIB,
                        "compression.type",
                        "gzip");
        try (KafkaProducer<byte[], byte[]> sender =
                Requests.producer(environment.broker().bootstrapServers(), settings)) {
            sender.send(
                            new ProducerRecord<>(
                                    Topics.REQUESTS,
                                    2,
                                    "inflated".getBytes(UTF_8),
                                    new byte[6 * MIB_INT]))
                    .get();
        }
        Path file = file("behind.mp4", 1000);
        environment.requests().publish(Requests.of("behind", file), 2, "behind");
        outcomes().awaitCompleted("behind");
        DeadLetters dead = new DeadLetters(environment.clients());
        assertThat(dead.all())
                .anySatisfy(letter -> {
                    assertThat(letter.key()).isEqualTo("inflated".getBytes(UTF_8));
                    assertThat(letter.value()).isNull();
                    assertThat(new String(letter.headers().lastHeader("reason").value(), UTF_8))
                            .contains("6291456 bytes", "of partition 2 of " + Topics.REQUESTS);
                });
    }

    @Test
    void a_foreign_folder_and_a_source_outside_the_roots_are_distinguished() {
        environment
                .requests()
                .publish(
                        Requests.builder("foreign", file("foreign.mp4", 10))
                                .folderId("11111111-1111-1111-1111-111111111111")
                                .build());
        assertThat(outcomes().awaitEnd("foreign", OutcomeEvent.Failed.class).error().code())
                .isEqualTo(ErrorCode.FOLDER_NOT_FOUND);
        environment.requests().publish(Requests.of("outside", Path.of("/etc/hostname")));
        assertThat(outcomes().awaitEnd("outside", OutcomeEvent.Rejected.class).error().code())
                .isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
    }

    @Test
    void a_folder_that_the_client_may_not_look_at_is_judged_by_opening_an_upload() {
        String unseen = "22222222-2222-2222-2222-222222222222";
        String rule =
                environment.fault(
                        FaultRule.on(Operation.GET_FOLDER, FaultKind.STATUS)
                                .matching(unseen)
                                .status(403));
        environment
                .requests()
                .publish(
                        Requests.builder("unseen", file("unseen.mp4", 10))
                                .folderId(unseen)
                                .build());
        assertThat(outcomes().awaitEnd("unseen", OutcomeEvent.Failed.class).error().code())
                .isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(environment.faults().fired(rule)).isEqualTo(1);
    }

    @Test
    void a_line_that_a_sender_forges_is_shown_as_what_it_is() {
        String forged = "2026-11-23T09:00:00.000Z  INFO forged";
        UploadRequest request =
                UploadRequest.builder("forged")
                        .folderId(TestEnvironment.FOLDER)
                        .title("x")
                        .streams(
                                List.of(
                                        Stream.of(
                                                Source.of(
                                                        "file:///elsewhere/%0A2026-11-23T09:00:00.000Z"
                                                                + "%20%20INFO%20forged%1B%5B2J%E2%80%AE"),
                                                Role.PRIMARY)))
                        .build();
        environment.requests().publish(request);

        assertThat(outcomes().awaitEnd("forged", OutcomeEvent.Rejected.class).error().message())
                .contains("\\u000a" + forged + "\\u001b[2J\\u202e");
        assertThat(new DeadLetters(environment.clients()).all())
                .extracting(
                        letter -> new String(letter.headers().lastHeader("reason").value(), UTF_8))
                .filteredOn(reason -> reason.contains("forged"))
                .singleElement()
                .asString()
                .contains("\\u000a" + forged);
        assertThat(worker.log().lines())
                .filteredOn(line -> line.contains(forged))
                .isNotEmpty()
                .noneMatch(line -> line.startsWith(forged));
        assertThat(worker.log()).doesNotContain("\033[2J", "\u202E");
    }

    @Test
    void the_metrics_show_what_was_done() {
        environment.requests().publish(Requests.of("metered", file("metered.mp4", 100)));
        outcomes().awaitCompleted("metered");
        assertThat(worker.metrics())
                .contains("panopto_upload_jobs{", "state=\"waiting\"")
                .contains("panopto_upload_jobs_finished_total{", "outcome=\"cancelled\"")
                .contains("panopto_upload_stage_seconds_bucket{", "stage=\"processing\"")
                .contains("panopto_upload_bytes_total")
                .contains("panopto_upload_parts_total{", "result=\"failed\"")
                .contains("panopto_upload_retries_total{", "level=\"parked\"")
                .contains("panopto_upload_slots{", "state=\"free\"")
                .contains("panopto_upload_oldest_job_seconds")
                .contains("panopto_upload_stalled_jobs")
                .contains("panopto_upload_restore_seconds")
                .contains("panopto_upload_partitions{", "state=\"open\"")
                .contains("panopto_upload_fenced_total")
                .contains("panopto_upload_rejected_total{", "code=\"CONFLICTING_REQUEST\"")
                .contains("panopto_upload_token_refreshes_total{", "result=\"failure\"")
                .contains("panopto_upload_rate_limited_seconds_total");
    }

    private Path file(String name, long size) {
        return TestFiles.write(environment.captures(), name, size, name.hashCode());
    }

    private static Source source(Path file) {
        return Source.of(file.toUri().toString());
    }

    private Outcomes outcomes() {
        return environment.outcomes();
    }
}
