package io.panoptoupload.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.Patience;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class JournalReaderTest {
    private static final int STUCK = 7;
    private static final long OTHER_KEY = 50;
    private static final long REPLACED = 60;
    private static final long BEYOND = 200;

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final AtomicInteger made = new AtomicInteger();
    private final JournalReader reader =
            new JournalReader("journal", this::consumer, 2, JournalReaderTest::copy);

    @Test
    void a_partition_that_does_not_respond_holds_up_no_other() throws Exception {
        CompletableFuture<byte[]> waiting =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return reader.read(STUCK, 1);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        assertThat(stuck.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(reader.read(0, i)).isEqualTo(("0-" + i).getBytes(UTF_8));
        }
        release.countDown();
        assertThat(waiting.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo("7-1".getBytes(UTF_8));
        assertThat(made).hasValue(2);
        reader.close();
    }

    @Test
    void a_record_that_is_gone_is_a_fault() {
        assertThatThrownBy(() -> reader.read(0, 99))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no journal record at journal-0 offset 99");
    }

    @Test
    void a_record_further_on_is_not_taken_for_one_that_is_gone() {
        assertThatThrownBy(() -> reader.read(0, REPLACED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no journal record at journal-0 offset 60");
    }

    @Test
    void what_stands_elsewhere_in_a_copy_is_looked_for() throws Exception {
        JournalKey known = new JournalKey.Request("a");
        assertThat(reader.read(0, known, 3)).isEqualTo("0-3".getBytes(UTF_8));
        for (long elsewhere : new long[] {OTHER_KEY, REPLACED, 99, BEYOND}) {
            assertThat(reader.read(0, known, elsewhere)).isEqualTo("newer".getBytes(UTF_8));
        }
        assertThatThrownBy(() -> reader.read(0, new JournalKey.Request("deleted"), OTHER_KEY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("deleted");
    }

    private static long copy(TopicPartition at, Duration limit, JournalScan.Visitor visitor) {
        visitor.record(new JournalKey.Request("a").bytes(), "older".getBytes(UTF_8), 0);
        visitor.record(new JournalKey.Request("a").bytes(), "newer".getBytes(UTF_8), 1);
        visitor.record(new JournalKey.Request("deleted").bytes(), "x".getBytes(UTF_8), 2);
        visitor.record(new JournalKey.Request("deleted").bytes(), null, 3);
        return 4;
    }

    private Consumer<byte[], byte[]> consumer() {
        made.incrementAndGet();
        return new MockConsumer<>("none") {
            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                TopicPartition at = assignment().iterator().next();
                long offset = position(at);
                if (at.partition() == STUCK) {
                    stuck.countDown();
                    awaitRelease();
                }
                if (offset == BEYOND) {
                    throw new OffsetOutOfRangeException(Map.of(at, offset));
                }
                byte @Nullable [] value =
                        offset == 99 ? null : (at.partition() + "-" + offset).getBytes(UTF_8);
                return records(at, offset == REPLACED ? offset + 1 : offset, value);
            }
        };
    }

    @SuppressWarnings("NullAway") // a tombstone
    private static ConsumerRecords<byte[], byte[]> records(
            TopicPartition at, long offset, byte @Nullable [] value) {
        return new ConsumerRecords<>(
                Map.of(
                        at,
                        List.of(
                                new ConsumerRecord<>(
                                        at.topic(), at.partition(), offset, key(offset), value))),
                Map.of());
    }

    private static byte[] key(long offset) {
        return new JournalKey.Request(offset == OTHER_KEY ? "b" : "a").bytes();
    }

    private void awaitRelease() {
        try {
            assertThat(release.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
