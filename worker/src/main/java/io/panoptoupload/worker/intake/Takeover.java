package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.job.OpenJob;
import io.panoptoupload.worker.job.PartitionJobs;
import io.panoptoupload.worker.journal.JournalScan;
import io.panoptoupload.worker.journal.PartitionWriter;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Makes a partition this worker's own, in the one safe order: prove it, throw the last owner out,
 * read the journal, prove it again, and only then take in requests and run jobs. The last one to
 * call {@code initTransactions} wins, whoever owns the partition; hence the proofs around it.
 */
final class Takeover {
    private static final Logger log = LoggerFactory.getLogger(Takeover.class);
    private static final Duration RESTORE_LIMIT = Duration.ofMinutes(5);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    private static final Duration WHILE_HINDERED = Duration.ofSeconds(15);

    /**
     * What a takeover works with.
     *
     * @param transactionalIdPrefix the partition's number is appended
     */
    record Tools(
            KafkaClients clients,
            JournalScan scan,
            JournalJson json,
            JobEngine engine,
            Executor executor,
            InstantSource clock,
            String journalTopic,
            String transactionalIdPrefix) {}

    /** Makes the intake of a partition that is about to open. */
    interface Intakes {
        Intake intake(JobPartition partition, long next);
    }

    /** Hears how takeovers end. */
    interface Observer {
        void restored(Duration took);

        void fenced();
    }

    private final Tools tools;
    private final PollThread pollThread;
    private final Intakes intakes;
    private final Observer observer;

    Takeover(Tools tools, PollThread pollThread, Intakes intakes, Observer observer) {
        this.tools = tools;
        this.pollThread = pollThread;
        this.intakes = intakes;
        this.observer = observer;
    }

    /** Begins; to be called on the poll thread or before the next poll. */
    void begin(OwnedPartition owned) {
        pollThread.beforePoll(consumer -> prove(owned, consumer));
    }

    private void prove(OwnedPartition owned, Consumer<?, ?> consumer) {
        if (owned.state() != OwnedPartition.State.OPENING) {
            return;
        }
        switch (Proof.of(consumer, owned.partition())) {
            case OURS -> tools.executor().execute(() -> restore(owned));
            case UNKNOWN -> begin(owned);
            case NOT_OURS -> log.info("partition {} went before it was opened", owned.number());
        }
    }

    private void restore(OwnedPartition owned) {
        Instant began = tools.clock().instant();
        try {
            Producer<byte[], byte[]> producer =
                    tools.clients().transactional(tools.transactionalIdPrefix() + owned.number());
            PartitionWriter writer =
                    new PartitionWriter(
                            Integer.toString(owned.number()),
                            producer,
                            cause -> fenced(owned, cause));
            if (!owned.writing(writer)) {
                return;
            }
            producer.initTransactions();
            JobRestore restore = new JobRestore(tools.json());
            TopicPartition journal = new TopicPartition(tools.journalTopic(), owned.number());
            tools.scan().read(journal, RESTORE_LIMIT, restore);
            OptionalLong position = known(owned.partition(), restore.position());
            observer.restored(Duration.between(began, tools.clock().instant()));
            pollThread.beforePoll(c -> open(owned, writer, restore, position, c));
        } catch (RuntimeException e) {
            // Also of a bug: a partition that is neither opened nor tried again is alive but
            // silent.
            log.warn("partition {} could not be opened yet", owned.number(), e);
            again(owned, AFTER_TROUBLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A position behind the end means that the topic was made anew: it is read from its start. */
    private OptionalLong known(TopicPartition requests, OptionalLong position)
            throws InterruptedException {
        if (position.isPresent() && position.getAsLong() > tools.scan().endOffset(requests)) {
            log.warn(
                    "the journal knows {} up to {}, which is beyond its end: the topic was made anew,"
                            + " and is read from its beginning",
                    requests,
                    position.getAsLong());
            return OptionalLong.empty();
        }
        return position;
    }

    private void again(OwnedPartition owned, Duration after) {
        try {
            TimeUnit.MILLISECONDS.sleep(after.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (owned.reopen(owned.openingSince())) {
            begin(owned);
        }
    }

    private void open(
            OwnedPartition owned,
            PartitionWriter writer,
            JobRestore restore,
            OptionalLong position,
            Consumer<?, ?> consumer) {
        if (owned.state() != OwnedPartition.State.OPENING) {
            return;
        }
        switch (Proof.of(consumer, owned.partition())) {
            case UNKNOWN -> pollThread.beforePoll(c -> open(owned, writer, restore, position, c));
            case NOT_OURS -> log.info("partition {} went while it was opened", owned.number());
            case OURS -> {
                Optional<String> hindrance = hindrance(owned, restore, consumer);
                if (hindrance.isPresent()) {
                    log.error("partition {} is not opened: {}", owned.number(), hindrance.get());
                    owned.hinderedBy(hindrance.get());
                    tools.executor().execute(() -> again(owned, WHILE_HINDERED));
                    return;
                }
                if (position.isPresent()) {
                    consumer.seek(owned.partition(), position.getAsLong());
                } else {
                    consumer.seekToBeginning(List.of(owned.partition()));
                }
                start(owned, writer, restore, position.orElse(0));
            }
        }
    }

    private Optional<String> hindrance(
            OwnedPartition owned, JobRestore restore, Consumer<?, ?> consumer) {
        if (restore.position().isPresent()) {
            return Optional.empty();
        }
        try {
            return LostJournal.of(consumer, owned.partition(), tools.journalTopic());
        } catch (KafkaException e) {
            return Optional.of("Kafka does not tell the group's offsets (" + e + "); asked again");
        }
    }

    private void start(
            OwnedPartition owned, PartitionWriter writer, JobRestore restore, long next) {
        JobPartition partition =
                new JobPartition(owned.number(), writer::write, new PartitionJobs());
        restore.into(partition);
        Intake intake = intakes.intake(partition, next);
        if (owned.open(partition, intake)) {
            List<OpenJob> open = partition.jobs().allOpen();
            log.info("partition {} is open: {} unfinished job(s)", owned.number(), open.size());
            writer.start();
            intake.start();
            tools.engine().add(open);
        }
    }

    /** Called on the writer's thread: nothing of this partition can be written any more. */
    private void fenced(OwnedPartition owned, Throwable cause) {
        observer.fenced();
        log.warn(
                "partition {} was taken from this worker, or its transactions expired ({}); whether"
                        + " it is still ours is asked anew",
                owned.number(),
                cause.toString());
        tools.executor()
                .execute(() -> {
                    owned.jobs().ifPresent(p -> tools.engine().letGo(p, Duration.ZERO));
                    if (owned.reopen(tools.clock().instant())) {
                        begin(owned);
                    }
                });
    }
}
