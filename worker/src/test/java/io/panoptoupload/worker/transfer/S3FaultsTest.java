package io.panoptoupload.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.worker.fault.TransientFault;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

class S3FaultsTest {
    private final S3Faults faults =
            new S3Faults(new S3Target(URI.create("https://uni.example"), "bucket", "prefix"));

    /** Ten minutes four times over would keep its slot for as long, and nothing would say why. */
    @Test
    void a_complete_without_a_response_in_its_time_is_not_repeated_at_once() {
        TransientFault silent =
                (TransientFault) faults.ofComplete(broken(new SocketTimeoutException()), "it");
        assertThat(silent.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        TransientFault cut =
                (TransientFault) faults.ofComplete(broken(new SocketException()), "it");
        assertThat(cut.retryAfter()).isNull();
        TransientFault part =
                (TransientFault) faults.of(broken(new SocketTimeoutException()), "it");
        assertThat(part.retryAfter()).as("of a part, whose time is a minute").isNull();
    }

    private static SdkClientException broken(IOException cause) {
        return SdkClientException.create("Unable to execute HTTP request", cause);
    }
}
