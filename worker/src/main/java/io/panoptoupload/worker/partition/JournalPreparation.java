package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.intake.IntakeFactory;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.job.OpenJob;
import io.panoptoupload.worker.job.PartitionJobs;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.journal.RolledBack;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Prepares a partition that has a journal: fences its last owner, and reads what that owner wrote.
 */
public final class JournalPreparation implements Takeover.Preparation {
    private static final Logger log = LoggerFactory.getLogger(JournalPreparation.class);

    private final PartitionJournals journals;
    private final StartingPoint startingPoint;
    private final IntakeFactory intakes;
    private final JobEngine engine;
    private final IntakeMeters meters;
    private final InstantSource clock;

    public JournalPreparation(
            PartitionJournals journals,
            StartingPoint startingPoint,
            IntakeFactory intakes,
            JobEngine engine,
            IntakeMeters meters,
            InstantSource clock) {
        this.journals = journals;
        this.startingPoint = startingPoint;
        this.intakes = intakes;
        this.engine = engine;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public Optional<Takeover.Prepared> prepare(
            OwnedPartition owned, int opening, Consumer<Throwable> failed)
            throws InterruptedException {
        Instant began = clock.instant();
        PartitionWriter writer =
                journals.writer(owned.number(), cause -> ended(owned, cause, failed));
        if (!owned.writing(opening, writer)) {
            return Optional.empty();
        }
        writer.fenceOthers();
        PartitionJournals.Restored restored = journals.read(owned.number());
        InputPosition start = startingPoint.of(owned.partition(), restored.jobs(), restored.end());
        meters.restored(Duration.between(began, clock.instant()));
        return Optional.of(
                new Takeover.Prepared(
                        start,
                        restored.end(),
                        () -> open(owned, opening, writer, restored, start)));
    }

    private void open(
            OwnedPartition owned,
            int opening,
            PartitionWriter writer,
            PartitionJournals.Restored restored,
            InputPosition start) {
        JobPartition partition =
                new JobPartition(owned.number(), writer::write, new PartitionJobs());
        restored.jobs().into(partition);
        Intake intake = intakes.journalled(partition, journals, start);
        TopicIds topics = Objects.requireNonNull(start.topics());
        OwnedPartition.Opened opened = new OwnedPartition.Opened(partition, intake, topics);
        if (!owned.open(opening, clock.instant(), opened)) {
            return;
        }
        List<OpenJob> open = partition.jobs().allOpen();
        log.info("partition {} is open: {} unfinished job(s)", owned.number(), open.size());
        writer.start(restored.end());
        if (!restored.jobs().position().equals(Optional.of(start))) {
            // If it fails, this writer is unusable, and this opening fails.
            var _ = writer.write(() -> List.of(journals.position(owned.number(), start)));
        }
        intake.start();
        engine.add(open);
    }

    /** The writer has ended, because another owner fenced it or for any other reason. */
    private void ended(OwnedPartition owned, Throwable cause, Consumer<Throwable> failed) {
        if (Causes.include(cause, ProducerFencedException.class)
                || Causes.include(cause, InvalidProducerEpochException.class)) {
            meters.fenced();
        }
        if (cause instanceof RolledBack) {
            owned.journalRolledBack();
        }
        failed.accept(cause);
    }
}
