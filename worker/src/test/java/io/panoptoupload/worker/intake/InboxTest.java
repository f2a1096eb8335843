package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

class InboxTest {
    private final Inbox.Budget budget = new Inbox.Budget(1000, 100);
    private final Inbox one = new Inbox(budget);
    private final Inbox other = new Inbox(budget);
    private final List<ConsumerRecord<byte[], byte[]>> had = new CopyOnWriteArrayList<>();

    @Test
    void all_inboxes_share_their_bytes_and_an_empty_one_always_wants_more() throws Exception {
        one.offer(List.of(record(600), record(600)));
        assertThat(one.hasEnough()).isTrue();
        assertThat(other.hasEnough()).isFalse();
        other.offer(List.of(record(1)));
        assertThat(other.hasEnough()).isTrue();
        assertThat(one.take().serializedValueSize()).isEqualTo(600);
        assertThat(one.hasEnough()).isFalse();
        assertThat(other.hasEnough()).isFalse();
    }

    @Test
    void when_they_hold_twice_as_much_an_empty_one_has_enough_too() {
        one.offer(List.of(record(1999)));
        assertThat(other.hasEnough()).isFalse();
        one.offer(List.of(record(1)));
        assertThat(other.hasEnough()).isTrue();
        one.close();
        assertThat(other.hasEnough()).isFalse();
    }

    @Test
    void so_many_bytes_are_decided_on_at_once_and_more_only_alone() throws Exception {
        Inbox.Reservation first = one.reserve(record(50));
        Inbox.Reservation second = other.reserve(record(50));
        Thread third = waitsForTurn(record(1));
        first.close();
        third.join();
        Thread large = waitsForTurn(record(5000));
        second.close();
        large.join();
    }

    private Thread waitsForTurn(ConsumerRecord<byte[], byte[]> record) {
        Thread thread =
                Thread.startVirtualThread(() -> {
                    try (Inbox.Reservation _ = one.reserve(record)) {
                        had.add(record);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        await().until(() -> thread.getState() == Thread.State.WAITING);
        assertThat(had).doesNotContain(record);
        return thread;
    }

    @Test
    void what_is_dropped_gives_its_bytes_back_and_nothing_comes_in_any_more() throws Exception {
        one.offer(List.of(record(600), record(600)));
        ConsumerRecord<byte[], byte[]> _ = one.take();
        one.close();
        one.offer(List.of(record(600)));
        assertThat(budget.held()).isZero();
    }

    @Test
    void headers_count() {
        one.offer(List.of(record(1)));
        RecordHeaders headers = new RecordHeaders();
        headers.add("name", "x".repeat(2000).getBytes(UTF_8));
        other.offer(
                List.of(
                        new ConsumerRecord<>(
                                "requests",
                                0,
                                0,
                                0L,
                                TimestampType.CREATE_TIME,
                                0,
                                1,
                                new byte[0],
                                new byte[1],
                                headers,
                                Optional.empty())));
        assertThat(budget.held()).isGreaterThan(2000);
    }

    private static ConsumerRecord<byte[], byte[]> record(int bytes) {
        return new ConsumerRecord<>(
                "requests",
                0,
                0,
                0L,
                TimestampType.CREATE_TIME,
                0,
                bytes,
                new byte[0],
                new byte[bytes],
                new RecordHeaders(),
                Optional.empty());
    }
}
