package io.panoptoupload.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.SettableClock;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class JournalScanTest {
    private static final TopicPartition PARTITION = new TopicPartition("journal", 0);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int END = 3;

    private final SettableClock clock = new SettableClock();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final List<Long> read = new ArrayList<>();
    private long committed = END;

    JournalScanTest() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    }

    @Test
    void a_journal_may_take_longer_than_the_limit_as_long_as_it_is_read_on()
            throws InterruptedException {
        for (int i = 0; i < END; i++) {
            takesFourMinutes(i);
        }
        assertThat(scan()).isEqualTo(END);
        assertThat(read).containsExactly(0L, 1L, 2L);
    }

    @Test
    void one_that_stands_still_for_the_limit_is_given_up_at_the_place_where_it_does() {
        committed = 1;
        takesFourMinutes(0);
        for (int i = 0; i < 3; i++) {
            consumer.schedulePollTask(() -> clock.advance(Duration.ofMinutes(2)));
        }
        assertThatThrownBy(this::scan)
                .isInstanceOf(TimeoutException.class)
                .hasMessageContainingAll("journal-0", "offset 1", "PT5M");
        assertThat(read).containsExactly(0L);
    }

    private void takesFourMinutes(long offset) {
        consumer.schedulePollTask(() -> {
            clock.advance(Duration.ofMinutes(4));
            consumer.addRecord(
                    new ConsumerRecord<>(
                            PARTITION.topic(),
                            PARTITION.partition(),
                            offset,
                            new byte[1],
                            new byte[1]));
        });
    }

    private long scan() throws InterruptedException {
        return new JournalScan(admin(), () -> consumer, clock)
                .read(PARTITION, LIMIT, (_, _, offset) -> read.add(offset));
    }

    /** One that knows offsets only. */
    private Admin admin() {
        return (Admin)
                Proxy.newProxyInstance(
                        Admin.class.getClassLoader(),
                        new Class<?>[] {Admin.class},
                        (_, _, arguments) -> {
                            boolean all =
                                    ((ListOffsetsOptions) arguments[1]).isolationLevel()
                                            == IsolationLevel.READ_UNCOMMITTED;
                            ListOffsetsResultInfo end =
                                    new ListOffsetsResultInfo(
                                            all ? END : committed, -1, Optional.empty());
                            return new ListOffsetsResult(
                                    Map.of(PARTITION, KafkaFuture.completedFuture(end)));
                        });
    }
}
