package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobPartition;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.time.Duration;
import java.time.InstantSource;

/** Makes the intakes of partitions that are about to open; all share one budget of memory. */
public final class IntakeFactory {
    /**
     * Bytes that were fetched and wait, of all partitions. Beside them the consumer holds the
     * latest record of each partition, and what it has fetched ahead.
     */
    private static final long FETCHED = 4 * 1024 * 1024;

    /** Bytes of records that are decided on at once: eight of the largest requests. */
    private static final int DECIDED = 4 * 1024 * 1024;

    /** What the journal keeps of a position. */
    public interface Positions {
        ProducerRecord<byte[], byte[]> position(int partition, InputPosition position);
    }

    /**
     * How long intakes wait at first; each time in a row it is longer.
     *
     * @param kafka after a fault of Kafka
     * @param hold after record upon record that could not be decided
     */
    public record Pauses(Duration kafka, Duration hold) {
        public static final Pauses DEFAULT =
                new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(10));
    }

    private final Inbox.Budget budget = new Inbox.Budget(FETCHED, DECIDED);
    private final Admission admission;
    private final Forwarder forwarder;
    private final PoisonRecordGuard.Trial trial;
    private final IntakeBackpressure.Room room;
    private final Pauses pauses;
    private final InstantSource clock;

    public IntakeFactory(
            Admission admission,
            Forwarder forwarder,
            PoisonRecordGuard.Trial trial,
            IntakeBackpressure.Room room,
            Pauses pauses,
            InstantSource clock) {
        this.admission = admission;
        this.forwarder = forwarder;
        this.trial = trial;
        this.room = room;
        this.pauses = pauses;
        this.clock = clock;
    }

    /**
     * For a partition that has a journal.
     *
     * @param start of the first record to take in
     */
    public Intake journalled(JobPartition partition, Positions positions, InputPosition start) {
        Inbox inbox = new Inbox(budget);
        InputProgress progress = new InputProgress(partition, positions, start);
        IntakeBackpressure backpressure =
                new IntakeBackpressure(partition.number(), room, clock, progress, start.waits());
        PoisonRecordGuard guard =
                new PoisonRecordGuard(start.isNextSuspect(), trial, progress::markSuspect);
        RecordRetries.Handler records =
                new JournalledRecords(
                        partition, admission, forwarder, progress, inbox, backpressure);
        return new PartitionIntake(
                partition.number(),
                inbox,
                retries(new PoisonRecordHandler(records, guard, admission, progress, inbox)),
                progress,
                backpressure);
    }

    /**
     * For a partition that the journal has no counterpart of.
     *
     * @param start of the first record to forward
     */
    public Intake forwarding(int partition, InputPosition start) {
        Inbox inbox = new Inbox(budget);
        RecordRetries.Handler records =
                new ForwardedRecords(admission, forwarder, inbox, start::isReread);
        return new ForwardingIntake(partition, start, retries(records), inbox);
    }

    private RecordRetries retries(RecordRetries.Handler handler) {
        return new RecordRetries(handler, new IntakeBreaker(pauses.hold()), pauses.kafka());
    }
}
