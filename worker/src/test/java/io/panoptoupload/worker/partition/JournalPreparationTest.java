package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.worker.intake.Forwarder;
import io.panoptoupload.worker.intake.IntakeBench;
import io.panoptoupload.worker.intake.IntakeFactory;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.RolledBack;
import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

class JournalPreparationTest {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 0);

    private final IntakeBench bench = new IntakeBench();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final OwnedPartition owned = new OwnedPartition(PARTITION, bench.clock.instant());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long journalEnd;
    private @Nullable RuntimeException commitFails;

    @AfterEach
    void close() {
        OwnedPartition.Resources open = owned.close();
        open.intake().ifPresent(intake -> intake.stop());
        open.writer().ifPresent(writer -> writer.close());
    }

    @Test
    void the_last_owner_is_fenced_before_what_it_wrote_is_read() throws Exception {
        assertThat(prepare()).isPresent();
        assertThat(calls).containsExactly("fence", "read");
    }

    @Test
    void a_journal_that_is_shorter_than_it_was_read_is_remembered_by_the_group() throws Exception {
        journalEnd = 5;
        prepare().orElseThrow().open().run();
        await().until(() -> !failures.isEmpty());
        assertThat(failures).singleElement().isInstanceOf(RolledBack.class);
        assertThat(owned.offset().orElseThrow().metadata())
                .isEqualTo("requests-id %d".formatted(Long.MAX_VALUE));
    }

    static List<RuntimeException> thrownOut() {
        return List.of(
                new ProducerFencedException("another owner's epoch"),
                new KafkaException(
                        "in an error state", new InvalidProducerEpochException("an old one")));
    }

    @ParameterizedTest
    @MethodSource("thrownOut")
    void a_writer_whom_another_owner_throws_out_is_counted(RuntimeException thrown)
            throws Exception {
        assertThat(fencedBy(thrown)).isEqualTo(1);
    }

    static List<RuntimeException> others() {
        return List.of(
                new KafkaException("in an error state", new TimeoutException("a batch expired")),
                new KafkaException(
                        "in an error state",
                        new InvalidPidMappingException("expired in two idle weeks")));
    }

    @ParameterizedTest
    @MethodSource("others")
    void one_that_ends_for_another_reason_is_not(RuntimeException thrown) throws Exception {
        assertThat(fencedBy(thrown)).isZero();
    }

    private double fencedBy(RuntimeException thrown) throws InterruptedException {
        commitFails = thrown;
        prepare().orElseThrow().open().run();
        await().until(() -> !failures.isEmpty());
        return meters.get("panopto.upload.fenced").counter().count();
    }

    private Optional<Takeover.Prepared> prepare() throws InterruptedException {
        PartitionJournals journals =
                new PartitionJournals(
                        "journal",
                        _ -> new Fencing(),
                        (_, _, _) -> {
                            calls.add("read");
                            return journalEnd;
                        },
                        new JournalJson(Incoming.JSON));
        StartingPoint start =
                new StartingPoint(
                        new KnownOffsets(PARTITION),
                        new JournalCheck(
                                "journal", 1, "", new InputPosition.Writers("group", "requests")),
                        journals,
                        _ -> {});
        IntakeFactory intakes =
                new IntakeFactory(
                        bench.admission,
                        new Forwarder("requests", Fencing::new, _ -> 0),
                        _ -> false,
                        _ -> Optional.empty(),
                        IntakeFactory.Pauses.DEFAULT,
                        bench.clock);
        return new JournalPreparation(
                        journals,
                        start,
                        intakes,
                        bench.engine,
                        new IntakeMeters(meters),
                        bench.clock)
                .prepare(owned, owned.opening(), failures::add);
    }

    private final class Fencing extends MockProducer<byte[], byte[]> {
        Fencing() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            commitTransactionException = commitFails;
            abortTransactionException = commitFails;
        }

        @Override
        public void initTransactions() {
            calls.add("fence");
            super.initTransactions();
        }
    }
}
