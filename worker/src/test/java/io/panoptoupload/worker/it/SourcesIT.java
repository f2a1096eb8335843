package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;
import io.panoptoupload.worker.wire.FileServer;
import io.panoptoupload.worker.wire.TestTls;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Recordings that lie in directories, on web servers and in S3, taken by the packaged worker; some
 * change while they are transferred.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourcesIT {
    private static final int MIB = 1024 * 1024;
    private static final long PART = 5 * MIB;

    private TestEnvironment environment;
    private FileServer ranged;
    private FileServer once;
    private LocalS3 s3;
    private String[] settings;
    private WorkerProcess worker;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        environment = new TestEnvironment(directory);
        TestTls tls = TestTls.ofLocalhost();
        ranged = new FileServer(tls, new byte[0]);
        once = new FileServer(tls, new byte[0]);
        once.noRanges();
        once.noLengths();
        s3 = LocalS3.builder().mode(LocalS3Mode.IN_MEMORY).port(-1).build();
        s3.start();
        settings =
                new String[] {
                    "--worker.sources.https-hosts=localhost",
                    "--worker.sources.allow-private-addresses=true",
                    "--worker.sources.ssl-bundle=sources",
                    "--spring.ssl.bundle.pem.sources.truststore.certificate=file:"
                            + tls.pem(directory),
                    "--worker.sources.s3.campus.endpoint=" + s3Endpoint(),
                    "--worker.sources.s3.campus.access-key-id=reader",
                    "--worker.sources.s3.campus.secret-access-key=reader-secret",
                    "--worker.sources.s3.campus.buckets=lectures"
                };
        worker = environment.impatientWorker(settings);
    }

    @AfterAll
    void stop() throws IOException {
        environment.close();
        ranged.close();
        once.close();
        s3.shutdown();
    }

    @Test
    void recordings_arrive_whole_wherever_they_lie() {
        Scenario.play(
                environment,
                "lies",
                scenario -> {
                    publishWeb(scenario, ranged, "ranged", 6 * MIB);
                    publishWeb(scenario, once, "once", 26 * MIB);
                    publishS3(scenario, "s3", 6 * MIB);
                    assertCompleted(scenario);
                });
    }

    @Test
    void after_kill_9_each_goes_on_at_the_last_recorded_part() {
        Scenario.play(
                environment,
                "killed",
                scenario -> {
                    // Held back long enough that the next part confirmed is recorded at once.
                    slow("ranged.mp4", 1, 2, 3, 4);
                    slow("once.mp4", 1);
                    String rangedHeld = hold("ranged.mp4", 5, 6, 7, 8);
                    String fileHeld = hold("file.mp4", 11, 12, 13, 14);
                    String onceHeld = hold("once.mp4", 2);
                    publishWeb(scenario, ranged, "ranged", 36 * MIB);
                    Job file = scenario.publish("file", 75 * MIB);
                    Job inOrder = publishWeb(scenario, once, "once", 26 * MIB);
                    environment.awaitHeld(rangedHeld, 1);
                    environment.awaitHeld(fileHeld, 1);
                    environment.awaitHeld(onceHeld, 1);
                    // Nothing moves now, and what is confirmed is recorded nevertheless.
                    awaitRecorded(file, 10 * PART);
                    OutcomeEvent recorded = awaitRecorded(inOrder, 1);
                    assertThat(((OutcomeEvent.Progress) recorded).percent()).isNull();
                    worker.kill9();
                    scenario.disturbed();
                    environment.faults().clear();
                    worker = environment.impatientWorker(settings);
                    assertCompleted(scenario);
                    assertRepeated(scenario, file, PartsNotRepeated.IN_FLIGHT);
                    assertRepeated(scenario, inOrder, 1);
                });
    }

    @Test
    void a_source_that_is_cut_short_or_replaced_in_transfer_is_never_mixed() {
        Scenario.play(
                environment,
                "source",
                scenario -> {
                    String hold =
                            environment.fault(
                                    FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                            .matching("part")
                                            .calls(6));
                    Job job = scenario.publish("changing", 40 * MIB);
                    environment.awaitHeld(hold, 1);
                    Path file = environment.captures().resolve("source-changing.mp4");
                    Path other = TestFiles.write(environment.captures(), "other", 11 * MIB, 99);
                    Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
                    scenario.mayBe(job, file);
                    environment.faults().clear();
                    environment.outcomes().awaitCompleted("source-changing");
                });
    }

    @Test
    void a_source_that_grows_in_transfer_is_restarted_with_all_of_it() {
        Scenario.play(
                environment,
                "grown",
                scenario -> {
                    String hold =
                            environment.fault(
                                    FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD)
                                            .matching("part")
                                            .calls(4));
                    Job job = scenario.publish("lecture", 26 * MIB);
                    environment.awaitHeld(hold, 1);
                    Path file = environment.captures().resolve("grown-lecture.mp4");
                    Files.write(file, new byte[MIB + 7], StandardOpenOption.APPEND);
                    scenario.mayBe(job, file);
                    environment.faults().clear();
                    assertThat(environment.outcomes().awaitCompleted("grown-lecture").files())
                            .singleElement()
                            .satisfies(sent ->
                                    assertThat(sent.sizeBytes()).isEqualTo(Files.size(file)));
                });
    }

    @Test
    void an_end_is_recorded_before_its_upload_is_taken_back() {
        Scenario.play(
                environment,
                "taken-back",
                scenario -> {
                    String held =
                            environment.fault(
                                    FaultRule.on(Operation.CREATE_MULTIPART, FaultKind.HOLD)
                                            .times(1));
                    String delete =
                            environment.fault(
                                    FaultRule.on(Operation.DELETE_UPLOAD, FaultKind.HOLD).times(1));
                    scenario.mayFail(scenario.publish("vanished", 1000));
                    environment.awaitHeld(held, 1);
                    Files.delete(environment.captures().resolve("taken-back-vanished.mp4"));
                    environment.faults().remove(held);
                    environment.awaitHeld(delete, 1);
                    // Nothing of the upload may be used by an owner to come when this arrives.
                    assertThat(
                                    environment
                                            .outcomes()
                                            .awaitEnd(
                                                    "taken-back-vanished",
                                                    OutcomeEvent.Failed.class)
                                            .error()
                                            .code())
                            .isEqualTo(ErrorCode.SOURCE_NOT_FOUND);
                });
    }

    /** Bytes are counted as they leave; what is confirmed is recorded with the event. */
    private OutcomeEvent awaitRecorded(Job job, long bytes) {
        return environment
                .outcomes()
                .await(
                        job.id(),
                        event ->
                                event instanceof OutcomeEvent.Progress progress
                                        && progress.bytesConfirmed() != null
                                        && progress.bytesConfirmed() >= bytes);
    }

    private static void assertRepeated(Scenario scenario, Job job, int most) {
        assertThat(scenario.evidence().uploadsOf(job))
                .singleElement()
                .satisfies(upload ->
                        assertThat(upload.files().getFirst().repeatedParts())
                                .as("parts of %s that were in flight", job.id())
                                .isLessThanOrEqualTo(most));
    }

    private Job publishWeb(Scenario scenario, FileServer server, String name, long size) {
        return scenario.publish(
                name,
                request -> {
                    String file = request.build().requestId() + ".mp4";
                    server.replace(captured(file), "\"" + file + "\"");
                    return request.streams(from(server.uri("/" + file)));
                },
                size);
    }

    private void publishS3(Scenario scenario, String name, long size) {
        Job _ =
                scenario.publish(
                        name,
                        request -> {
                            String file = request.build().requestId() + ".mp4";
                            put(file);
                            return request.streams(
                                    from(URI.create("s3://campus/lectures/" + file)));
                        },
                        size);
    }

    private static List<Stream> from(URI uri) {
        return List.of(Stream.of(Source.of(uri.toString()), Role.PRIMARY));
    }

    private byte[] captured(String file) {
        try {
            return Files.readAllBytes(environment.captures().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String file) {
        try (S3Client writer =
                S3Client.builder()
                        .endpointOverride(s3Endpoint())
                        .forcePathStyle(true)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("writer", "writer")))
                        .build()) {
            writer.createBucket(r -> r.bucket("lectures"));
            writer.putObject(
                    r -> r.bucket("lectures").key(file), environment.captures().resolve(file));
        }
    }

    private URI s3Endpoint() {
        return URI.create("http://localhost:" + s3.getPort());
    }

    private void assertCompleted(Scenario scenario) {
        for (Job job : scenario.jobs()) {
            environment.outcomes().awaitCompleted(job.id());
        }
    }

    private void slow(String file, Integer... calls) {
        environment.fault(
                FaultRule.on(Operation.UPLOAD_PART, FaultKind.DELAY)
                        .matching(file)
                        .calls(calls)
                        .delay(Duration.ofMillis(300)));
    }

    private String hold(String file, Integer... calls) {
        return environment.fault(
                FaultRule.on(Operation.UPLOAD_PART, FaultKind.HOLD).matching(file).calls(calls));
    }
}
