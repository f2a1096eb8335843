package io.panoptoupload.worker.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.OutcomeEvent;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/** Turns outcome events into records of the outcome topic, in CloudEvents' binary mode. */
public final class OutcomeRecords {
    private final String topic;
    private final String source;
    private final JsonMapper json;

    /**
     * @param source the {@code ce_source}: which installation speaks
     */
    public OutcomeRecords(String topic, String source, JsonMapper json) {
        this.topic = topic;
        this.source = source;
        this.json = json;
    }

    /** The record of an accepted job's event. */
    public ProducerRecord<byte[], byte[]> of(OutcomeEvent event, Optional<String> traceparent) {
        return record(event, CloudEvents.id(event), traceparent);
    }

    /** The record of a {@code rejected} event, named after the place of the refused record. */
    public ProducerRecord<byte[], byte[]> ofRejected(
            OutcomeEvent.Rejected event, int partition, long offset, Optional<String> traceparent) {
        String id = CloudEvents.idOfRejected(event.header().requestId(), partition, offset);
        return record(event, id, traceparent);
    }

    private ProducerRecord<byte[], byte[]> record(
            OutcomeEvent event, String id, Optional<String> traceparent) {
        String requestId = event.header().requestId();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        topic, requestId.getBytes(UTF_8), json.writeValueAsBytes(event));
        Headers headers = record.headers();
        add(headers, CloudEvents.SPECVERSION_HEADER, CloudEvents.SPECVERSION);
        add(headers, CloudEvents.ID_HEADER, id);
        add(headers, CloudEvents.TYPE_HEADER, CloudEvents.type(event));
        add(headers, CloudEvents.SOURCE_HEADER, source);
        add(headers, CloudEvents.SUBJECT_HEADER, requestId);
        add(headers, CloudEvents.TIME_HEADER, event.header().occurredAt().toString());
        add(headers, CloudEvents.CONTENT_TYPE_HEADER, CloudEvents.JSON);
        traceparent.ifPresent(trace -> add(headers, CloudEvents.TRACEPARENT_HEADER, trace));
        return record;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
