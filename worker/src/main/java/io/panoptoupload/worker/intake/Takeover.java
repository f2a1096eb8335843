package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.KafkaClock;
import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.job.OpenJob;
import io.panoptoupload.worker.job.PartitionJobs;
import io.panoptoupload.worker.journal.JournalScan;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.journal.RolledBack;
import io.panoptoupload.worker.journal.UnreadableJournal;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Makes a partition this worker's own, in the one safe order: prove it, throw the last owner out,
 * read the journal, prove it again, and only then take in requests and run jobs. The last one to
 * call {@code initTransactions} wins, whoever owns the partition; hence the proofs around it.
 */
final class Takeover implements Ownership.Takeovers {
    private static final Logger log = LoggerFactory.getLogger(Takeover.class);
    private static final Duration RESTORE_LIMIT = Duration.ofMinutes(5);
    private static final String UNREADABLE =
            "; jobs and requests of this partition stand still, all others go on. It is tried again"
                    + " all the time. Let another replica lead, or restore the journal as the manual"
                    + " says: docs/operating.md#panoptouploadpartitionunreadable";

    /**
     * What a takeover works with.
     *
     * @param transactionalIds of partitions
     */
    record Tools(
            KafkaClients clients,
            JournalScan scan,
            JournalJson json,
            JobEngine engine,
            Executor executor,
            InstantSource clock,
            String journalTopic,
            IntFunction<String> transactionalIds) {}

    /** Makes the intake of a partition that is about to open. */
    interface Intakes {
        Intake intake(JobPartition partition, InputPosition start);

        /** What the journal keeps of a position. */
        ProducerRecord<byte[], byte[]> record(int partition, InputPosition position);
    }

    /** Hears how takeovers end. */
    interface Observer {
        void restored(Duration took);

        void fenced();
    }

    private final Tools tools;
    private final Proofs proofs;
    private final StartingPoint startingPoint;
    private final Intakes intakes;
    private final Observer observer;

    Takeover(
            Tools tools,
            Proofs proofs,
            StartingPoint startingPoint,
            Intakes intakes,
            Observer observer) {
        this.tools = tools;
        this.proofs = proofs;
        this.startingPoint = startingPoint;
        this.intakes = intakes;
        this.observer = observer;
    }

    /** Begins; to be called on the poll thread or before the next poll. */
    @Override
    public void begin(OwnedPartition owned) {
        int opening = owned.opening();
        proofs.of(owned, (proof, _) -> proven(owned, opening, proof));
    }

    @Override
    public void reopen(OwnedPartition owned, String reason) {
        int opening = owned.opening();
        // At once: what the next poll brings may not be what follows.
        owned.halt(opening);
        tools.executor().execute(() -> again(owned, opening, reason));
    }

    private void proven(OwnedPartition owned, int opening, Proof proof) {
        if (!owned.isOpening(opening)) {
            return;
        }
        switch (proof) {
            case OURS -> tools.executor().execute(() -> restore(owned, opening));
            case UNKNOWN -> begin(owned);
            case NOT_OURS -> log.info("partition {} went before it was opened", owned.number());
        }
    }

    private void restore(OwnedPartition owned, int opening) {
        Instant began = tools.clock().instant();
        try {
            Producer<byte[], byte[]> producer =
                    tools.clients().transactional(tools.transactionalIds().apply(owned.number()));
            TopicPartition journal = new TopicPartition(tools.journalTopic(), owned.number());
            PartitionWriter writer =
                    new PartitionWriter(journal, producer, cause -> fenced(owned, opening, cause));
            if (!owned.writing(opening, writer)) {
                return;
            }
            producer.initTransactions();
            JobRestore restore = new JobRestore(tools.json());
            long end = tools.scan().read(journal, RESTORE_LIMIT, restore);
            InputPosition start = startingPoint.of(owned.partition(), restore, end);
            observer.restored(Duration.between(began, tools.clock().instant()));
            Restored restored = new Restored(owned, opening, writer, restore, start, end);
            proofs.of(owned, (proof, consumer) -> open(restored, proof, consumer));
        } catch (JournalFault e) {
            refuse(owned, opening, String.valueOf(e.getMessage()), null);
        } catch (UnreadableJournal e) {
            Finding.Unreadable found = new Finding.Unreadable(e.offset(), e.reason());
            refuse(
                    owned,
                    opening,
                    e.getMessage() + UNREADABLE,
                    Unreadable.found(
                            new TopicPartition(tools.journalTopic(), owned.number()),
                            found,
                            tools.clock().instant()));
        } catch (RuntimeException | Error e) {
            // Also of a bug: a partition that is neither opened nor tried again is alive but
            // silent.
            log.warn("partition {} could not be opened yet", owned.number(), e);
            failed(owned, opening, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(OwnedPartition owned, int opening, Throwable cause) {
        try {
            String reason = tools.clients().explained(cause);
            if (KafkaClock.isCauseOf(cause)) {
                log.error("partition {} is not open: {}", owned.number(), reason);
            }
            again(owned, opening, reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuse(
            OwnedPartition owned, int opening, String fault, @Nullable Unreadable journal) {
        if (!owned.isRefusedFor(fault)) {
            log.error("partition {} is not opened: {}", owned.number(), fault);
        }
        owned.refuse(opening, fault, journal).ifPresent(pause -> beginAfter(pause, owned));
    }

    private void again(OwnedPartition owned, int opening, String reason) {
        Optional<JobPartition> jobs = owned.jobs();
        owned.reopen(opening, tools.clock().instant(), reason)
                .ifPresent(pause -> {
                    jobs.ifPresent(p -> tools.engine().release(p, Duration.ZERO));
                    beginAfter(pause, owned);
                });
    }

    private void beginAfter(Duration pause, OwnedPartition owned) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            begin(owned);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A partition that was read and is not open yet. */
    private record Restored(
            OwnedPartition owned,
            int opening,
            PartitionWriter writer,
            JobRestore jobs,
            InputPosition start,
            long journalEnd) {
        /** Whether the journal says something else than from where the intake goes on. */
        boolean isMoved() {
            return !jobs.position().equals(Optional.of(start));
        }
    }

    private void open(Restored restored, Proof proof, Consumer<?, ?> consumer) {
        OwnedPartition owned = restored.owned();
        if (!owned.isOpening(restored.opening())) {
            return;
        }
        switch (proof) {
            case UNKNOWN -> proofs.of(owned, (next, c) -> open(restored, next, c));
            case NOT_OURS -> log.info("partition {} went while it was opened", owned.number());
            case OURS -> {
                try {
                    seek(owned.partition(), restored.start(), consumer);
                    start(restored);
                } catch (RuntimeException e) {
                    log.error("partition {} could not be opened yet", owned.number(), e);
                    tools.executor().execute(() -> failed(owned, restored.opening(), e));
                }
            }
        }
    }

    /** With the epoch, the consumer itself notices if the log is cut off later. */
    private static void seek(
            TopicPartition partition, InputPosition start, Consumer<?, ?> consumer) {
        Optional<Integer> epoch = Optional.ofNullable(start.epoch());
        consumer.seek(partition, new OffsetAndMetadata(start.next(), epoch, ""));
    }

    private void start(Restored restored) {
        OwnedPartition owned = restored.owned();
        PartitionWriter writer = restored.writer();
        JobPartition partition =
                new JobPartition(owned.number(), writer::write, new PartitionJobs());
        restored.jobs().into(partition);
        Intake intake = intakes.intake(partition, restored.start());
        TopicIds topics = Objects.requireNonNull(restored.start().topics());
        OwnedPartition.Opened opened = new OwnedPartition.Opened(partition, intake, topics);
        if (owned.open(restored.opening(), tools.clock().instant(), opened)) {
            List<OpenJob> open = partition.jobs().allOpen();
            log.info("partition {} is open: {} unfinished job(s)", owned.number(), open.size());
            writer.start(restored.journalEnd());
            if (restored.isMoved()) {
                // If it fails, this writer is done for, and so is this opening.
                var _ =
                        writer.write(
                                () -> List.of(intakes.record(owned.number(), restored.start())));
            }
            intake.start();
            tools.engine().add(open);
        }
    }

    /** Called on the writer's thread: nothing of this partition can be written any more. */
    private void fenced(OwnedPartition owned, int opening, Throwable cause) {
        observer.fenced();
        log.warn(
                "partition {} was taken from this worker, or its transactions expired ({}); whether"
                        + " it is still ours is asked anew",
                owned.number(),
                cause.toString());
        if (cause instanceof RolledBack) {
            owned.journalRolledBack();
        }
        tools.executor().execute(() -> failed(owned, opening, cause));
    }
}
