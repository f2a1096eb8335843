package io.panoptoupload.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A record on its way into the process that tries it: key, value and headers. */
final class TriedRecord {
    private static final int NULL = -1;

    private TriedRecord() {}

    static void write(ConsumerRecord<byte[], byte[]> record, DataOutputStream out)
            throws IOException {
        write(record.key(), out);
        write(record.value(), out);
        Header[] headers = record.headers().toArray();
        out.writeInt(headers.length);
        for (Header header : headers) {
            write(header.key().getBytes(UTF_8), out);
            write(header.value(), out);
        }
        out.flush();
    }

    @SuppressWarnings("NullAway") // Kafka's records have null keys, values and values of headers
    static ConsumerRecord<byte[], byte[]> read(DataInputStream in) throws IOException {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("requests", 0, 0, readBytes(in), readBytes(in));
        for (int left = in.readInt(); left > 0; left--) {
            record.headers().add(new String(readBytes(in), UTF_8), readBytes(in));
        }
        return record;
    }

    private static void write(byte @Nullable [] bytes, DataOutputStream out) throws IOException {
        if (bytes == null) {
            out.writeInt(NULL);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NULL ? null : in.readNBytes(length);
    }
}
