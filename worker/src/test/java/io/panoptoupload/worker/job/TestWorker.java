package io.panoptoupload.worker.job;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.SettableClock;
import io.panoptoupload.worker.journal.PartitionWriter;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.stage.Upload;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The engine, runner, admission and restore on the caller's thread, under a settable clock. */
final class TestWorker {
    static final Duration GIVE_UP = Duration.ofHours(24);

    /** Shared, because each new one has to learn the shapes of all records first. */
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final JournalJson JOURNAL_JSON = new JournalJson(JSON);

    final SettableClock clock = new SettableClock();
    final JsonMapper json = JSON;
    final MemoryJournal journal = new MemoryJournal();
    final ScriptedStages stages = new ScriptedStages();
    final RecordedTraces traces = new RecordedTraces();
    final List<String> discarded = new ArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final JobSettings settings =
            new JobSettings(
                    "worker-1",
                    2,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofDays(7));
    private final JournalJson journalJson = JOURNAL_JSON;
    private final OutcomeRecords outcomes = new OutcomeRecords("outcomes", "/test", json);
    private final JobStore store =
            new JobStore(MemoryJournal.TOPIC, journal, journalJson, outcomes);
    private final Executor executor;
    Instant gateOpensAt = Instant.MIN;
    Optional<String> trace = Optional.empty();
    Optional<Instant> rereadSince = Optional.empty();
    boolean discardSucceeds = true;
    Runnable onDiscard = () -> {};
    @Nullable RuntimeException discardThrows;
    int runs;
    JobPartition partition = new JobPartition(0, journal, new PartitionJobs());
    JobEngine engine;

    TestWorker() {
        this(Runnable::run);
    }

    TestWorker(Executor executor) {
        this.executor = executor;
        this.engine = newEngine();
    }

    private JobEngine newEngine() {
        JobMeters jobMeters = new JobMeters(meters);
        JobRunner runner =
                new JobRunner(
                        store,
                        stages.byPhase(),
                        transitions(),
                        this::discard,
                        jobMeters,
                        new JobRunner.Settings(
                                clock, settings.worker(), settings.checkpointInterval(), traces));
        Executor counting =
                task -> {
                    runs++;
                    executor.execute(task);
                };
        return new JobEngine(
                runner, counting, clock, () -> gateOpensAt, settings.uploads(), jobMeters);
    }

    private Transitions transitions() {
        return new Transitions(
                settings.worker(),
                settings.firstPoll(),
                new RetryPolicy(Duration.ofSeconds(30), GIVE_UP, new Random(1)));
    }

    private boolean discard(Upload upload) {
        RuntimeException failure = discardThrows;
        if (failure != null) {
            throw failure;
        }
        discarded.add(upload.id());
        onDiscard.run();
        return discardSucceeds;
    }

    /** As the intake hands on a valid request. Empty when it was taken. */
    Optional<String> send(UploadRequest request) {
        Request handed = new Request(request);
        CompletableFuture<Void> written = journal.write(handed);
        written.join();
        return Optional.ofNullable(handed.refused);
    }

    /** Takes on the usual request of that id. */
    void accept(String id) {
        Optional<String> _ = send(Given.request(id));
    }

    /** The same, and runs what is due. */
    void start(String id) {
        accept(id);
        runDue();
    }

    void cancel(String id, String reason) {
        Optional<String> _ = send(UploadRequest.cancel(id, reason));
    }

    void retry(String id, int afterAttempt) {
        Optional<String> _ = send(UploadRequest.retry(id, afterAttempt));
    }

    /** Runs what is due now, and what becomes due by that. */
    void runDue() {
        int before;
        int rounds = 0;
        do {
            before = runs;
            Instant _ = engine.dispatch();
            if (++rounds > 100) {
                throw new AssertionError("jobs run again and again without waiting");
            }
        } while (runs > before);
    }

    /** Lets time pass, and runs everything at its time. */
    void passes(Duration time) {
        Instant end = clock.instant().plus(time);
        while (true) {
            runDue();
            Instant next = engine.dispatch();
            if (next.isAfter(end)) {
                clock.set(end);
                runDue();
                return;
            }
            clock.set(next);
        }
    }

    /** Another worker begins with what the journal holds. */
    void restart() {
        journal.takenOver();
        JobRestore restore = new JobRestore(journalJson);
        journal.compactedInto(restore);
        partition = new JobPartition(0, journal, new PartitionJobs());
        restore.into(partition);
        engine = newEngine();
        engine.add(partition.jobs().allOpen());
    }

    void expire() {
        new JobExpiry(store, clock, settings.deduplication()).expire(partition);
    }

    Phase phase(String id) {
        return Objects.requireNonNull(journal.phase(id), "no such job");
    }

    /** That it completed with. */
    String sessionOf(String id) {
        return last(id, OutcomeEvent.Completed.class).sessionId();
    }

    List<OutcomeEvent> events(String id) {
        return journal.events().stream().filter(e -> e.requestId().equals(id)).toList();
    }

    /** The types of the job's events, in order. */
    List<String> published(String id) {
        return events(id).stream().map(OutcomeEvent::type).toList();
    }

    <T extends OutcomeEvent> T last(String id, Class<T> type) {
        return type.cast(events(id).getLast());
    }

    private final class Request implements PartitionWriter.Entry {
        private final UploadRequest request;
        private @Nullable AdmissionResult admitted;
        private @Nullable String refused;

        Request(UploadRequest request) {
            this.request = request;
        }

        @Override
        public List<ProducerRecord<byte[], byte[]>> records() throws InterruptedException {
            JobAdmission admission =
                    new JobAdmission(store, engine, transitions(), clock, settings.deduplication());
            Optional<String> digest =
                    Optional.ofNullable(request.title())
                            .or(() ->
                                    request.streams().stream()
                                            .map(s -> s.source().uri())
                                            .reduce(String::concat)
                                            .map(uris -> Integer.toHexString(uris.hashCode())))
                            .map(content -> "digest of " + content);
            return switch (admission.admit(
                    new ReceivedRequest(request, digest, trace, rereadSince), partition)) {
                case JobAdmission.Decision.Accepted(AdmissionResult taken) -> {
                    admitted = taken;
                    yield taken.records();
                }
                case JobAdmission.Decision.Refused(var error) -> {
                    refused = error.code() + ": " + error.message();
                    yield List.of();
                }
            };
        }

        @Override
        public void committed(List<Long> offsets) {
            if (admitted != null) {
                admitted.committed().accept(offsets);
            }
        }
    }
}
