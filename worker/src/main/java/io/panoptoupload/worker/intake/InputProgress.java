package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.AdmissionResult;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.journal.KafkaFaults;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.journal.PartitionWriter;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/**
 * How far the requests of one partition are taken in. What is decided on a request is committed in
 * one transaction with the position behind it.
 */
final class InputProgress implements IntakeBackpressure.Recorder {
    /** Decides on the writer's thread, where the jobs are seen as they are committed. */
    interface Decision {
        AdmissionResult decide() throws InterruptedException;
    }

    static final Decision NOTHING = () -> AdmissionResult.recordsOnly(List.of());

    private final JobPartition partition;
    private final IntakeFactory.Positions positions;

    /** As the journal has it: set where the writer commits it. */
    private volatile InputPosition next;

    InputProgress(JobPartition partition, IntakeFactory.Positions positions, InputPosition start) {
        this.partition = partition;
        this.positions = positions;
        this.next = start;
    }

    InputPosition position() {
        return next;
    }

    /** Whether a request may have been taken in once before. */
    boolean isReread(ConsumerRecord<byte[], byte[]> record) {
        return next.isReread(record.offset());
    }

    /** Returns when the decision is durable. */
    void commit(ConsumerRecord<byte[], byte[]> record, Decision decision)
            throws InterruptedException {
        commit(after(record), decision);
    }

    /** The same, with another decision if the first one is larger than Kafka takes. */
    void commit(ConsumerRecord<byte[], byte[]> record, Decision decision, Decision ifTooLarge)
            throws InterruptedException {
        commit(after(record), decision, ifTooLarge);
    }

    /** The same; the record behind it may end the process that decides on it, as this one did. */
    void commitSuspect(
            ConsumerRecord<byte[], byte[]> record, Decision decision, Decision ifTooLarge)
            throws InterruptedException {
        commit(position -> after(record).apply(position).asSuspect(), decision, ifTooLarge);
    }

    @Override
    public void markSuspect() throws InterruptedException {
        commit(InputPosition::asSuspect, NOTHING);
    }

    @Override
    public void waits(InputPosition.Waits waits) throws InterruptedException {
        commit(position -> position.waiting(waits), NOTHING);
    }

    /** Writes the position as it stands; does not wait. */
    void write() {
        // If it fails, the writer is unusable, and reports that itself.
        var _ = partition.writer().write(() -> List.of(recordOf(next)));
    }

    /** Writes what else is known of the position, if it is new; does not wait. */
    void change(UnaryOperator<InputPosition> change) {
        // As above.
        var _ = partition.writer().write(new Taken(change, NOTHING));
    }

    private static UnaryOperator<InputPosition> after(ConsumerRecord<byte[], byte[]> record) {
        return position -> position.after(record.offset(), record.leaderEpoch().orElse(null));
    }

    private void commit(UnaryOperator<InputPosition> move, Decision decision, Decision ifTooLarge)
            throws InterruptedException {
        try {
            commit(move, decision);
        } catch (RuntimeException e) {
            if (e instanceof OwnershipLost || !KafkaFaults.isTooLarge(e)) {
                throw e;
            }
            commit(move, ifTooLarge);
        }
    }

    private void commit(UnaryOperator<InputPosition> move, Decision decision)
            throws InterruptedException {
        try {
            partition.writer().write(new Taken(move, decision)).get();
        } catch (ExecutionException e) {
            throw OwnershipLost.orFailure(e, "the request could not be decided on");
        }
    }

    private ProducerRecord<byte[], byte[]> recordOf(InputPosition position) {
        return positions.position(partition.number(), position);
    }

    private final class Taken implements PartitionWriter.Entry {
        private final UnaryOperator<InputPosition> move;
        private final Decision decision;
        private @Nullable AdmissionResult admitted;
        private @Nullable InputPosition moved;

        Taken(UnaryOperator<InputPosition> move, Decision decision) {
            this.move = move;
            this.decision = decision;
        }

        @Override
        public boolean alone() {
            return true;
        }

        @Override
        public List<ProducerRecord<byte[], byte[]>> records() throws InterruptedException {
            AdmissionResult decided = decision.decide();
            admitted = decided;
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(decided.records());
            InputPosition after = move.apply(next);
            moved = after;
            if (!records.isEmpty() || !after.equals(next)) {
                records.add(recordOf(after));
            }
            return records;
        }

        @Override
        public void committed(List<Long> offsets) {
            next = Objects.requireNonNull(moved);
            Objects.requireNonNull(admitted).committed().accept(offsets);
        }
    }
}
