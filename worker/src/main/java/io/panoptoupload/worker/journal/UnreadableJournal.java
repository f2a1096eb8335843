package io.panoptoupload.worker.journal;

import io.panoptoupload.worker.clients.ReadProbe;
import io.panoptoupload.worker.clients.ReadProbe.Finding;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A partition of the journal holds something that cannot be read. */
public final class UnreadableJournal extends KafkaException {
    private static final long serialVersionUID = 1L;

    private final TopicPartition partition;
    private final transient Finding.Unreadable place;

    /**
     * Polls a consumer of one partition of the journal.
     *
     * @throws UnreadableJournal if what stands there is the reason that it cannot
     */
    static ConsumerRecords<byte[], byte[]> poll(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, Duration timeout) {
        try {
            return consumer.poll(timeout);
        } catch (RuntimeException e) {
            if (ReadProbe.isUnreadable(e)) {
                throw new UnreadableJournal(
                        partition,
                        new Finding.Unreadable(consumer.position(partition), ReadProbe.reason(e)),
                        e);
            }
            throw e;
        }
    }

    /** A broker that meets a damaged length takes it for the end of what it has. */
    static UnreadableJournal withheld(TopicPartition partition, Finding.Withheld found) {
        return new UnreadableJournal(partition, found.asUnreadable(), null);
    }

    private UnreadableJournal(
            TopicPartition partition, Finding.Unreadable place, @Nullable Throwable cause) {
        super(place.in(partition), cause);
        this.partition = partition;
        this.place = place;
    }

    public TopicPartition partition() {
        return partition;
    }

    public long offset() {
        return place.offset();
    }

    public String reason() {
        return place.reason();
    }
}
