package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.clients.ReadProbe;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.MessageListenerContainer;

import java.util.Collection;
import java.util.List;

/**
 * What the listener container does round after round, all of it on the thread that polls, because
 * only there a consumer can prove that a partition is its own. Before each poll partitions are
 * proven, taken up and fetched or held, and what is taken in is reported to the group; what the
 * poll brings is offered to the partitions; how the round ended is noted.
 */
public final class RequestLoop
        implements BatchInterceptor<byte[], byte[]>,
                ConsumerAwareRebalanceListener,
                BatchMessageListener<byte[], byte[]>,
                CommonErrorHandler {
    private final Proofs proofs;
    private final Ownership ownership;
    private final UnreadablePartitions unreadable;
    private final PollFaults faults;

    /** Whether nothing has failed in this round so far, the work before its poll included. */
    private boolean polledWell;

    public RequestLoop(
            Proofs proofs,
            Ownership ownership,
            UnreadablePartitions unreadable,
            PollFaults faults) {
        this.proofs = proofs;
        this.ownership = ownership;
        this.unreadable = unreadable;
        this.faults = faults;
    }

    /**
     * Called right before each poll. No exception may leave it: the container would skip the poll,
     * without a pause, and without polls the group ends the membership. A round in which this work
     * failed has not ended well, whatever its poll brings.
     */
    @Override
    public void setupThreadState(Consumer<?, ?> consumer) {
        try {
            polledWell = prepared(consumer);
        } catch (RuntimeException e) {
            polledWell = false;
            faults.failedBefore(e);
        }
    }

    private boolean prepared(Consumer<?, ?> consumer) {
        try {
            proofs.serve(consumer);
            unreadable.tryAgain(consumer);
            unreadable.findWithheld(consumer);
            ownership.beforePoll(consumer);
            return true;
        } catch (InvalidOffsetException e) {
            ownership.offsetsOutOfRange(consumer, e);
            return false;
        }
    }

    @Override
    public void onPartitionsAssigned(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        ownership.assigned(consumer, partitions);
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        ownership.revoked(consumer, partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        ownership.lost(partitions);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> intercept(
            ConsumerRecords<byte[], byte[]> records, Consumer<byte[], byte[]> consumer) {
        return records;
    }

    /** The records of a poll. Nothing is acknowledged: the position is in the journal. */
    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        ownership.records(records);
    }

    /** The records could not be offered: they are fetched again, or they would be lost. */
    @Override
    public void handleBatch(
            Exception fault,
            ConsumerRecords<?, ?> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable invokeListener) {
        for (TopicPartition partition : records.partitions()) {
            if (consumer.assignment().contains(partition)) {
                ConsumerRecord<?, ?> first = records.records(partition).getFirst();
                consumer.seek(
                        partition, new OffsetAndMetadata(first.offset(), first.leaderEpoch(), ""));
            }
        }
        failed(fault);
    }

    /** Otherwise the container would commit what was fetched and not taken in. */
    @Override
    public boolean isAckAfterHandle() {
        return false;
    }

    /** The poll threw an exception. Refused credentials and rights do not come here. */
    @Override
    public void handleOtherException(
            Exception fault,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            boolean batchListener) {
        polledWell = false;
        try {
            if (fault instanceof InvalidOffsetException offsetsOutOfRange) {
                ownership.offsetsOutOfRange(consumer, offsetsOutOfRange);
            } else if (!(fault instanceof RuntimeException unchecked)
                    || !ReadProbe.isUnreadable(unchecked)
                    || !unreadable.find(consumer)) {
                failed(fault);
            }
        } catch (RuntimeException e) {
            e.addSuppressed(fault);
            failed(e);
        }
    }

    /** Kafka refused a poll; the container pauses and polls again. */
    void refused(ConsumerRetryAuthEvent.Reason reason) {
        polledWell = false;
        faults.refused(reason);
    }

    private void failed(Exception fault) {
        polledWell = false;
        faults.failed(fault);
    }

    /** Called after each round, however it ended. */
    @Override
    public void clearThreadState(Consumer<?, ?> consumer) {
        if (polledWell) {
            polledWell = false;
            ownership.polled();
            faults.polled();
        }
    }
}
