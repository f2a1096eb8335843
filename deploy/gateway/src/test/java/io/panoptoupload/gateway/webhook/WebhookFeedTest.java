package io.panoptoupload.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.panoptoupload.broker.Patience;
import io.panoptoupload.gateway.kafka.Background;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the receiver's partitions begin. */
class WebhookFeedTest {
    private static final String TOPIC = "outcomes";
    private static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
    private static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);

    private final Member member = new Member();
    private final Queue<Member> members = new ArrayDeque<>(List.of(member));
    private final WebhookFeed feed =
            new WebhookFeed(
                    members::remove,
                    TOPIC,
                    new Deliveries(
                            _ -> new Receiver.Outcome.Taken(),
                            _ -> {},
                            JsonMapper.builder().build(),
                            InstantSource.system()),
                    new UnreadablePartitions(
                            () -> {
                                throw new AssertionError("all can be read");
                            },
                            InstantSource.system()));

    @AutoClose private final Background thread = new Background("webhook", feed::run);

    @BeforeEach
    void publish() {
        publish(member);
    }

    private static void publish(Member member) {
        member.updatePartitions(
                TOPIC,
                Stream.of(FIRST, SECOND)
                        .map(each -> new PartitionInfo(TOPIC, each.partition(), null, null, null))
                        .toList());
        member.updateBeginningOffsets(Map.of(FIRST, 2L, SECOND, 1L));
        member.updateEndOffsets(Map.of(FIRST, 7L, SECOND, 8L));
    }

    @Test
    void a_new_receiver_whose_beginning_could_not_be_committed_misses_nothing_that_ended_since() {
        member.fault = new TimeoutException();
        assertNothingIsMissed();
    }

    @Test
    void a_new_receiver_whose_member_lost_its_place_in_the_group_misses_nothing_either() {
        member.refusals.set(1);
        member.fault = new CommitFailedException();
        member.onClose = () -> feed.onPartitionsLost(List.of(FIRST, SECOND));
        assertNothingIsMissed();
    }

    private void assertNothingIsMissed() {
        Member next = next();
        assign(FIRST, SECOND);
        await().atMost(Patience.LIMIT)
                .untilAsserted(
                        () -> assertThat(next.offsets()).isEqualTo(Map.of(FIRST, 7L, SECOND, 8L)));
        assertThat(next.position(FIRST)).isEqualTo(7);
    }

    @Test
    void where_another_member_has_begun_meanwhile_the_receiver_does_not_begin_again() {
        member.fault = new TimeoutException();
        Member next = next();
        next.committed.putAll(
                Map.of(FIRST, new OffsetAndMetadata(60), SECOND, new OffsetAndMetadata(61)));
        CountDownLatch assigned = new CountDownLatch(1);
        next.schedulePollTask(assigned::countDown);
        assign(FIRST, SECOND);
        await().atMost(Patience.LIMIT).until(() -> assigned.getCount() == 0);
        assertThat(next.offsets()).isEqualTo(Map.of(FIRST, 60L, SECOND, 61L));
    }

    /** A member after the first, when more has ended. */
    private Member next() {
        Member next = new Member();
        publish(next);
        next.updateEndOffsets(Map.of(FIRST, 70L, SECOND, 80L));
        next.schedulePollTask(() -> next.rebalance(List.of(FIRST, SECOND)));
        members.add(next);
        return next;
    }

    @Test
    void a_new_receiver_hears_of_what_ends_from_now_on_whoever_gets_a_partition_first() {
        assign(FIRST);
        await().untilAsserted(
                        () -> assertThat(committed()).isEqualTo(Map.of(FIRST, 7L, SECOND, 8L)));
        assertThat(member.position(FIRST)).isEqualTo(7);
    }

    @Test
    void a_partition_that_is_added_later_begins_at_its_beginning() {
        member.commitSync(Map.of(FIRST, new OffsetAndMetadata(5)));
        assign(FIRST, SECOND);
        await().untilAsserted(
                        () -> assertThat(committed()).isEqualTo(Map.of(FIRST, 5L, SECOND, 1L)));
        assertThat(member.position(SECOND)).isEqualTo(1);
    }

    @Test
    void where_it_begins_is_committed_after_a_rebalance_if_it_cannot_be_before() {
        member.refusals.set(3);
        assign(FIRST);
        await().until(() -> member.refusals.get() <= 0);
        member.updateEndOffsets(Map.of(FIRST, 70L, SECOND, 80L));
        await().untilAsserted(
                        () -> assertThat(committed()).isEqualTo(Map.of(FIRST, 7L, SECOND, 8L)));
    }

    @Test
    void a_topic_that_is_created_again_is_sent_from_its_beginning() {
        rebalance();
        member.schedulePollTask(member.committed::clear);
        assign(FIRST, SECOND);
        await().untilAsserted(
                        () -> assertThat(committed()).isEqualTo(Map.of(FIRST, 2L, SECOND, 1L)));
    }

    @Test
    void a_topic_that_is_created_after_the_first_start_is_sent_from_its_beginning() {
        member.updatePartitions(TOPIC, List.of());
        rebalance();
        member.schedulePollTask(this::publish);
        assign(FIRST, SECOND);
        await().untilAsserted(
                        () -> assertThat(committed()).isEqualTo(Map.of(FIRST, 2L, SECOND, 1L)));
        assertThat(member.position(FIRST)).isEqualTo(2);
    }

    @Test
    void a_new_receiver_whose_beginning_was_never_committed_is_still_new() {
        member.refusals.set(2);
        rebalance();
        member.schedulePollTask(() -> feed.onPartitionsLost(List.of()));
        assign(FIRST, SECOND);
        await().untilAsserted(
                        () -> assertThat(committed()).isEqualTo(Map.of(FIRST, 7L, SECOND, 8L)));
    }

    private void assign(TopicPartition... partitions) {
        rebalance(partitions);
        thread.start();
    }

    /** The client says so, too, if there are none; the mock does not. */
    private void rebalance(TopicPartition... partitions) {
        member.schedulePollTask(
                partitions.length == 0
                        ? () -> feed.onPartitionsAssigned(List.of())
                        : () -> member.rebalance(List.of(partitions)));
    }

    private Map<TopicPartition, Long> committed() {
        return member.offsets();
    }

    /** Of a group that remembers offsets, also those of partitions which others have. */
    private static final class Member extends MockConsumer<byte[], byte[]> {
        private final Map<TopicPartition, OffsetAndMetadata> committed = new ConcurrentHashMap<>();
        private final AtomicInteger refusals = new AtomicInteger();
        private volatile @Nullable RuntimeException fault;
        private volatile Runnable onClose = () -> {};

        Member() {
            super("earliest");
        }

        Map<TopicPartition, Long> offsets() {
            return committed.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
        }

        @Override
        public synchronized void close() {
            onClose.run();
            super.close();
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (refusals.getAndDecrement() > 0) {
                throw new RebalanceInProgressException();
            }
            if (fault != null) {
                throw fault;
            }
            committed.putAll(offsets);
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
                Set<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
            partitions.forEach(each -> found.put(each, committed.get(each)));
            return found;
        }
    }
}
