package io.panoptoupload.worker.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.fault.Stopping;
import io.panoptoupload.worker.panopto.AccessTokens;
import io.panoptoupload.worker.panopto.OAuth;
import io.panoptoupload.worker.panopto.PanoptoClient;
import io.panoptoupload.worker.panopto.PanoptoHttp;
import io.panoptoupload.worker.panopto.PanoptoSettings;
import io.panoptoupload.worker.panopto.RateBudget;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.source.FileSources;
import io.panoptoupload.worker.transfer.ConfirmedParts;
import io.panoptoupload.worker.transfer.Content;
import io.panoptoupload.worker.transfer.ExpectedBytes;
import io.panoptoupload.worker.transfer.PartPlan;
import io.panoptoupload.worker.transfer.S3Target;
import io.panoptoupload.worker.transfer.Source;
import io.panoptoupload.worker.transfer.TransferSettings;
import io.panoptoupload.worker.transfer.Transfers;
import io.panoptoupload.worker.transfer.Uplink;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A whole upload, request by request: nothing that Panopto would store as content, nothing without
 * a length, nothing that asks for another host. The SDK signs bodies over http and not over https,
 * so both are looked at.
 */
class WireTest {
    @TempDir static Path directory;
    private static final TestTls TLS = TestTls.ofLocalhost();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void every_request_of_an_upload_is_plain(boolean https) throws Exception {
        byte[] recording = new byte[2 * PartPlan.MIN_PART + 12345];
        new Random(7).nextBytes(recording);
        Path file = Files.write(directory.resolve("lecture " + https + ".mp4"), recording);
        byte[] manifest = "<?xml version=\"1.0\"?><Session/>".getBytes(StandardCharsets.UTF_8);

        try (FakePanopto panopto = new FakePanopto(https ? TLS : null)) {
            upload(panopto, https ? TLS : null, file, manifest);

            assertThat(panopto.heads()).hasSize(1 + 5 + 3 + 4);
            assertThat(panopto.heads()).allSatisfy(head -> assertPlain(head, panopto));
            assertThat(Arrays.equals(panopto.object("00-lecture.mp4"), recording))
                    .as("the recording is stored as it is")
                    .isTrue();
            assertThat(panopto.object("manifest.xml")).isEqualTo(manifest);
        }
    }

    private static void assertPlain(Head head, FakePanopto panopto) {
        assertThat(head.header("content-encoding")).doesNotContain("aws-chunked");
        assertThat(head.headers())
                .doesNotContainKeys(
                        "x-amz-trailer",
                        "x-amz-decoded-content-length",
                        "transfer-encoding",
                        "expect",
                        "upgrade");
        assertThat(head.header("x-amz-content-sha256")).doesNotStartWith("STREAMING-");
        assertThat(head.header("host")).isEqualTo(panopto.baseUrl().getAuthority());
        assertThat(head.target()).startsWith("/Panopto/");
        if (head.method().matches("POST|PUT")) {
            assertThat(head.header("content-length")).matches("\\d+");
        }
    }

    private static void upload(
            FakePanopto panopto, @Nullable TestTls tls, Path file, byte[] manifest) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        PanoptoSettings settings =
                new PanoptoSettings(
                        panopto.baseUrl(),
                        new OAuth("id", "secret", new OAuth.Password("user", "password")),
                        new RateBudget(1000, 1000, 1000, 1));
        try (PanoptoHttp http = new PanoptoHttp(settings, tls == null ? null : tls.context());
                Transfers transfers =
                        new Transfers(
                                new TransferSettings(2, 4),
                                Uplink.ofRate(1e12),
                                tls == null ? null : tls.context(),
                                meters,
                                operation -> {})) {
            InstantSource clock = InstantSource.system();
            PanoptoClient client =
                    new PanoptoClient(
                            settings,
                            http,
                            new AccessTokens(settings, http, meters, clock),
                            meters,
                            operation -> {},
                            clock);
            UploadSession upload = client.createUpload("folder");
            S3Target target = S3Target.of(upload.target());
            Source source = new FileSources(List.of(directory)).at(file.toUri(), null);
            Content content =
                    new Content(
                            source,
                            source.pin(),
                            PartPlan.of(source.pin().sizeBytes(), PartPlan.MIN_PART),
                            ExpectedBytes.UNKNOWN);
            transfers.send(
                    target,
                    "00-lecture.mp4",
                    content,
                    ConfirmedParts.none(),
                    new Transfers.Listener() {
                        @Override
                        public void started(String multipartId) {}

                        @Override
                        public void confirmed(int part, long bytes) {}
                    });
            transfers.sendBytes(target, "manifest.xml", manifest, () -> Stopping.CUT);
            client.finalise(upload);
            client.getUpload(upload.id());
            client.cancelUpload(upload.id());
        }
    }
}
