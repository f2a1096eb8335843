package io.panoptoupload.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

import java.util.Optional;
import java.util.Set;

/**
 * An event after which nothing more comes of an attempt, as a CloudEvent in structured mode.
 *
 * @param id the {@code ce_id}, the same however often it is sent
 * @param body JSON
 */
record FinalEvent(String id, String body) {
    private static final Set<String> FINAL = Set.of("completed", "failed", "cancelled", "rejected");
    private static final String ATTRIBUTE = "ce_";

    /** Empty for a record that is no final event. */
    static Optional<FinalEvent> of(ConsumerRecord<byte[], byte[]> record, JsonMapper json) {
        try {
            @Nullable String data =
                    record.value() == null ? null : new String(record.value(), UTF_8);
            if (data == null || !FINAL.contains(json.readTree(data).path("type").asString(""))) {
                return Optional.empty();
            }
            ObjectNode event = json.createObjectNode();
            for (Header header : record.headers()) {
                if (header.key().startsWith(ATTRIBUTE)) {
                    event.put(header.key().substring(ATTRIBUTE.length()), text(header));
                } else if (header.key().equals(CloudEvents.TRACEPARENT_HEADER)) {
                    event.put(CloudEvents.TRACEPARENT_HEADER, text(header));
                }
            }
            event.put("datacontenttype", CloudEvents.JSON);
            // As it was published: of a number read and written again not every digit is left.
            event.putRawValue("data", new RawValue(data));
            return Optional.of(
                    new FinalEvent(event.path("id").asString(""), json.writeValueAsString(event)));
        } catch (JacksonException e) {
            // Not the workers' writing.
            return Optional.empty();
        }
    }

    private static String text(Header header) {
        return header.value() == null ? "" : new String(header.value(), UTF_8);
    }
}
