package io.panoptoupload.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.CloudEvents;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.outcome.OutcomeRecords;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What is written for a record that is refused: itself, untouched, and the reason. */
final class Rejections {
    /** Request ids are far shorter; what is longer is no id. */
    private static final int LONGEST_KEY = 1024;

    private final String deadLetterTopic;
    private final OutcomeRecords outcomes;
    private final InstantSource clock;
    private final String worker;
    private final Map<ErrorCode, Counter> counters = new EnumMap<>(ErrorCode.class);

    Rejections(
            String deadLetterTopic,
            OutcomeRecords outcomes,
            InstantSource clock,
            String worker,
            MeterRegistry meters) {
        this.deadLetterTopic = deadLetterTopic;
        this.outcomes = outcomes;
        this.clock = clock;
        this.worker = worker;
        for (ErrorCode code : ErrorCode.values()) {
            counters.put(
                    code,
                    Counter.builder("panopto.upload.rejected")
                            .description("Requests that were refused")
                            .tag("code", code.name())
                            .register(meters));
        }
    }

    void count(ErrorCode code) {
        Objects.requireNonNull(counters.get(code)).increment();
    }

    /** Key, value and headers as they came, with the reason as one more header. */
    ProducerRecord<byte[], byte[]> deadLetter(
            ConsumerRecord<byte[], byte[]> record, String reason) {
        ProducerRecord<byte[], byte[]> dead =
                new ProducerRecord<>(
                        deadLetterTopic, null, record.key(), record.value(), record.headers());
        dead.headers().add(Topics.DEAD_LETTER_REASON_HEADER, reason.getBytes(UTF_8));
        return dead;
    }

    /** Of a record that does not fit into the topic: where it is to be found instead. */
    ProducerRecord<byte[], byte[]> withoutValue(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] noValue = null;
        byte @Nullable [] key = record.key();
        byte @Nullable [] shortKey = key == null || key.length > LONGEST_KEY ? null : key;
        ProducerRecord<byte[], byte[]> dead =
                new ProducerRecord<>(deadLetterTopic, shortKey, noValue);
        String reason =
                "%s: too large for the topic %s; the record itself (%d bytes) is at offset %d of partition %d of %s for as long as that topic keeps it. Send requests of at most 512 KiB"
                        .formatted(
                                ErrorCode.INVALID_REQUEST,
                                deadLetterTopic,
                                record.serializedValueSize(),
                                record.offset(),
                                record.partition(),
                                record.topic());
        dead.headers().add(Topics.DEAD_LETTER_REASON_HEADER, reason.getBytes(UTF_8));
        return dead;
    }

    /** The dead letter, and the event that tells the sender. */
    List<ProducerRecord<byte[], byte[]>> rejected(
            ConsumerRecord<byte[], byte[]> record,
            String requestId,
            UploadError error,
            Map<String, Object> extensions) {
        Optional<String> trace = RequestDecoder.header(record, CloudEvents.TRACEPARENT_HEADER);
        ProducerRecord<byte[], byte[]> event =
                outcomes.ofRejected(
                        new OutcomeEvent.Rejected(
                                EventHeader.ofRejected(
                                        requestId, clock.instant(), worker, extensions),
                                error),
                        record.partition(),
                        record.offset(),
                        trace);
        return List.of(event, deadLetter(record, error.code() + ": " + error.message()));
    }
}
