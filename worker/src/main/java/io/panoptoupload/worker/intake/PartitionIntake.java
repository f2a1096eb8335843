package io.panoptoupload.worker.intake;

import io.panoptoupload.messages.Command;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.job.Admitted;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.journal.TooLarge;
import io.panoptoupload.worker.request.Decoded;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;

/**
 * Takes in the requests of one partition, in order, each in one transaction with the position
 * behind it. Runs on a thread of its own, so that the thread that polls never waits.
 */
final class PartitionIntake implements Intake {
    private static final Logger log = LoggerFactory.getLogger(PartitionIntake.class);

    /** What the intake needs of the rest. */
    interface TestEnvironment {
        Admission admission();

        /** The home of a request id. */
        int home(String requestId);

        /** Sends a record home; returns when it is there. */
        void forward(ConsumerRecord<byte[], byte[]> record, int home) throws InterruptedException;

        ProducerRecord<byte[], byte[]> position(int partition, InputPosition position);

        Suspicion.Trial trial();

        /** Whether this worker may take on another job. */
        RoomWait.Room room();

        InstantSource clock();
    }

    private final JobPartition partition;
    private final TestEnvironment surroundings;
    private final Inbox inbox;
    private final RecordRetries retries;
    private final Suspicion suspicion;
    private final RoomWait room;
    private final Thread thread;

    /** As the journal has it: set where the writer commits it. */
    private volatile InputPosition next;

    /**
     * @param initialPause after Kafka's first failure
     * @param start of the first record to take in
     */
    PartitionIntake(
            JobPartition partition,
            TestEnvironment surroundings,
            Inbox inbox,
            Brake brake,
            Duration initialPause,
            InputPosition start) {
        this.partition = partition;
        this.surroundings = surroundings;
        this.inbox = inbox;
        this.retries = new RecordRetries(new Handler(), brake, initialPause);
        this.suspicion =
                new Suspicion(start.isNextSuspect(), surroundings.trial(), () -> mark(start));
        this.room =
                new RoomWait(
                        partition.number(),
                        surroundings.room(),
                        surroundings.clock(),
                        waits -> commit(next.waiting(waits), PartitionIntake::nothing),
                        start.waits());
        this.next = start;
        this.thread = Thread.ofVirtual().name("intake-" + partition.number()).unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void stop() {
        thread.interrupt();
        inbox.close();
    }

    @Override
    public void offer(List<ConsumerRecord<byte[], byte[]>> records) {
        inbox.offer(records);
    }

    @Override
    public boolean hasEnough() {
        return room.waiting().isPresent() || inbox.hasEnough();
    }

    @Override
    public OptionalLong next() {
        return OptionalLong.of(next.next());
    }

    /** Its position, as the journal has it already. */
    @Override
    public void proveOwnership() {
        // If it fails, the writer is done for, and says so.
        var _ =
                partition
                        .writer()
                        .write(() -> List.of(surroundings.position(partition.number(), next)));
    }

    @Override
    public Optional<String> lastError() {
        return retries.lastError();
    }

    @Override
    public Optional<RoomWait.Waiting> waiting() {
        return room.waiting();
    }

    private void run() {
        try {
            while (true) {
                ConsumerRecord<byte[], byte[]> record = inbox.take();
                if (record.offset() >= next.next()) {
                    retries.run(record);
                }
            }
        } catch (InterruptedException | OwnershipLost e) {
            log.debug("intake of partition {} ends", partition.number());
        }
    }

    private InputPosition behind(ConsumerRecord<byte[], byte[]> record) {
        return next.behind(record.offset(), record.leaderEpoch().orElse(null));
    }

    private final class Handler implements RecordRetries.Handler {
        @Override
        public void decide(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
            if (suspicion.isProven(record)) {
                try (Inbox.Turn _ = inbox.turn(record)) {
                    setAside(record);
                }
                room.over();
                return;
            }
            for (Optional<Instant> begins = decided(record);
                    begins.isPresent();
                    begins = decided(record)) {
                room.await(begins.get());
            }
            room.over();
            suspicion.clear();
        }

        /**
         * Empty once it is; else there is no room for the job that it may begin, and the result is
         * when that could.
         */
        private Optional<Instant> decided(ConsumerRecord<byte[], byte[]> record)
                throws InterruptedException {
            try (Inbox.Turn _ = inbox.turn(record)) {
                try {
                    return taken(record);
                } catch (RuntimeException e) {
                    onlyTooLarge(e);
                    commit(record, () -> surroundings.admission().tooLarge(record));
                    return Optional.empty();
                }
            }
        }

        private void setAside(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
            InputPosition position = behind(record).asSuspect();
            try {
                commit(position, () -> surroundings.admission().deadly(record, false));
            } catch (RuntimeException e) {
                onlyTooLarge(e);
                commit(position, () -> surroundings.admission().deadly(record, true));
            }
        }

        @Override
        public void deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable cause)
                throws InterruptedException {
            Admission admission = surroundings.admission();
            try (Inbox.Turn _ = inbox.turn(record)) {
                try {
                    commit(record, () -> admission.undecided(record, cause, false));
                } catch (RuntimeException e) {
                    onlyTooLarge(e);
                    commit(record, () -> admission.undecided(record, cause, true));
                }
            }
            room.over();
            suspicion.clear();
        }

        private static void onlyTooLarge(RuntimeException failure) {
            if (failure instanceof OwnershipLost || !TooLarge.isCauseOf(failure)) {
                throw failure;
            }
        }
    }

    private Optional<Instant> taken(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        Decoded decoded = surroundings.admission().decode(record);
        Optional<Instant> begins = begins(decoded);
        if (begins.flatMap(surroundings.room()::reached).isPresent()) {
            return begins;
        }
        write(record, decoded);
        return Optional.empty();
    }

    /**
     * When the job could, which the record may begin. Garbage, what is not at home here, and cancel
     * commands begin none, and need no room.
     */
    private Optional<Instant> begins(Decoded decoded) {
        if (decoded instanceof Decoded.Request(UploadRequest request)
                && request.command() != Command.CANCEL
                && surroundings.home(request.requestId()) == partition.number()) {
            return Optional.of(
                    Objects.requireNonNullElse(request.options().notBefore(), Instant.MIN));
        }
        return Optional.empty();
    }

    private void write(ConsumerRecord<byte[], byte[]> record, Decoded decoded)
            throws InterruptedException {
        Admission admission = surroundings.admission();
        switch (decoded) {
            case Decoded.Refused refused -> commit(record, () -> admission.unfit(record, refused));
            case Decoded.Request(UploadRequest request) -> {
                int home = surroundings.home(request.requestId());
                if (home == partition.number()) {
                    boolean reread = next.isReread(record.offset());
                    commit(record, () -> admission.admit(record, request, partition, reread));
                } else {
                    surroundings.forward(record, home);
                    commit(record, PartitionIntake::nothing);
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
        commit(behind(record), decision);
    }

    /** That the record at the start is about to be decided on. */
    private void mark(InputPosition start) throws InterruptedException {
        commit(start.asSuspect(), PartitionIntake::nothing);
    }

    private static Admitted nothing() {
        return Admitted.recordsOnly(List.of());
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
            records.add(surroundings.position(partition.number(), position));
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
