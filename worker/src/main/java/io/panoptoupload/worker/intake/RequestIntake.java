package io.panoptoupload.worker.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.messages.Source;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.clients.ReadProbe;
import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobAdmission;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.JobExpiry;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.journal.JournalScan;
import io.panoptoupload.worker.outcome.OutcomeRecords;
import io.panoptoupload.worker.request.Rejections;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The consumer of the request topic and everything behind it, up to the accepted job. */
public final class RequestIntake implements AutoCloseable {
    private static final Duration INITIAL_PAUSE = Duration.ofSeconds(1);
    private static final Duration INITIAL_HOLD = Duration.ofMinutes(10);

    /** Polls wait for it; Kafka answers within milliseconds when it is well. */
    private static final Duration PROBE = Duration.ofSeconds(2);

    /**
     * Bytes that were fetched and wait, of all partitions. Beside them the consumer holds the
     * latest record of each partition, and what it has fetched ahead.
     */
    private static final long INBOXES = 4 * 1024 * 1024;

    /** Bytes of records that are decided on at once: eight of the largest requests. */
    private static final int DECIDED = 4 * 1024 * 1024;

    /** Whether the worker may read a source at all. */
    public interface SourceRules {
        /**
         * Looks at the name only.
         *
         * @throws io.panoptoupload.worker.fault.PermanentFault if it may not
         */
        void check(Source source);
    }

    /** What the intake works with; it closes none of it. */
    public record Tools(
            KafkaClients clients,
            JournalScan scan,
            JobEngine engine,
            JobAdmission admission,
            JobExpiry expiry,
            JournalJson journalJson,
            OutcomeRecords outcomes,
            JsonMapper json,
            MeterRegistry meters,
            InstantSource clock,
            Admin admin,
            LastResort lastResort,
            TrialProcess trial) {}

    /** What is left when nothing can be taken in any more. */
    public interface LastResort {
        /** Ends the process, loudly; whoever started it starts it again. */
        void endProcess(String why);
    }

    private final IntakeSettings settings;
    private final Tools tools;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final IntakeMeters meters;
    private final Producer<byte[], byte[]> plain;
    private final Admission admission;
    private final Forwarder forwarder;
    private final HomePartition home;
    private final PartitionJournals journals;
    private final Proofs proofs = new Proofs();
    private final PollFaults pollFaults;
    private final Inbox.Budget inboxes = new Inbox.Budget(INBOXES, DECIDED);
    private final Ownership ownership;
    private final TopicWatch topicWatch;
    private final Housekeeping housekeeping;
    private final RequestConsumer consumer;

    public RequestIntake(IntakeSettings settings, Tools tools, SourceRules sources) {
        this.settings = settings;
        this.tools = tools;
        this.meters = new IntakeMeters(tools.meters());
        this.pollFaults = new PollFaults(Duration.ofMillis(200), tools.clock());
        this.home = new HomePartition(settings.layout().journalPartitions());
        this.plain = tools.clients().plain();
        this.journals =
                new PartitionJournals(
                        settings.topics().journal(),
                        tools.clients(),
                        partition ->
                                KafkaClients.transactionalId(
                                        settings.groupId(),
                                        settings.topics().requests(),
                                        partition),
                        tools.scan(),
                        tools.journalJson());
        this.forwarder = new Forwarder(settings.topics().requests(), plain);
        this.admission =
                Admission.of(
                        tools.json(),
                        tools.clock(),
                        sources::check,
                        new Rejections(
                                settings.topics().deadLetter(),
                                tools.outcomes(),
                                tools.clock(),
                                settings.worker(),
                                tools.meters()),
                        tools.admission());
        RequestOffsets offsets =
                new KafkaRequestOffsets(
                        tools.admin(),
                        new TopicSetup(tools.admin(), settings.topics()),
                        settings.groupId(),
                        tools.clients()::journalScan);
        Takeover takeover = takeover(offsets);
        this.ownership = new Ownership(takeover, tools.engine(), executor, tools.clock());
        UnreadablePartitions unreadable =
                new UnreadablePartitions(ownership::partitions, this::probe, tools.clock());
        this.topicWatch = new TopicWatch(offsets, ownership::partitions, takeover);
        this.housekeeping = new Housekeeping(ownership, tools.expiry());
        this.consumer =
                new RequestConsumer(
                        new DefaultKafkaConsumerFactory<>(tools.clients().requestConsumer()),
                        settings.topics().requests(),
                        settings.groupId(),
                        new RequestLoop(proofs, ownership, unreadable, pollFaults),
                        tools.meters(),
                        tools.lastResort());
        meters.bind(ownership, tools.clock(), settings.layout().journalPartitions(), this::status);
    }

    public void start() {
        consumer.start();
        housekeeping.start();
        topicWatch.start();
    }

    /** Lets go of all partitions: what was confirmed is recorded, and the next owner goes on. */
    @Override
    public void close() {
        topicWatch.close();
        housekeeping.close();
        consumer.stop();
        executor.shutdownNow();
        plain.close(Duration.ofSeconds(1));
    }

    /** How the intake is, for health. */
    public IntakeStatus status() {
        return IntakeStatus.of(
                ownership,
                tools.clock().instant(),
                Stream.concat(topicWatch.fault().stream(), pollFaults.lastError().stream())
                        .toList());
    }

    private Finding probe(TopicPartition partition, long offset) {
        try (ReadProbe probe = new ReadProbe(tools.clients().journalReader())) {
            return probe.at(partition, offset, PROBE);
        } catch (KafkaException e) {
            return new Finding.Unknown(e.toString());
        }
    }

    private Takeover takeover(RequestOffsets offsets) {
        Takeover.Preparation journal = journalPreparation(offsets);
        Takeover.Preparation forwarding =
                new ForwardingPreparation(offsets, this::forwardingIntake, tools.clock());
        return new Takeover(
                (owned, opening, failed) ->
                        (owned.number() < settings.layout().journalPartitions()
                                        ? journal
                                        : forwarding)
                                .prepare(owned, opening, failed),
                proofs,
                tools.engine(),
                tools.clients()::explained,
                executor,
                tools.clock());
    }

    private Takeover.Preparation journalPreparation(RequestOffsets offsets) {
        JournalCheck check =
                new JournalCheck(
                        settings.topics().journal(),
                        settings.layout().journalPartitions(),
                        settings.adoptedJournal());
        return new JournalPreparation(
                journals,
                new StartingPoint(offsets, check, meters::lost),
                (partition, start) ->
                        new PartitionIntake(
                                partition,
                                surroundings(),
                                new Inbox(inboxes),
                                new Brake(INITIAL_HOLD),
                                INITIAL_PAUSE,
                                start),
                tools.engine(),
                meters,
                tools.clock());
    }

    private PartitionIntake.TestEnvironment surroundings() {
        return new PartitionIntake.TestEnvironment() {
            @Override
            public Admission admission() {
                return admission;
            }

            @Override
            public int home(String requestId) {
                return home.of(requestId);
            }

            @Override
            public void forward(ConsumerRecord<byte[], byte[]> record, int to)
                    throws InterruptedException {
                forwarder.forward(record, to);
            }

            @Override
            public ProducerRecord<byte[], byte[]> position(int partition, InputPosition position) {
                return journals.position(partition, position);
            }

            @Override
            public Suspicion.Trial trial() {
                return tools.trial();
            }

            @Override
            public RoomWait.Room room() {
                return begins ->
                        settings.limits()
                                .reached(
                                        tools.engine().load(),
                                        !begins.isAfter(tools.clock().instant()));
            }

            @Override
            public InstantSource clock() {
                return tools.clock();
            }
        };
    }

    /** For partitions without a journal partition. */
    private Intake forwardingIntake(int partition, long next) {
        Inbox inbox = new Inbox(inboxes);
        RecordRetries retries =
                new RecordRetries(
                        new Forwarding(admission, forwarder, home, inbox),
                        new Brake(INITIAL_HOLD),
                        INITIAL_PAUSE);
        return new ForwardingIntake(partition, next, retries, inbox);
    }
}
