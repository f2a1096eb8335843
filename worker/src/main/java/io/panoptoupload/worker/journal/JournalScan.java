package io.panoptoupload.worker.journal;

import io.panoptoupload.worker.clients.KafkaResponse;
import io.panoptoupload.worker.clients.ReadProbe.Finding;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads a whole journal partition in order: what a new owner does before anything else. */
public final class JournalScan {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    /** Takes one record; a null value is a tombstone. */
    public interface Visitor {
        void record(byte[] key, byte @Nullable [] value, long offset);
    }

    private final Admin admin;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final InstantSource clock;

    /**
     * @param consumers new ones, {@code read_committed}, without a group
     */
    public JournalScan(
            Admin admin, Supplier<Consumer<byte[], byte[]>> consumers, InstantSource clock) {
        this.admin = admin;
        this.consumers = consumers;
        this.clock = clock;
    }

    /**
     * Reads from the beginning up to what stands in the partition now. To be called after {@code
     * initTransactions}, which ends the last owner's open transaction: then nothing can be added to
     * what is read here.
     *
     * @param limit for how long it may stand still; as a whole, a large journal takes its time
     * @return the end of the partition, behind everything that was read
     * @throws TimeoutException when it stands still for longer; to be tried again
     * @throws UnreadableJournal when something in it was damaged, or cannot be decompressed here
     */
    public long read(TopicPartition partition, Duration limit, Visitor visitor)
            throws InterruptedException {
        long end = endOffset(partition);
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            // The position, not the last record seen: the log may end in markers or in gaps.
            long position = -1;
            Instant moved = clock.instant();
            Instant looked = moved;
            boolean suspected = false;
            while (consumer.position(partition) < end) {
                if (consumer.position(partition) != position) {
                    position = consumer.position(partition);
                    moved = clock.instant();
                    looked = moved;
                    suspected = false;
                } else if (clock.instant().isAfter(looked.plus(STANDSTILL))) {
                    suspected = isWithheld(partition, position, suspected);
                    looked = clock.instant();
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (clock.instant().isAfter(moved.plus(limit))) {
                    throw new TimeoutException(
                            "%s was read to offset %d of %d, and no further for %s"
                                    .formatted(partition, position, end, limit));
                }
                for (ConsumerRecord<byte[], byte[]> each :
                        UnreadableJournal.poll(consumer, partition, POLL)) {
                    visitor.record(each.key(), each.value(), each.offset());
                }
            }
        }
        return end;
    }

    /**
     * The end with everything uncommitted: a reader of committed records otherwise gets an end that
     * lies before a transaction whose marker is still to come.
     */
    public long endOffset(TopicPartition partition) throws InterruptedException {
        return endOffset(partition, IsolationLevel.READ_UNCOMMITTED);
    }

    /**
     * An open transaction holds a reader back; so does a damaged batch length, silently. A Kafka
     * that has just come back looks the same for a moment, so it takes two checks in a row.
     */
    private boolean isWithheld(TopicPartition partition, long position, boolean suspected)
            throws InterruptedException {
        long committed = endOffset(partition, IsolationLevel.READ_COMMITTED);
        if (position < committed && suspected) {
            throw UnreadableJournal.withheld(partition, new Finding.Withheld(position, committed));
        }
        return position < committed;
    }

    private long endOffset(TopicPartition partition, IsolationLevel level)
            throws InterruptedException {
        try {
            return KafkaResponse.of(
                            admin.listOffsets(
                                            Map.of(partition, OffsetSpec.latest()),
                                            new ListOffsetsOptions(level))
                                    .partitionResult(partition))
                    .offset();
        } catch (KafkaException e) {
            throw new TimeoutException("the end of " + partition + " is unknown", e);
        }
    }
}
