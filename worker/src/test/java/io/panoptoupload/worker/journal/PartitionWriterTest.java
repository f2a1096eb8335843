package io.panoptoupload.worker.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.broker.Patience;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

class PartitionWriterTest {
    private static final long LIMIT_SECONDS = Patience.LIMIT.toSeconds();

    private final FailingProducer producer = new FailingProducer();
    private final List<Throwable> fences = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch fenced = new CountDownLatch(1);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AutoClose
    private final PartitionWriter writer =
            new PartitionWriter(
                    new TopicPartition("journal", 0),
                    producer,
                    cause -> {
                        fences.add(cause);
                        fenced.countDown();
                    });

    @Test
    void commits_what_waits_together_in_the_order_in_which_it_was_handed_over() throws Exception {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            written.add(writer.write(entry("r" + i)));
        }
        writer.start(0);
        for (CompletableFuture<Void> each : written) {
            done(each);
        }
        assertThat(producer.committed()).hasSize(250).startsWith("r0", "r1").endsWith("r249");
        assertThat(producer.begun).hasValue(3);
    }

    @Test
    void stops_when_a_record_stands_before_one_that_was_committed_earlier() throws Exception {
        writer.start(0);
        done(writer.write(entry("a")));
        done(writer.write(entry("b")));
        producer.recordsLost = 2;
        CompletableFuture<Void> behind = writer.write(entry("c"));
        assertThatThrownBy(() -> done(behind)).hasCauseInstanceOf(OwnershipLost.class);
        assertThat(fenced.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(fences)
                .singleElement()
                .isInstanceOf(RolledBack.class)
                .asString()
                .contains("up to offset 2", "stands at 0");
    }

    @Test
    void stops_when_its_first_record_stands_before_what_was_read() {
        writer.start(5);
        assertThat(writer.end()).isEqualTo(5);
        CompletableFuture<Void> behind = writer.write(entry("a"));
        assertThatThrownBy(() -> done(behind))
                .hasCauseInstanceOf(OwnershipLost.class)
                .hasRootCauseInstanceOf(RolledBack.class);
    }

    @Test
    void gives_each_entry_the_offsets_of_its_own_records() throws Exception {
        CompletableFuture<List<Long>> offsets = new CompletableFuture<>();
        CompletableFuture<Void> _ = writer.write(entry("a"));
        CompletableFuture<Void> _ =
                writer.write(
                        new PartitionWriter.Entry() {
                            @Override
                            public List<ProducerRecord<byte[], byte[]>> records() {
                                return List.of(record("b"), record("c"));
                            }

                            @Override
                            public void committed(List<Long> at) {
                                offsets.complete(at);
                            }
                        });
        writer.start(0);
        assertThat(done(offsets)).containsExactly(1L, 2L);
    }

    @Test
    void asks_an_entry_that_stands_alone_only_when_all_before_it_is_committed() throws Exception {
        CompletableFuture<Void> _ = writer.write(noting("a", false));
        CompletableFuture<Void> _ = writer.write(noting("b", false));
        CompletableFuture<Void> _ = writer.write(noting("alone", true));
        CompletableFuture<Void> last = writer.write(noting("c", false));
        writer.start(0);
        done(last);
        assertThat(order)
                .containsExactly(
                        "asked a",
                        "asked b",
                        "committed a",
                        "committed b",
                        "asked alone",
                        "committed alone",
                        "asked c",
                        "committed c");
    }

    @Test
    void asks_again_about_a_commit_that_timed_out_and_never_presumes() throws Exception {
        for (int i = 0; i < 3; i++) {
            producer.commitFailures.add(new TimeoutException("no response"));
        }
        CompletableFuture<Void> written = writer.write(entry("a"));
        writer.start(0);
        done(written);
        assertThat(producer.commits).hasValue(4);
        assertThat(producer.begun).hasValue(1);
        assertThat(producer.aborts).hasValue(0);
        assertThat(producer.committed()).containsExactly("a");
    }

    /** Its jobs would keep their upload slots for as long as its coordinator is away. */
    @Test
    void lets_go_of_a_partition_whose_commit_nobody_confirms() {
        for (int i = 0; i < 100; i++) {
            producer.commitFailures.add(new TimeoutException("no response"));
        }
        CompletableFuture<Void> written = writer.write(entry("a"));
        writer.start(0);
        assertThatThrownBy(() -> done(written)).hasCauseInstanceOf(OwnershipLost.class);
        assertThat(producer.commits).hasValue(6);
        assertThat(producer.aborts).as("nothing is presumed").hasValue(0);
        assertThat(producer.committed()).isEmpty();
    }

    @Test
    void aborts_a_transaction_that_failed_and_makes_it_again_once() throws Exception {
        producer.commitFailures.add(new KafkaException("a batch expired"));
        CompletableFuture<Void> written = writer.write(noting("a", false));
        writer.start(0);
        done(written);
        assertThat(producer.aborts).hasValue(1);
        assertThat(producer.committed()).containsExactly("a");
        assertThat(order).containsExactly("asked a", "committed a");
    }

    @Test
    void refuses_everything_and_says_so_once_when_it_is_fenced() throws Exception {
        producer.fenceProducer();
        CompletableFuture<Void> first = writer.write(entry("a"));
        CompletableFuture<Void> second = writer.write(noting("alone", true));
        writer.start(0);
        assertLost(first);
        assertLost(second);
        assertThat(fenced.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertLost(writer.write(entry("late")));
        assertThat(fences).hasSize(1);
        assertThat(order).isEmpty();
        assertThat(producer.committed()).isEmpty();
    }

    @Test
    void is_fenced_too_when_it_cannot_even_abort() throws Exception {
        producer.commitFailures.add(new ProducerFencedException("thrown out"));
        producer.abortTransactionException = new ProducerFencedException("thrown out");
        CompletableFuture<Void> written = writer.write(entry("a"));
        writer.start(0);
        assertLost(written);
        assertThat(fenced.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void says_so_when_what_follows_a_commit_fails_so_that_the_partition_is_opened_again()
            throws Exception {
        CompletableFuture<Void> written =
                writer.write(
                        new PartitionWriter.Entry() {
                            @Override
                            public List<ProducerRecord<byte[], byte[]>> records() {
                                return List.of(record("a"));
                            }

                            @Override
                            public void committed(List<Long> offsets) {
                                throw new IllegalArgumentException("the jobs are not as recorded");
                            }
                        });
        writer.start(0);
        assertLost(written);
        assertThat(fenced.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(producer.committed()).containsExactly("a");
        assertThat(producer.aborts).hasValue(0);
    }

    static List<Throwable> thrown() {
        return List.of(
                new IllegalStateException("a bug"),
                new StackOverflowError(),
                new NoClassDefFoundError("a library is gone"));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void an_entry_that_throws_fails_alone(Throwable thrown) throws Exception {
        CompletableFuture<Void> before = writer.write(entry("a"));
        CompletableFuture<Void> bad =
                writer.write(() -> {
                    switch (thrown) {
                        case Error e -> throw e;
                        case RuntimeException e -> throw e;
                        default -> throw new AssertionError(thrown);
                    }
                });
        CompletableFuture<Void> after = writer.write(entry("b"));
        writer.start(0);
        done(before);
        done(after);
        assertThatThrownBy(() -> done(bad)).hasCause(thrown);
        assertThat(producer.committed()).containsExactly("a", "b");
        assertThat(fences).isEmpty();
    }

    @Test
    void what_the_producer_cannot_send_fails_alone() throws Exception {
        producer.commitFailures.add(new IllegalArgumentException("a record without a topic"));
        producer.commitFailures.add(new IllegalArgumentException("a record without a topic"));
        CompletableFuture<Void> bad = writer.write(noting("bad", false));
        CompletableFuture<Void> good = writer.write(noting("good", false));
        writer.start(0);
        done(good);
        assertThatThrownBy(() -> done(bad)).hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(order).containsSubsequence("refused bad", "committed good");
        assertThat(producer.committed()).containsExactly("good");
        assertThat(fences).isEmpty();
    }

    @Test
    void a_producer_that_is_in_no_state_to_send_is_replaced() throws Exception {
        producer.commitFailures.add(new IllegalStateException("invalid transition attempted"));
        CompletableFuture<Void> written = writer.write(entry("a"));
        writer.start(0);
        assertLost(written);
        assertThat(fenced.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void what_is_too_large_for_kafka_is_refused_alone_and_the_writer_goes_on() throws Exception {
        // The failure of a group does not say whose record it was: each is tried by itself.
        producer.commitFailures.add(tooLarge());
        producer.commitFailures.add(tooLarge());
        CompletableFuture<Void> large = writer.write(noting("large", false));
        CompletableFuture<Void> before = writer.write(noting("a", false));
        writer.start(0);
        done(before);
        assertThatThrownBy(() -> done(large)).hasCauseInstanceOf(RecordTooLargeException.class);
        done(writer.write(noting("b", true)));
        assertThat(order)
                .containsExactly(
                        "asked large",
                        "asked a",
                        "refused large",
                        "committed a",
                        "asked b",
                        "committed b");
        assertThat(producer.committed()).containsExactly("a", "b");
        assertThat(fences).isEmpty();
    }

    private static KafkaException tooLarge() {
        return new KafkaException(
                "in an error state", new RecordTooLargeException("larger than max.message.bytes"));
    }

    @Test
    void makes_no_transaction_for_nothing() throws Exception {
        CompletableFuture<Void> written = writer.write(List::of);
        writer.start(0);
        done(written);
        assertThat(producer.begun).hasValue(0);
    }

    @Test
    void commits_what_was_handed_over_before_it_is_closed_with_grace() throws Exception {
        writer.start(0);
        CompletableFuture<Void> written = writer.write(entry("a"));
        writer.close(Duration.ofSeconds(LIMIT_SECONDS));
        done(written);
        assertThat(producer.committed()).containsExactly("a");
        assertLost(writer.write(entry("late")));
        assertThat(producer.closed()).isTrue();
        assertThat(fences).isEmpty();
    }

    @Test
    void refuses_what_is_not_committed_when_it_is_closed_at_once() {
        CompletableFuture<Void> waiting = writer.write(entry("a"));
        writer.close();
        assertLost(waiting);
        assertThat(producer.committed()).isEmpty();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static void assertLost(CompletableFuture<Void> written) {
        assertThatThrownBy(() -> written.get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OwnershipLost.class);
    }

    private static PartitionWriter.Entry entry(String... values) {
        return () -> Arrays.stream(values).map(PartitionWriterTest::record).toList();
    }

    private PartitionWriter.Entry noting(String value, boolean alone) {
        return new PartitionWriter.Entry() {
            @Override
            public List<ProducerRecord<byte[], byte[]>> records() {
                order.add("asked " + value);
                return List.of(record(value));
            }

            @Override
            public void committed(List<Long> offsets) {
                order.add("committed " + value);
            }

            @Override
            public void refused() {
                order.add("refused " + value);
            }

            @Override
            public boolean alone() {
                return alone;
            }
        };
    }

    private static ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>("journal", 0, value.getBytes(UTF_8), value.getBytes(UTF_8));
    }
}
