package io.panoptoupload.worker.intake;

import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.job.Admitted;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.journal.PartitionWriter;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Takes in the requests of one partition, in order, each in one transaction with the position
 * behind it. Runs on a thread of its own, so that the thread that polls never waits.
 */
final class PartitionIntake implements Intake {
    private static final Logger log = LoggerFactory.getLogger(PartitionIntake.class);
    private static final int ENOUGH_WAITING = 100;

    /** What the intake needs of the rest. */
    interface Surroundings {
        Admission admission();

        /** The home of a request id. */
        int home(String requestId);

        /** Sends a record home; returns when it is there. */
        void forward(ConsumerRecord<byte[], byte[]> record, int home) throws InterruptedException;

        ProducerRecord<byte[], byte[]> position(int partition, long next);

        /** Whether this worker has as many unfinished jobs as it may. */
        boolean isFull();
    }

    private final JobPartition partition;
    private final Surroundings surroundings;
    private final BlockingQueue<ConsumerRecord<byte[], byte[]>> inbox = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile long next;
    private volatile boolean full;

    /**
     * @param next offset of the first record to take in
     */
    PartitionIntake(JobPartition partition, Surroundings surroundings, long next) {
        this.partition = partition;
        this.surroundings = surroundings;
        this.next = next;
        this.thread = Thread.ofVirtual().name("intake-" + partition.number()).unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        thread.interrupt();
    }

    @Override
    public void offer(List<ConsumerRecord<byte[], byte[]>> records) {
        inbox.addAll(records);
    }

    @Override
    public boolean hasEnough() {
        return full || inbox.size() >= ENOUGH_WAITING;
    }

    @Override
    public long next() {
        return next;
    }

    private void run() {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        try {
            while (true) {
                batch.clear();
                batch.add(inbox.take());
                inbox.drainTo(batch, ENOUGH_WAITING);
                for (ConsumerRecord<byte[], byte[]> record : batch) {
                    waitForRoom();
                    take(record);
                }
            }
        } catch (InterruptedException | OwnershipLost e) {
            log.debug("intake of partition {} ends", partition.number());
        }
    }

    private void waitForRoom() throws InterruptedException {
        while (surroundings.isFull()) {
            full = true;
            TimeUnit.MILLISECONDS.sleep(200);
        }
        full = false;
    }

    /**
     * Until the record is dealt with: it is never skipped, whatever Kafka or the worker suffers.
     */
    private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        while (record.offset() >= next) {
            try {
                write(record);
                next = record.offset() + 1;
            } catch (OwnershipLost e) {
                throw e;
            } catch (RuntimeException e) {
                log.error(
                        "record {}-{} could not be taken in; it is tried again",
                        record.partition(),
                        record.offset(),
                        e);
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    private void write(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        Admission admission = surroundings.admission();
        try {
            write(record, admission.decode(record));
        } catch (RecordTooLargeException e) {
            log.warn(
                    "record {}-{} is larger than the topics that it would go to take; its dead letter"
                            + " names it without its value",
                    record.partition(),
                    record.offset());
            commit(record, () -> admission.tooLarge(record));
        }
    }

    private void write(ConsumerRecord<byte[], byte[]> record, Decoded decoded)
            throws InterruptedException {
        Admission admission = surroundings.admission();
        switch (decoded) {
            case Decoded.Undecodable undecodable ->
                    commit(record, () -> admission.undecodable(record, undecodable));
            case Decoded.Request(UploadRequest request) -> {
                int home = surroundings.home(request.requestId());
                if (home == partition.number()) {
                    commit(record, () -> admission.admit(record, request, partition));
                } else {
                    surroundings.forward(record, home);
                    commit(record, () -> Admitted.told(List.of()));
                }
            }
        }
    }

    /** Decides on the writer's thread, where the jobs are seen as they are committed. */
    private interface Decision {
        Admitted decide() throws InterruptedException;
    }

    private void commit(ConsumerRecord<byte[], byte[]> record, Decision decision)
            throws InterruptedException {
        try {
            partition.writer().write(new Taken(record.offset() + 1, decision)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OwnershipLost lost) {
                throw new OwnershipLost(String.valueOf(lost.getMessage()), lost);
            }
            if (e.getCause() instanceof RecordTooLargeException tooLarge) {
                throw tooLarge;
            }
            throw new IllegalStateException("the request could not be decided on", e.getCause());
        }
    }

    private final class Taken implements PartitionWriter.Entry {
        private final long position;
        private final Decision decision;
        private @Nullable Admitted admitted;

        Taken(long position, Decision decision) {
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
            records.add(surroundings.position(partition.number(), position));
            return records;
        }

        @Override
        public void committed(List<Long> offsets) {
            if (admitted != null) {
                admitted.committed().accept(offsets);
            }
        }
    }
}
