package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.worker.clients.ReadProbe.Finding;
import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.intake.IntakeBench;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The loop in its container, with a consumer that reaches nobody. */
class RequestLoopTest {
    private static final TopicPartition ZERO = new TopicPartition("requests", 0);
    private static final Instant START = Instant.parse("2026-11-23T09:00:00Z");

    private final IntakeBench bench = new IntakeBench();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final AtomicInteger rounds = new AtomicInteger();
    private final Positioned kafka = new Positioned();
    private final Offered intake = new Offered();
    private final List<OwnedPartition> reopened = new CopyOnWriteArrayList<>();
    private volatile Instant now = START;
    private volatile Runnable beforePoll = () -> {};
    private final Ownership ownership =
            new Ownership(new OpenAtOnce(), bench.engine, Runnable::run, () -> now);
    private final PollFaults faults = new PollFaults(Duration.ZERO, () -> now);
    private final RequestLoop loop =
            new RequestLoop(
                    new Proofs(),
                    ownership,
                    new UnreadablePartitions(
                            () -> {
                                rounds.incrementAndGet();
                                beforePoll.run();
                                return List.of();
                            },
                            (_, _) -> new Finding.Unknown("not asked"),
                            () -> now),
                    faults);
    private final RequestConsumer consumer =
            new RequestConsumer(new Unconnected(), "requests", loop, bench.meters, ends::add);

    @AfterEach
    void stop() {
        consumer.stop();
    }

    @Test
    void an_error_on_the_thread_that_polls_ends_the_process() {
        beforePoll =
                () -> {
                    throw new OutOfMemoryError("as a test of it");
                };
        consumer.start();
        await().untilAsserted(() ->
                assertThat(ends)
                        .singleElement()
                        .asString()
                        .startsWith("the consumer of the requests ended by itself"));
    }

    @Test
    void an_exception_in_the_work_before_a_poll_does_not_keep_it_from_polling() {
        AtomicInteger polls = new AtomicInteger();
        beforePoll =
                () -> {
                    kafka.schedulePollTask(polls::incrementAndGet);
                    throw new IllegalStateException("a bug");
                };
        consumer.start();
        await().until(() -> polls.get() >= 2);
        assertThat(ends).isEmpty();
    }

    @Test
    void work_before_a_poll_that_fails_is_in_readiness_until_it_succeeds() {
        beforePoll =
                () -> {
                    throw new IllegalStateException("a bug");
                };
        round(() -> {});
        assertThat(faults.lastError())
                .hasValueSatisfying(error -> assertThat(error).contains("a bug"));
        assertThat(isPolled()).isFalse();

        beforePoll = () -> {};
        round(() -> {});
        assertThat(faults.lastError()).isEmpty();
    }

    @Test
    void a_consumer_that_is_stopped_ends_nothing() {
        consumer.start();
        await().until(() -> rounds.get() >= 1);
        consumer.stop();
        assertThat(ends).isEmpty();
    }

    @Test
    void records_that_could_not_be_offered_are_fetched_again() {
        intake.failures.add(new IllegalStateException("a bug"));
        kafka.schedulePollTask(this::assign);
        kafka.schedulePollTask(this::publish);
        consumer.start();
        await().untilAsserted(() -> assertThat(intake.offsets).containsExactly(0L, 1L));
        assertThat(loop.isAckAfterHandle())
                .describedAs("or what was fetched and not taken in would be committed")
                .isFalse();
    }

    @Test
    void a_poll_at_an_offset_that_the_topic_does_not_have_opens_the_partition_again() {
        kafka.schedulePollTask(this::assign);
        kafka.schedulePollTask(() ->
                kafka.setPollException(
                        new OffsetOutOfRangeException("out of range", Map.of(ZERO, 50L))));
        consumer.start();
        await().untilAsserted(() ->
                assertThat(reopened).extracting(OwnedPartition::number).containsExactly(0));
        assertThat(ends).isEmpty();
    }

    @Test
    void a_log_that_was_cut_off_below_a_backlog_opens_the_partition_again() {
        kafka.schedulePollTask(() -> {
            assign();
            kafka.truncated = new LogTruncationException("cut off", Map.of(ZERO, 50L), Map.of());
        });
        consumer.start();
        await().untilAsserted(() ->
                assertThat(reopened).extracting(OwnedPartition::number).containsExactly(0));
        assertThat(ends).isEmpty();
    }

    @Test
    void what_is_fetched_again_is_compared_with_the_log_first() {
        kafka.assign(List.of(ZERO));
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(
                        "requests",
                        0,
                        7,
                        ConsumerRecord.NO_TIMESTAMP,
                        TimestampType.NO_TIMESTAMP_TYPE,
                        ConsumerRecord.NULL_SIZE,
                        ConsumerRecord.NULL_SIZE,
                        new byte[0],
                        new byte[0],
                        new RecordHeaders(),
                        Optional.of(4));
        loop.handleBatch(
                new IllegalStateException("a bug"),
                new ConsumerRecords<>(Map.of(ZERO, List.of(record)), Map.of()),
                kafka,
                containerOfTest(),
                () -> {});
        assertThat(kafka.sought).containsExactly(new OffsetAndMetadata(7, Optional.of(4), ""));
    }

    @Test
    void refused_credentials_are_noted_though_no_error_handler_hears_of_them() {
        kafka.setPollException(new SaslAuthenticationException("invalid credentials"));
        consumer.start();
        await().untilAsserted(() ->
                assertThat(faults.lastError())
                        .hasValueSatisfying(error -> assertThat(error).contains("credentials")));
        assertThat(ends).isEmpty();
    }

    @Test
    void only_a_round_that_polled_and_had_no_fault_counts_as_a_poll_that_went_well() {
        loop.clearThreadState(kafka);
        assertThat(isPolled()).describedAs("the poll was not reached").isFalse();

        round(() -> loop.refused(ConsumerRetryAuthEvent.Reason.AUTHORIZATION));
        assertThat(isPolled()).describedAs("refused").isFalse();
        assertThat(faults.lastError()).isPresent();

        round(() ->
                loop.handleOtherException(
                        new KafkaException("no"), kafka, containerOfTest(), true));
        assertThat(isPolled()).describedAs("failed").isFalse();

        round(() ->
                loop.handleBatch(
                        new IllegalStateException("a bug"),
                        ConsumerRecords.empty(),
                        kafka,
                        containerOfTest(),
                        () -> {}));
        assertThat(isPolled()).describedAs("not offered").isFalse();
        assertThat(faults.lastError()).isPresent();

        round(() -> {});
        assertThat(isPolled()).isTrue();
        assertThat(faults.lastError()).isEmpty();
    }

    private void round(Runnable what) {
        now = now.plusSeconds(1);
        loop.setupThreadState(kafka);
        what.run();
        loop.clearThreadState(kafka);
    }

    private boolean isPolled() {
        return ownership.polledAt().isAfter(START);
    }

    private static KafkaMessageListenerContainer<byte[], byte[]> containerOfTest() {
        ConsumerFactory<byte[], byte[]> factory = new DefaultKafkaConsumerFactory<>(Map.of());
        return new KafkaMessageListenerContainer<>(factory, new ContainerProperties("requests"));
    }

    private void assign() {
        kafka.updateBeginningOffsets(Map.of(ZERO, 0L));
        kafka.updateEndOffsets(Map.of(ZERO, 2L));
        kafka.rebalance(List.of(ZERO));
    }

    private void publish() {
        kafka.addRecord(Incoming.at(0, 0, "a", "{}"));
        kafka.addRecord(Incoming.at(0, 1, "b", "{}"));
    }

    private static final class Positioned extends MockConsumer<byte[], byte[]> {
        private final List<OffsetAndMetadata> sought = new CopyOnWriteArrayList<>();
        private volatile @Nullable LogTruncationException truncated;

        Positioned() {
            super("none");
        }

        @Override
        public void seek(TopicPartition partition, OffsetAndMetadata offset) {
            sought.add(offset);
            super.seek(partition, offset);
        }

        @Override
        public OptionalLong currentLag(TopicPartition partition) {
            return truncated == null ? super.currentLag(partition) : OptionalLong.of(2);
        }

        @Override
        public synchronized long position(TopicPartition partition, Duration limit) {
            LogTruncationException fault = truncated;
            if (fault != null) {
                throw fault;
            }
            return super.position(partition, limit);
        }

        @Override
        public synchronized long position(TopicPartition partition) {
            return truncated == null
                    ? super.position(partition)
                    : position(partition, Duration.ZERO);
        }
    }

    private final class Unconnected extends DefaultKafkaConsumerFactory<byte[], byte[]> {
        Unconnected() {
            super(Map.of("group.id", "group"));
        }

        @Override
        protected Consumer<byte[], byte[]> createRawConsumer(Map<String, Object> settings) {
            return kafka;
        }
    }

    private final class OpenAtOnce implements Ownership.Takeovers {
        @Override
        public void begin(OwnedPartition assigned) {
            assigned.open(
                    assigned.opening(),
                    now,
                    new OwnedPartition.Opened(null, intake, IntakeBench.TOPICS));
        }

        @Override
        public void reopen(OwnedPartition open, String reason) {
            open.halt(open.opening());
            reopened.add(open);
        }
    }

    /** Fails as often as configured; the topic still has its records. */
    private final class Offered implements Intake {
        private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
        private final List<Long> offsets = new CopyOnWriteArrayList<>();

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public void offer(List<ConsumerRecord<byte[], byte[]>> records) {
            if (!failures.isEmpty()) {
                kafka.schedulePollTask(RequestLoopTest.this::publish);
                throw failures.removeFirst();
            }
            records.forEach(record -> offsets.add(record.offset()));
        }

        @Override
        public boolean hasEnough() {
            return false;
        }

        @Override
        public InputPosition position() {
            return InputPosition.at(0, 8, IntakeBench.TOPICS);
        }

        @Override
        public void proveOwnership() {}

        @Override
        public Optional<String> lastError() {
            return Optional.empty();
        }
    }
}
