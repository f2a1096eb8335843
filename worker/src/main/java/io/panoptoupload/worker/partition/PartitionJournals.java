package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.intake.IntakeFactory;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.JournalReader;
import io.panoptoupload.worker.journal.PartitionWriter;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** The journal's partitions, as their owner opens them. */
public final class PartitionJournals
        implements IntakeFactory.Positions, StartingPoint.OtherPartitions {
    private static final Duration RESTORE_LIMIT = Duration.ofMinutes(5);

    private final String topic;
    private final IntFunction<Producer<byte[], byte[]>> producers;
    private final JournalReader.Search scan;
    private final JournalJson json;

    /**
     * The partitions of one journal.
     *
     * @param topic of the journal
     * @param producers transactional ones, of partitions
     */
    public PartitionJournals(
            String topic,
            IntFunction<Producer<byte[], byte[]>> producers,
            JournalReader.Search scan,
            JournalJson json) {
        this.topic = topic;
        this.producers = producers;
        this.scan = scan;
        this.json = json;
    }

    /** A writer that has not fenced the previous owner yet. */
    PartitionWriter writer(int partition, PartitionWriter.Fenced fenced) {
        return new PartitionWriter(
                new TopicPartition(topic, partition), producers.apply(partition), fenced);
    }

    /**
     * What a partition of the journal held.
     *
     * @param end behind its last record
     */
    record Restored(JobRestore jobs, long end) {}

    /** Reads all of a partition; to be called once its last owner is fenced. */
    Restored read(int partition) throws InterruptedException {
        JobRestore jobs = new JobRestore(json);
        long end = scan.read(new TopicPartition(topic, partition), RESTORE_LIMIT, jobs);
        return new Restored(jobs, end);
    }

    @Override
    public Optional<InputPosition> positionOf(int partition) throws InterruptedException {
        AtomicReference<@Nullable InputPosition> latest = new AtomicReference<>();
        long _ =
                scan.read(
                        new TopicPartition(topic, partition),
                        RESTORE_LIMIT,
                        (key, value, _) -> {
                            if (value != null
                                    && JournalKey.parse(key).orElse(null)
                                            instanceof JournalKey.Position) {
                                latest.set(json.position(value));
                            }
                        });
        return Optional.ofNullable(latest.get());
    }

    @Override
    public ProducerRecord<byte[], byte[]> position(int partition, InputPosition position) {
        return new ProducerRecord<>(
                topic, partition, new JournalKey.Position().bytes(), json.of(position));
    }
}
