package io.panoptoupload.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The framing of aws-chunked bodies. */
class AwsChunksTest {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    private final AwsChunks chunks =
            new AwsChunks(bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                taken.writeBytes(copy);
            });

    @Test
    void is_taken_off_wherever_the_body_is_cut_into_pieces() throws IOException {
        String body =
                "5;chunk-signature=ab\r\nhello\r\n7\r\n\r\nworld\r\n0\r\nx-amz-checksum-crc32:AA==\r\n\r\n";
        for (byte each : body.getBytes(US_ASCII)) {
            chunks.take(ByteBuffer.wrap(new byte[] {each}));
        }
        assertThat(taken.toString(US_ASCII)).isEqualTo("hello\r\nworld");
    }

    @Test
    void of_a_body_that_has_none_is_a_fault() {
        assertThatThrownBy(() -> chunks.take(ByteBuffer.wrap("<Session>\n".getBytes(US_ASCII))))
                .isInstanceOf(IOException.class);
    }
}
