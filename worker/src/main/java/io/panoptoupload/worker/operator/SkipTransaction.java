package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OneLine;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.fault.Causes;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

import java.time.Duration;

/**
 * Moves a partition's position behind a span, together with the dead letter that says so. It is
 * done as the partition's owner, which fences the worker that owns it; that worker notices at its
 * next write and takes the partition over again.
 */
final class SkipTransaction {
    private static final int MAX_REASON = 2000;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Connection connection;
    private final PartitionPosition positions;

    SkipTransaction(Connection connection, PartitionPosition positions) {
        this.connection = connection;
        this.positions = positions;
    }

    /**
     * Returns when both are durable. If that is unknown, it can be run again: the position shows
     * it.
     *
     * @throws CommandFault when the partition went on, or was taken, meanwhile
     */
    void commit(UnreadableSpan span) throws InterruptedException {
        String owner =
                KafkaClients.transactionalId(
                        connection.installation().groupId(),
                        connection.topics().requests(),
                        span.partition().partition());
        Producer<byte[], byte[]> producer =
                connection.installation().clients().transactional(owner);
        try {
            producer.initTransactions();
            // From here on no other producer can have written it.
            if (!positions.read().equals(span.position())) {
                throw CommandFault.refused(
                        span.partition() + " went on meanwhile; nothing is skipped");
            }
            producer.beginTransaction();
            var _ = producer.send(letter(span));
            var _ = producer.send(positions.record(span.position().after(span.next() - 1, null)));
            producer.commitTransaction();
        } catch (KafkaException e) {
            if (!Causes.include(e, ProducerFencedException.class)
                    && !Causes.include(e, InvalidProducerEpochException.class)) {
                throw e;
            }
            throw CommandFault.refused(
                    "a worker took %s up meanwhile; nothing is skipped, try again"
                            .formatted(span.partition()));
        } finally {
            producer.close(CLOSE);
        }
    }

    private ProducerRecord<byte[], byte[]> letter(UnreadableSpan span) {
        String reason =
                OneLine.of(
                        "%s: %s could not be read and was skipped by an operator; what stood there has to be sent again (%s)"
                                .formatted(ErrorCode.INTERNAL, span.text(), span.reason()));
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(connection.topics().deadLetter(), null);
        letter.headers()
                .add(
                        Topics.DEAD_LETTER_REASON_HEADER,
                        OneLine.beginning(reason, MAX_REASON).getBytes(UTF_8));
        return letter;
    }
}
