package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.wire.Head;
import io.panoptoupload.worker.wire.TestTls;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/**
 * Every request that the packaged worker sends in a whole job, on the wire, over http and over
 * https: bodies are signed over the one and not over the other, which is where framing slips in.
 */
@Tag("full")
class WireIT {
    private static final long MIB = 1024 * 1024;

    @Test
    void no_request_of_a_whole_job_is_framed_or_without_a_length(@TempDir Path directory)
            throws Exception {
        TestTls tls = TestTls.ofLocalhost();
        try (TestEnvironment environment = new TestEnvironment(directory)) {
            Path file = TestFiles.write(environment.captures(), "wire.mp4", 12 * MIB, 5);
            try (RecordingGate plain = gate(environment, null);
                    RecordingGate secure = gate(environment, tls)) {
                environment.panoptoAt(plain.baseUrl(), tls.pem(directory));
                try (WorkerProcess worker = environment.worker()) {
                    complete(environment, "over-http", file);
                    assertAllPlain(plain);
                    assertThat(worker.log()).doesNotContain("demo-secret", "demo-password");
                }
                environment.panoptoAt(secure.baseUrl(), tls.pem(directory));
                try (WorkerProcess worker = environment.worker()) {
                    complete(environment, "over-https", file);
                    assertAllPlain(secure);
                    assertThat(worker.log()).doesNotContain("demo-secret", "demo-password");
                }
            }
        }
    }

    private static RecordingGate gate(TestEnvironment environment, @Nullable TestTls tls)
            throws Exception {
        return new RecordingGate(environment.simulator(), tls);
    }

    private static void complete(TestEnvironment environment, String id, Path file) {
        environment.requests().publish(Requests.of(id, file));
        environment.outcomes().awaitCompleted(id);
        assertThat(new Sessions(environment.simulator()).onlyOne(id).files().getFirst().crc32())
                .isEqualTo(TestFiles.crc32(file));
    }

    private static void assertAllPlain(RecordingGate gate) {
        List<Head> heads = gate.heads();
        // token; POST, PUT and at least one GET; 3 calls and 3 parts of the file, 3 of the manifest
        assertThat(heads).hasSizeGreaterThanOrEqualTo(1 + 3 + 5 + 3);
        assertThat(heads)
                .allSatisfy(head -> {
                    assertThat(head.header("content-encoding")).doesNotContain("aws");
                    assertThat(head.headers())
                            .doesNotContainKeys(
                                    "x-amz-trailer",
                                    "x-amz-decoded-content-length",
                                    "transfer-encoding");
                    assertThat(head.header("x-amz-content-sha256")).doesNotStartWith("STREAMING-");
                    assertThat(head.header("host")).isEqualTo(gate.baseUrl().getAuthority());
                    assertThat(head.target()).startsWith("/Panopto/");
                    if (head.method().matches("POST|PUT")) {
                        assertThat(head.header("content-length")).matches("\\d+");
                    }
                });
        assertThat(heads).anyMatch(head -> head.target().contains("partNumber=3"));
    }
}
