package io.panoptoupload.worker.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * A header of requests that were read once more and then forwarded or set aside: in its home
 * partition, or replayed, such a request is new, and only who read it knew that it may have been
 * carried out before.
 */
public final class RereadMark {
    private static final String HEADER = "panopto-upload-reread-since";

    private RereadMark() {}

    /** Marks the copy of a record, unless the record is marked already. */
    public static void put(ConsumerRecord<?, ?> record, Headers copy) {
        if (since(record).isEmpty()) {
            remove(copy);
            copy.add(HEADER, Instant.ofEpochMilli(record.timestamp()).toString().getBytes(UTF_8));
        }
    }

    /** When a marked record was sent by its sender; empty for any other. */
    public static Optional<Instant> since(ConsumerRecord<?, ?> record) {
        Header mark = record.headers().lastHeader(HEADER);
        if (mark == null || mark.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(new String(mark.value(), UTF_8)));
        } catch (DateTimeException e) {
            // Not by a worker.
            return Optional.empty();
        }
    }

    /** For a request that is to be carried out next time, although it may have been before. */
    public static void remove(Headers headers) {
        headers.remove(HEADER);
    }
}
