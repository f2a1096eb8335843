package io.panoptoupload.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the framing off an aws-chunked body: a line with each chunk's length in hex, its bytes. */
final class AwsChunks {
    private final Sink sink;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long left;
    private boolean ended;

    AwsChunks(Sink sink) {
        this.sink = sink;
    }

    /** Takes the bytes of the file. */
    interface Sink {
        void take(ByteBuffer bytes) throws IOException;
    }

    void take(ByteBuffer framed) throws IOException {
        while (framed.hasRemaining()) {
            if (left > 0) {
                int length = (int) Math.min(left, framed.remaining());
                sink.take(framed.slice(framed.position(), length));
                framed.position(framed.position() + length);
                left -= length;
                continue;
            }
            byte next = framed.get();
            if (next == '\n') {
                begin(line.toString(US_ASCII).strip());
                line.reset();
            } else {
                line.write(next);
            }
        }
    }

    /** The empty line behind a chunk begins none; behind the last one come trailers. */
    private void begin(String head) throws IOException {
        if (ended || head.isEmpty()) {
            return;
        }
        try {
            left = Long.parseLong(head.split(";", 2)[0], 16);
        } catch (NumberFormatException e) {
            throw new IOException("this is no aws-chunked body", e);
        }
        ended = left == 0;
    }
}
