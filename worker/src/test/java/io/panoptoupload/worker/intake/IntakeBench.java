package io.panoptoupload.worker.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobAdmission;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JobMeters;
import io.panoptoupload.worker.job.JobPartition;
import io.panoptoupload.worker.job.JobRunner;
import io.panoptoupload.worker.job.JobStore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.job.PartitionJobs;
import io.panoptoupload.worker.job.Phase;
import io.panoptoupload.worker.job.RetryPolicy;
import io.panoptoupload.worker.job.StageTraces;
import io.panoptoupload.worker.job.Transitions;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.request.Decoded;
import io.panoptoupload.worker.request.Incoming;
import io.panoptoupload.worker.request.Rejections;
import io.panoptoupload.worker.request.RequestRules;
import io.panoptoupload.worker.stage.UploadStage;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.stream.LongStream;

/** An admission with an engine that runs nothing unless asked to, and a partition in memory. */
public final class IntakeBench implements JobPartition.Writer {
    public static final TopicIds TOPICS =
            new TopicIds("requests-id", "outcomes-id", "journal-id", "dead-letters-id");

    private static final JournalJson JOURNAL_JSON = new JournalJson(Incoming.JSON);

    public final List<ProducerRecord<byte[], byte[]>> written = new CopyOnWriteArrayList<>();
    public final Deque<RuntimeException> failures = new ArrayDeque<>();
    public RequestRules.SourceRules sources = _ -> {};
    public final Duration deduplication = Duration.ofDays(7);
    public final InstantSource clock = InstantSource.system();
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final JobPartition partition = new JobPartition(0, this, new PartitionJobs());
    public final JobEngine engine;
    public final Admission admission;

    public IntakeBench() {
        this(_ -> {}, Map.of());
    }

    /** One whose engine runs jobs, once it is started. */
    public IntakeBench(Executor executor, Map<Phase, UploadStage> stages) {
        OutcomeRecords outcomes = new OutcomeRecords("outcomes", "/test", Incoming.JSON);
        JobStore store =
                new JobStore(
                        "journal",
                        (_, offset) -> written.get((int) offset).value(),
                        JOURNAL_JSON,
                        outcomes);
        JobMeters jobMeters = new JobMeters(meters);
        Transitions transitions =
                new Transitions(
                        "worker-1",
                        Duration.ofSeconds(10),
                        new RetryPolicy(
                                Duration.ofSeconds(30), Duration.ofHours(24), new Random(1)));
        JobRunner runner =
                new JobRunner(
                        store,
                        stages,
                        transitions,
                        _ -> true,
                        jobMeters,
                        new JobRunner.Settings(
                                clock, "worker-1", Duration.ofSeconds(5), StageTraces.NONE));
        engine = new JobEngine(runner, executor, clock, () -> Instant.MIN, 2, jobMeters);
        admission =
                new Admission(
                        Incoming.JSON,
                        clock,
                        source -> sources.check(source),
                        new Rejections("dead-letters", outcomes, clock, "worker-1", meters),
                        new JobAdmission(store, engine, transitions, clock, deduplication));
    }

    @Override
    public synchronized CompletableFuture<Void> write(PartitionWriter.Entry entry) {
        try {
            List<ProducerRecord<byte[], byte[]>> records = entry.records();
            RuntimeException failure = failures.poll();
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            entry.committed(commit(records));
            return CompletableFuture.completedFuture(null);
        } catch (RuntimeException | Error | InterruptedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Takes in a request of a partition with a writer of its own. */
    public void takeIn(String id, JobPartition other) throws InterruptedException {
        ConsumerRecord<byte[], byte[]> record = Incoming.record(id, Incoming.request(id));
        Decoded.Request decoded = (Decoded.Request) admission.decode(record);
        new InputProgress(other, (_, _) -> position(), InputPosition.at(record.offset(), 1, TOPICS))
                .commit(record, () -> admission.admit(record, decoded.request(), other, false));
    }

    private static ProducerRecord<byte[], byte[]> position() {
        return new ProducerRecord<>("journal", 0, "position".getBytes(UTF_8), new byte[0]);
    }

    /** The same entry, whose records are in {@link #written} once another writer commits them. */
    public PartitionWriter.Entry committedBy(PartitionWriter.Entry entry) {
        return new PartitionWriter.Entry() {
            private List<ProducerRecord<byte[], byte[]>> records = List.of();

            @Override
            public List<ProducerRecord<byte[], byte[]>> records() throws InterruptedException {
                records = entry.records();
                return records;
            }

            @Override
            public void committed(List<Long> offsets) {
                entry.committed(commit(records));
            }
        };
    }

    /** Returns their offsets. */
    List<Long> commit(List<ProducerRecord<byte[], byte[]>> records) {
        long next = written.size();
        written.addAll(records);
        return LongStream.range(next, written.size()).boxed().toList();
    }
}
