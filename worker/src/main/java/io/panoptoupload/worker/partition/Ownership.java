package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.job.JobEngine;
import io.panoptoupload.worker.job.StopTimeouts;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The partitions of the request topic that are this worker's, from their assignment until they are
 * revoked or lost. All but {@link #partitions} and {@link #stopIntake} is called on the thread that
 * polls.
 */
public final class Ownership {
    private static final Logger log = LoggerFactory.getLogger(Ownership.class);

    /** The group waits meanwhile, and this worker does not poll: far below its time-outs. */
    private static final StopTimeouts GRACE = StopTimeouts.ofRevoked();

    private static final Duration WRITER_GRACE = Duration.ofMillis(500);

    /** How partitions are opened. */
    public interface Takeovers {
        void begin(OwnedPartition assigned);

        /**
         * Stops the intake and reopens the partition. Does nothing if that is under way already.
         */
        void reopen(OwnedPartition open, String reason);
    }

    private final Takeovers takeovers;
    private final JobEngine engine;
    private final Executor executor;
    private final InstantSource clock;
    private final Map<TopicPartition, OwnedPartition> owned = new ConcurrentHashMap<>();
    private final IntakeLag intakeLag = new IntakeLag();
    private volatile Instant polledAt;
    private volatile long lag;
    private volatile boolean member;
    private volatile boolean stopping;
    private final GroupOffsets groupOffsets;

    public Ownership(
            Takeovers takeovers, JobEngine engine, Executor executor, InstantSource clock) {
        this.takeovers = takeovers;
        this.engine = engine;
        this.executor = executor;
        this.clock = clock;
        this.groupOffsets = new GroupOffsets(clock);
        this.polledAt = clock.instant();
    }

    public Collection<OwnedPartition> partitions() {
        return owned.values();
    }

    /** When the consumer last polled. */
    Instant polledAt() {
        return polledAt;
    }

    /** When the group's coordinator last responded. */
    Instant respondedAt() {
        return groupOffsets.respondedAt();
    }

    /** Whether the consumer was a member of its group at the last poll. */
    boolean isMember() {
        return member;
    }

    /** Records that are published and not yet taken in, as of the last poll. */
    long lag() {
        return lag;
    }

    /** Takes in nothing more; the partitions stay this worker's. Called by the shutdown. */
    public void stopIntake() {
        stopping = true;
        owned.values().forEach(partition -> partition.intake().ifPresent(Intake::stop));
    }

    void assigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            log.info("partitions assigned: {}", numbers(partitions));
        }
        partitions.forEach(partition -> hold(consumer, partition));
        partitions.forEach(this::takeUp);
    }

    /**
     * Nothing is fetched until the partition is open, since it would be dropped. Until then the
     * consumer has some position, because it has no reset policy.
     */
    private static void hold(Consumer<?, ?> consumer, TopicPartition partition) {
        consumer.pause(Set.of(partition));
        consumer.seek(partition, 0);
    }

    /** Asks nothing of Kafka: an exception here would leave other partitions without an owner. */
    private void takeUp(TopicPartition partition) {
        OwnedPartition fresh = new OwnedPartition(partition, clock.instant());
        owned.put(partition, fresh);
        intakeLag.assigned(partition);
        takeovers.begin(fresh);
    }

    /**
     * The topic does not have the offsets at which these partitions are read: they are opened
     * again, from where the journal and the topic say.
     */
    void offsetsOutOfRange(Consumer<?, ?> consumer, InvalidOffsetException fault) {
        for (TopicPartition partition : fault.partitions()) {
            OwnedPartition at = owned.get(partition);
            if (at != null && at.intake().isPresent()) {
                log.warn("{} is opened again: {}", partition, fault.getMessage());
                takeovers.reopen(at, String.valueOf(fault.getMessage()));
            }
            hold(consumer, partition);
        }
    }

    /** Waits a little until what these partitions' jobs have is recorded. */
    void revoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        log.info("partitions revoked: {}", numbers(partitions));
        List<OwnedPartition> all =
                partitions.stream().map(owned::remove).filter(Objects::nonNull).toList();
        CountDownLatch released = new CountDownLatch(all.size());
        for (OwnedPartition each : all) {
            executor.execute(() -> {
                release(each.close(), GRACE, WRITER_GRACE);
                released.countDown();
            });
        }
        Duration limit = GRACE.total().plus(WRITER_GRACE).plusSeconds(1);
        try {
            if (!released.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn(
                        "not all jobs of {} stopped in time; they are fenced", numbers(partitions));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        all.forEach(each -> each.offset().ifPresent(offset -> next.put(each.partition(), offset)));
        GroupOffsets.commitLast(consumer, next);
    }

    void lost(Collection<TopicPartition> partitions) {
        log.warn("partitions lost: {}", numbers(partitions));
        for (TopicPartition partition : partitions) {
            OwnedPartition lost = owned.remove(partition);
            if (lost != null) {
                OwnedPartition.Resources resources = lost.close();
                // Another worker may have it: nothing more is written or waited for.
                resources.writer().ifPresent(writer -> executor.execute(writer::close));
                executor.execute(() -> release(resources, StopTimeouts.NONE, Duration.ZERO));
            }
        }
    }

    private void release(
            OwnedPartition.Resources resources, StopTimeouts grace, Duration writerGrace) {
        resources.intake().ifPresent(Intake::stop);
        resources.jobs().ifPresent(jobs -> engine.release(jobs, grace));
        resources.writer().ifPresent(writer -> writer.close(writerGrace));
    }

    /**
     * The records of a poll. Those of a partition that is not open are dropped, and read again
     * later.
     */
    void records(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> byPartition =
                records.stream()
                        .collect(
                                Collectors.groupingBy(record ->
                                        new TopicPartition(record.topic(), record.partition())));
        byPartition.forEach((partition, batch) -> {
            OwnedPartition at = owned.get(partition);
            if (at != null
                    && !stopping
                    && at.state() == OwnedPartition.State.OPEN
                    && at.unreadable().isEmpty()) {
                at.intake().ifPresent(intake -> intake.offer(batch));
                intakeLag.fetched(partition, batch.getLast().offset() + 1);
            }
        });
    }

    /** Before each poll: fetch only what can be taken in, and report how far the intake is. */
    void beforePoll(Consumer<?, ?> consumer) {
        member = consumer.groupMetadata().generationId() >= 0;
        reconcile(consumer);
        Set<TopicPartition> paused = new HashSet<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        for (Map.Entry<TopicPartition, OwnedPartition> each : owned.entrySet()) {
            TopicPartition partition = each.getKey();
            Optional<Intake> intake = each.getValue().intake();
            if (stopping
                    || intake.filter(i -> !i.hasEnough()).isEmpty()
                    || each.getValue().unreadable().isPresent()) {
                paused.add(partition);
            }
            intake.flatMap(_ -> each.getValue().offset())
                    .ifPresent(offset -> next.put(partition, offset));
        }
        Set<TopicPartition> resumed = new HashSet<>(consumer.paused());
        resumed.removeAll(paused);
        resumed.retainAll(consumer.assignment());
        consumer.resume(resumed);
        consumer.pause(paused);
        lag = owned.keySet().stream().mapToLong(partition -> lagOf(partition, consumer)).sum();
        groupOffsets.report(consumer, next);
    }

    /** After each round in which a poll went well. */
    void polled() {
        polledAt = clock.instant();
    }

    /** A missed or failed callback must not leave a partition without an owner. */
    private void reconcile(Consumer<?, ?> consumer) {
        Set<TopicPartition> missing = new HashSet<>(consumer.assignment());
        missing.removeAll(owned.keySet());
        if (!missing.isEmpty()) {
            log.error(
                    "partitions assigned without a callback, taken over now: {}", numbers(missing));
            assigned(consumer, missing);
        }
        Set<TopicPartition> surplus = new HashSet<>(owned.keySet());
        surplus.removeAll(consumer.assignment());
        if (!surplus.isEmpty()) {
            lost(surplus);
        }
    }

    private long lagOf(TopicPartition partition, Consumer<?, ?> consumer) {
        OwnedPartition at = owned.get(partition);
        return at == null
                ? 0
                : at.intake().map(i -> intakeLag.of(partition, i, consumer)).orElse(0L);
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }
}
