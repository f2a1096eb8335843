package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.Admitted;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.journal.TooLarge;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * How far the requests of one partition are taken in. What is decided on a request is committed in
 * one transaction with the position behind it.
 */
final class InputProgress {
    /** Decides on the writer's thread, where the jobs are seen as they are committed. */
    interface Decision {
        Admitted decide() throws InterruptedException;
    }

    private final JobPartition partition;
    private final Intakes.Positions positions;

    /** As the journal has it: set where the writer commits it. */
    private volatile InputPosition next;

    InputProgress(JobPartition partition, Intakes.Positions positions, InputPosition start) {
        this.partition = partition;
        this.positions = positions;
        this.next = start;
    }

    /** Offset of the next request. */
    long next() {
        return next.next();
    }

    /** Whether a request may have been taken in once before. */
    boolean isReread(ConsumerRecord<byte[], byte[]> record) {
        return next.isReread(record.offset());
    }

    /** Returns when the decision is durable. */
    void commit(ConsumerRecord<byte[], byte[]> record, Decision decision)
            throws InterruptedException {
        commit(behind(record), decision);
    }

    /** The same, with another decision if the first one is larger than Kafka takes. */
    void commit(ConsumerRecord<byte[], byte[]> record, Decision decision, Decision ifTooLarge)
            throws InterruptedException {
        commit(behind(record), decision, ifTooLarge);
    }

    /** The same; the record behind it may end the process that decides on it, as this one did. */
    void commitSuspect(
            ConsumerRecord<byte[], byte[]> record, Decision decision, Decision ifTooLarge)
            throws InterruptedException {
        commit(behind(record).asSuspect(), decision, ifTooLarge);
    }

    /** Makes it durable that the next record is about to be decided on. */
    void markSuspect() throws InterruptedException {
        commit(next.asSuspect(), () -> Admitted.recordsOnly(List.of()));
    }

    /** Makes it durable that the partition waits for room. */
    void record(InputPosition.Waits waits) throws InterruptedException {
        commit(next.waiting(waits), () -> Admitted.recordsOnly(List.of()));
    }

    /** Writes the position as it stands; does not wait. */
    void write() {
        // If it fails, the writer is unusable, and reports that itself.
        var _ = partition.writer().write(() -> List.of(recordOf(next)));
    }

    private InputPosition behind(ConsumerRecord<byte[], byte[]> record) {
        return next.behind(record.offset(), record.leaderEpoch().orElse(null));
    }

    private void commit(InputPosition position, Decision decision, Decision ifTooLarge)
            throws InterruptedException {
        try {
            commit(position, decision);
        } catch (RuntimeException e) {
            if (e instanceof OwnershipLost || !TooLarge.isCauseOf(e)) {
                throw e;
            }
            commit(position, ifTooLarge);
        }
    }

    private void commit(InputPosition position, Decision decision) throws InterruptedException {
        try {
            partition.writer().write(new Taken(position, decision)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OwnershipLost lost) {
                throw new OwnershipLost(String.valueOf(lost.getMessage()), lost);
            }
            throw new IllegalStateException("the request could not be decided on", e.getCause());
        }
    }

    private ProducerRecord<byte[], byte[]> recordOf(InputPosition position) {
        return positions.position(partition.number(), position);
    }

    private final class Taken implements PartitionWriter.Entry {
        private final InputPosition position;
        private final Decision decision;
        private @Nullable Admitted admitted;

        Taken(InputPosition position, Decision decision) {
            this.position = position;
            this.decision = decision;
        }

        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public List<ProducerRecord<byte[], byte[]>> records() throws InterruptedException {
            Admitted decided = decision.decide();
            admitted = decided;
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(decided.records());
            records.add(recordOf(position));
            return records;
        }

        @Override
        public void committed(List<Long> offsets) {
            next = position;
            if (admitted != null) {
                admitted.committed().accept(offsets);
            }
        }
    }
}
