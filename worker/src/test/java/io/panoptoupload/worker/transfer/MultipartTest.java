package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.fault.ImmediateRetries;
import io.panoptoupload.worker.fault.RetryLimits;
import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class MultipartTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> repeated = new ArrayList<>();

    /** Ten minutes four times over would keep its slot for as long, and nothing would say why. */
    @Test
    void a_complete_without_a_response_in_its_time_is_not_repeated_at_once() {
        TransientFault silent = completeThat(new SocketTimeoutException("Read timed out"));
        assertThat(silent.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(repeated).isEmpty();
    }

    @Test
    void a_complete_whose_connection_breaks_is_repeated_at_once() {
        TransientFault broken = completeThat(new SocketException("Connection reset"));
        assertThat(broken.retryAfter()).isNull();
        assertThat(repeated).containsOnly("complete-object").hasSizeGreaterThan(1);
    }

    private TransientFault completeThat(IOException fails) {
        Multipart multipart =
                new Multipart(
                        new Failing(fails),
                        new S3Target(URI.create("https://uni.example"), "bucket", "prefix"),
                        "lecture.mp4",
                        new ImmediateRetries(
                                new RetryLimits(4, Duration.ofMillis(1), Duration.ofSeconds(5)),
                                repeated::add,
                                meters),
                        new ParallelTasks("testing", new Ledger()),
                        new TransferMeters(meters));
        return catchThrowableOfType(
                TransientFault.class,
                () -> multipart.complete("multipart-1", 0, ConfirmedParts.none(), false));
    }

    private record Failing(IOException cause) implements S3Client {
        @Override
        public CompleteMultipartUploadResponse completeMultipartUpload(
                CompleteMultipartUploadRequest request) {
            throw SdkClientException.create("Unable to execute HTTP request", cause);
        }

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}
    }
}
