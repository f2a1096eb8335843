package io.panoptoupload.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Listeners that lack what the ring no longer has. */
class EventStreamsTest {
    private static final TopicState TOPIC = new TopicState("outcomes", "abcdefghijklmnopqrstuv", 2);
    private static final int READERS = 4;
    private static final int EVENTS = 300;

    private final EventRing ring = new EventRing(1);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /** What Kafka gives out. */
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> kept = new HashMap<>();

    private Runnable whenPolled = () -> {};
    private boolean ready = true;

    @BeforeEach
    void publish() {
        Position end = Position.of(TOPIC, new long[2]);
        ring.restart(TOPIC, end);
        for (int offset = 0; offset < EVENTS; offset++) {
            for (TopicPartition each : TOPIC.all()) {
                ConsumerRecord<byte[], byte[]> record = record(each, offset);
                kept.computeIfAbsent(each, _ -> new ArrayList<>()).add(record);
                Batch batch = new Batch(List.of(Event.of(record)), end);
                ring.add(batch);
                end = batch.behind();
            }
        }
    }

    @AfterEach
    void end() {
        over.countDown();
        threads.forEach(Thread::interrupt);
    }

    @Test
    void a_stalled_listener_keeps_no_other_from_catching_up() {
        EventStreams streams = streams(this::consumer);
        AtomicInteger taking = new AtomicInteger();
        for (int i = 0; i < READERS; i++) {
            listen(streams, new Stuck(taking));
        }
        await().until(() -> taking.get() == READERS);
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        listen(streams, heard);
        await().untilAsserted(() ->
                assertThat(data(heard))
                        .hasSize(2 * EVENTS)
                        .doesNotHaveDuplicates()
                        .contains("0@0", "1@0", "0@299", "1@299"));
    }

    @Test
    void a_listener_waiting_for_a_reader_gets_heartbeats() {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        EventStream stream =
                new EventStream(
                        ring, this::consumer, new Semaphore(0), heard, null, Duration.ofMillis(1));
        start(() -> stream.send(ring.now().orElseThrow(), Position.of(TOPIC, new long[2]), null));
        await().until(() -> heard.toString(UTF_8).contains(": still here"));
    }

    @Test
    void a_listener_to_one_upload_knows_how_far_all_events_have_come() {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        EventStream stream =
                new EventStream(
                        ring,
                        this::consumer,
                        new Semaphore(1),
                        heard,
                        "another",
                        Duration.ofMillis(1));
        EventRing.Now now = ring.now().orElseThrow();
        start(() -> stream.send(now, Position.of(TOPIC, new long[2]), null));
        await().until(() ->
                heard.toString(UTF_8).endsWith("still here\nid: %s\n\n".formatted(now.end())));
        assertThat(data(heard)).isEmpty();
    }

    @Test
    void a_new_listener_that_waits_too_long_for_a_reader_is_refused() {
        EventStreams streams = streamsWithoutReader();
        assertThatThrownBy(() -> streams.open("a", Optional.empty()))
                .isInstanceOf(KafkaUnavailable.class);
        assertThat(meters.get("panopto.gateway.listeners").gauge().value()).isEqualTo(READERS);
    }

    @Test
    void a_new_listener_waits_until_a_reader_is_free() {
        EventStreams streams = streamsWithoutReader();
        AtomicBoolean opened = new AtomicBoolean();
        Thread waiting =
                start(() -> {
                    streams.open("a", Optional.empty()).close();
                    opened.set(true);
                });
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        over.countDown();
        await().untilTrue(opened);
    }

    /** All read, and go on when this test is over. */
    private EventStreams streamsWithoutReader() {
        CountDownLatch reading = new CountDownLatch(READERS);
        EventStreams streams =
                streams(() -> {
                    reading.countDown();
                    awaitEnd();
                    return consumer();
                });
        for (int i = 0; i < READERS; i++) {
            start(() -> streams.open("a", Optional.empty()).close());
        }
        await().until(() -> reading.getCount() == 0);
        return streams;
    }

    @Test
    void of_an_upload_that_nobody_knows_all_that_the_topic_keeps_is_sent() {
        int home = new HomePartition(2).of("id");
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        listen(streams(this::consumer), "id", Optional.empty(), heard);
        await().untilAsserted(() ->
                assertThat(data(heard)).hasSize(EVENTS).contains(home + "@0", home + "@299"));
    }

    @Test
    void where_an_upload_begins_is_not_guessed_while_the_journal_is_being_read() throws Exception {
        ready = false;
        EventStreams streams = streams(this::consumer);
        assertThatThrownBy(() -> streams.open("id", Optional.empty()))
                .isInstanceOf(KafkaUnavailable.class)
                .hasMessageContaining("journal");
        streams.open("id", Optional.of(Position.of(TOPIC, new long[2]))).close();
        streams.open(null, Optional.empty()).close();
        assertThat(meters.get("panopto.gateway.listeners").gauge().value()).isZero();
    }

    @Test
    void a_stream_ends_if_kafka_gives_nothing_of_a_partition_and_has_sent_the_others() {
        kept.put(TOPIC.all().getFirst(), List.of());
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        listen(streams(this::consumer), heard);
        await().until(() -> cut("kafka") == 1);
        assertThat(data(heard)).hasSize(EVENTS).allMatch(data -> data.startsWith("1@"));
    }

    @Test
    void a_stream_ends_if_the_topic_is_read_again_before_it_has_caught_up() {
        whenPolled = () -> ring.restart(TOPIC, Position.of(TOPIC, new long[2]));
        kept.replaceAll((_, _) -> List.of());
        listen(streams(this::consumer), new ByteArrayOutputStream());
        await().until(() -> cut("restarted") == 1);
    }

    private EventStreams streams(Supplier<Consumer<byte[], byte[]>> consumers) {
        return new EventStreams(
                ring, consumers, new Uploads(1, 1), () -> ready, 2 * READERS, meters);
    }

    private Consumer<byte[], byte[]> consumer() {
        return new MockConsumer<>("none") {
            {
                TOPIC.all().forEach(each -> updateBeginningOffsets(Map.of(each, 0L)));
            }

            @Override
            public synchronized void assign(Collection<TopicPartition> partitions) {
                super.assign(partitions);
                partitions.forEach(
                        each -> kept.getOrDefault(each, List.of()).forEach(this::addRecord));
            }

            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                whenPolled.run();
                return super.poll(timeout);
            }
        };
    }

    private void listen(EventStreams streams, OutputStream out) {
        listen(streams, null, Optional.of(Position.of(TOPIC, new long[2])), out);
    }

    private void listen(
            EventStreams streams,
            @Nullable String only,
            Optional<Position> last,
            OutputStream out) {
        start(() -> {
            try (EventStreams.Opened opened = streams.open(only, last)) {
                opened.sendTo(out);
            }
        });
    }

    private interface Work {
        void run() throws Exception;
    }

    private Thread start(Work work) {
        Thread thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                work.run();
                            } catch (Exception e) {
                                // the test has ended
                            }
                        });
        threads.add(thread);
        return thread;
    }

    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no events. */
    private final class Stuck extends OutputStream {
        private final AtomicInteger taking;

        Stuck(AtomicInteger taking) {
            this.taking = taking;
        }

        @Override
        public void write(int b) {
            throw new AssertionError("only whole texts are written");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (new String(bytes, offset, length, UTF_8).contains("data: ")) {
                taking.incrementAndGet();
                awaitEnd();
            }
        }
    }

    private double cut(String reason) {
        return meters.get("panopto.gateway.listeners.cut").tag("reason", reason).counter().count();
    }

    private static List<String> data(ByteArrayOutputStream heard) {
        return heard.toString(UTF_8)
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition place, int offset) {
        return new ConsumerRecord<>(
                place.topic(),
                place.partition(),
                offset,
                "id".getBytes(UTF_8),
                (place.partition() + "@" + offset).getBytes(UTF_8));
    }
}
