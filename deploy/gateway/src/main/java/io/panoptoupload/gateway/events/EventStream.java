package io.panoptoupload.gateway.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * What one listener gets, on the listener's own thread: first what it lacks, from Kafka unless the
 * ring still has it, then every batch as it comes.
 */
final class EventStream {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(200);

    private final EventRing ring;
    private final KafkaClients clients;
    private final Semaphore readers;
    private final OutputStream out;
    private final @Nullable String only;

    /**
     * @param readers of Kafka at once, all listeners together
     * @param only the request whose events are wanted; null for all
     */
    EventStream(
            EventRing ring,
            KafkaClients clients,
            Semaphore readers,
            OutputStream out,
            @Nullable String only) {
        this.ring = ring;
        this.clients = clients;
        this.readers = readers;
        this.out = out;
        this.only = only;
    }

    /**
     * Sends until the listener is gone.
     *
     * @param position from where; changed as events are sent
     * @param lost what the listener missed for good; null for nothing
     * @throws IOException once nobody listens
     */
    void send(EventRing.Now now, Position position, @Nullable String lost)
            throws IOException, InterruptedException, EventRing.Ended {
        write("retry: 2000\nid: " + position + "\n\n");
        if (lost != null) {
            gap(lost);
        }
        Optional<Long> next = ring.attach(now.generation(), position);
        while (next.isEmpty()) {
            readUpTo(
                    ring.now().orElseThrow(() -> new EventRing.Ended(EventRing.Cut.RESTARTED)),
                    position);
            next = ring.attach(now.generation(), position);
        }
        for (long number = next.get(); ; ) {
            Optional<Batch> batch = ring.await(now.generation(), number, HEARTBEAT);
            if (batch.isPresent()) {
                send(batch.get(), position);
                number++;
            } else {
                write(": still here\n\n");
            }
        }
    }

    private void send(Batch batch, Position position) throws IOException {
        if (only == null && position.isSame(batch.before())) {
            out.write(batch.sent());
            out.flush();
            position.advanceTo(batch.behind());
            return;
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        batch.events().forEach(event -> add(event, position, text));
        position.advanceTo(batch.behind());
        flush(text);
    }

    private void add(Event event, Position position, ByteArrayOutputStream text) {
        if (event.offset() >= position.offset(event.partition())) {
            position.set(event.partition(), event.offset() + 1);
            if (only == null || only.equals(event.requestId())) {
                event.writeTo(text, position);
            }
        }
    }

    private void readUpTo(EventRing.Now now, Position position)
            throws IOException, InterruptedException {
        readers.acquire();
        try (Consumer<byte[], byte[]> consumer = clients.reader()) {
            List<TopicPartition> behind = new ArrayList<>();
            for (TopicPartition each : now.topic().all()) {
                if (position.offset(each.partition()) < now.end().offset(each.partition())) {
                    behind.add(each);
                }
            }
            consumer.assign(behind);
            beginAt(consumer, behind, position);
            while (behind.stream()
                    .anyMatch(
                            each -> consumer.position(each) < now.end().offset(each.partition()))) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    @Nullable Event event = Event.of(each);
                    if (event != null && each.offset() < now.end().offset(each.partition())) {
                        add(event, position, text);
                    }
                }
                flush(text);
            }
            behind.forEach(
                    each -> position.set(each.partition(), now.end().offset(each.partition())));
        } finally {
            readers.release();
        }
    }

    /** What the topic no longer keeps is reported, never left out unnoticed. */
    private void beginAt(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> behind, Position position)
            throws IOException {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(behind);
        boolean lost = false;
        for (TopicPartition each : behind) {
            long beginning = beginnings.getOrDefault(each, 0L);
            if (position.offset(each.partition()) < beginning) {
                position.set(each.partition(), beginning);
                lost = true;
            }
            consumer.seek(each, position.offset(each.partition()));
        }
        if (lost) {
            gap("Events were missed that the topic no longer keeps; read the uploads again.");
        }
    }

    private void gap(String reason) throws IOException {
        write("event: gap\ndata: {\"reason\":\"" + reason + "\"}\n\n");
    }

    private void flush(ByteArrayOutputStream text) throws IOException {
        if (text.size() > 0) {
            text.writeTo(out);
            out.flush();
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }
}
