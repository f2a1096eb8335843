package io.panoptoupload.worker.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Optional;

/** The few headers that mean something here, however a client spells them. */
final class Headers {
    /** They are short; others may be as large as the sender likes. */
    private static final int MAX_BYTES = 1024;

    private Headers() {}

    /** The last of that name, in upper or lower case. */
    static Optional<String> find(ConsumerRecord<byte[], byte[]> record, String name) {
        @Nullable Header found = null;
        for (Header header : record.headers()) {
            if (header.key().equalsIgnoreCase(name)) {
                found = header;
            }
        }
        return Optional.ofNullable(found)
                .map(Header::value)
                .filter(value -> value.length <= MAX_BYTES)
                .map(value -> new String(value, UTF_8));
    }

    /** What the value is, without parameters and in lower case. */
    static Optional<String> mediaType(ConsumerRecord<byte[], byte[]> record) {
        return find(record, CloudEvents.CONTENT_TYPE_HEADER).map(Headers::mediaType);
    }

    /** A media type without its parameters, in lower case. */
    static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
