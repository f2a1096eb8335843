package io.panoptoupload.worker.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OneLine;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.outcome.OutcomeRecords;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is written for a record that is refused: itself, untouched, and the reason. */
public final class Rejections {
    private static final int MAX_REASON = 2000;
    private static final int FOR_THE_REASON = 64 * 1024;
    private static final int MAX_KEY = 1024;

    private final String deadLetterTopic;
    private final OutcomeRecords outcomes;
    private final InstantSource clock;
    private final String worker;
    private final MeterProvider<Counter> counters;

    public Rejections(
            String deadLetterTopic,
            OutcomeRecords outcomes,
            InstantSource clock,
            String worker,
            MeterRegistry meters) {
        this.deadLetterTopic = deadLetterTopic;
        this.outcomes = outcomes;
        this.clock = clock;
        this.worker = worker;
        this.counters =
                Counter.builder("panopto.upload.rejected")
                        .description("Requests that were refused")
                        .withRegistry(meters);
        List.of(ErrorCode.values()).forEach(this::counter);
    }

    public void count(ErrorCode code) {
        counter(code).increment();
    }

    private Counter counter(ErrorCode code) {
        return counters.withTags("code", code.name());
    }

    public ProducerRecord<byte[], byte[]> deadLetter(
            ConsumerRecord<byte[], byte[]> record, UploadError error) {
        return deadLetter(record, error.code() + ": " + error.message());
    }

    /**
     * Key, value and headers as they came, with the reason as one more header. A record that was
     * compressed may be larger than anything that can be sent: its letter says where it stands.
     */
    public ProducerRecord<byte[], byte[]> deadLetter(
            ConsumerRecord<byte[], byte[]> record, String reason) {
        if (size(record) > KafkaClients.MAX_RECORD - FOR_THE_REASON) {
            return deadLetterWithoutRecord(record, reason);
        }
        ProducerRecord<byte[], byte[]> dead =
                new ProducerRecord<>(
                        deadLetterTopic, null, record.key(), record.value(), record.headers());
        dead.headers().add(Topics.DEAD_LETTER_REASON_HEADER, shortened(reason).getBytes(UTF_8));
        return dead;
    }

    private ProducerRecord<byte[], byte[]> deadLetterWithoutRecord(
            ConsumerRecord<byte[], byte[]> record, String reason) {
        byte[] key = record.key();
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        deadLetterTopic,
                        null,
                        key == null || key.length > MAX_KEY ? null : key,
                        null);
        String place =
                " It is too large for this topic; the record itself (%d bytes) is at offset %d of partition %d of %s, for as long as that keeps it."
                        .formatted(
                                record.value() == null ? 0 : record.value().length,
                                record.offset(),
                                record.partition(),
                                record.topic());
        letter.headers()
                .add(Topics.DEAD_LETTER_REASON_HEADER, (shortened(reason) + place).getBytes(UTF_8));
        return letter;
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long headers = 0;
        for (Header header : record.headers()) {
            byte[] value = header.value();
            headers += header.key().length() * 3L + (value == null ? 0 : value.length) + 10;
        }
        return headers
                + (record.key() == null ? 0 : record.key().length)
                + (record.value() == null ? 0 : record.value().length);
    }

    private static String shortened(String text) {
        return OneLine.shortened(OneLine.of(text), MAX_REASON);
    }

    /** As {@link #rejected}, with a dead letter that only says where the record stands. */
    public List<ProducerRecord<byte[], byte[]>> withoutRecord(
            ConsumerRecord<byte[], byte[]> record, Optional<String> requestId, UploadError error) {
        ProducerRecord<byte[], byte[]> letter =
                deadLetterWithoutRecord(record, error.code() + ": " + error.message());
        return requestId
                .map(id -> List.of(event(record, id, error, Map.of()), letter))
                .orElseGet(() -> List.of(letter));
    }

    /** The dead letter, and the event that informs the sender. */
    public List<ProducerRecord<byte[], byte[]>> rejected(
            ConsumerRecord<byte[], byte[]> record,
            String requestId,
            UploadError error,
            Map<String, Object> extensions) {
        return List.of(event(record, requestId, error, extensions), deadLetter(record, error));
    }

    private ProducerRecord<byte[], byte[]> event(
            ConsumerRecord<byte[], byte[]> record,
            String requestId,
            UploadError error,
            Map<String, Object> extensions) {
        UploadError published =
                new UploadError(
                        error.code(),
                        shortened(error.message()),
                        error.retryable(),
                        error.panoptoMessage());
        return outcomes.ofRejected(
                new OutcomeEvent.Rejected(
                        EventHeader.ofRejected(requestId, clock.instant(), worker, extensions),
                        published),
                record.partition(),
                record.offset(),
                RequestDecoder.traceparent(record));
    }
}
