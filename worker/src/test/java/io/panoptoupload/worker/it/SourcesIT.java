package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.simulator.FaultKind;
import io.panoptoupload.simulator.FaultRule;
import io.panoptoupload.simulator.Operation;
import io.panoptoupload.worker.wire.FileServer;
import io.panoptoupload.worker.wire.TestTls;

import org.awaitility.Awaitility;
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
import java.time.Duration;
import java.util.List;

/** Recordings that lie on web servers and in S3, taken by the packaged worker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourcesIT {
    private static final long MIB = 1024 * 1024;

    private TestEnvironment environment;
    private FileServer ranged;
    private FileServer once;
    private LocalS3 s3;
    private String[] settings;
    private WorkerProcess worker;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        environment = TestEnvironment.impatient(directory);
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
                    String onceHeld = hold("once.mp4", 2);
                    publishWeb(scenario, ranged, "ranged", 36 * MIB);
                    Job inOrder = publishWeb(scenario, once, "once", 26 * MIB);
                    Awaitility.await()
                            .until(() ->
                                    environment.faults().waiting(rangedHeld) >= 1
                                            && environment.faults().waiting(onceHeld) == 1);
                    OutcomeEvent recorded =
                            environment
                                    .outcomes()
                                    .await(inOrder.id(), SourcesIT::saysThatAPartIsConfirmed);
                    assertThat(((OutcomeEvent.Progress) recorded).percent()).isNull();
                    worker.kill9();
                    scenario.disturbed();
                    environment.faults().clear();
                    worker = environment.impatientWorker(settings);
                    assertCompleted(scenario);
                    assertThat(scenario.evidence().uploadsOf(inOrder))
                            .singleElement()
                            .satisfies(upload ->
                                    assertThat(upload.files().getFirst().repeatedParts())
                                            .as("the first was recorded, the second in flight")
                                            .isLessThanOrEqualTo(1));
                });
    }

    /** Bytes are counted as they leave; what is confirmed is recorded with the event. */
    private static boolean saysThatAPartIsConfirmed(OutcomeEvent event) {
        return event instanceof OutcomeEvent.Progress progress
                && progress.bytesConfirmed() != null
                && progress.bytesConfirmed() > 0;
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
