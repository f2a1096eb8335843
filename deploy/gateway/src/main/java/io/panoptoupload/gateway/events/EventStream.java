package io.panoptoupload.gateway.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What one listener gets, on the listener's own thread: first what it lacks, from Kafka unless the
 * ring still has it, then every batch as it comes.
 */
final class EventStream {
    private static final Duration POLL = Duration.ofSeconds(5);

    /** Consecutive empty polls, 30 s in all, after which the stream ends. */
    private static final int MAX_FRUITLESS = 6;

    /** Bytes read at once: each listener may hold this much while its client takes it. */
    private static final int MAX_BYTES = 32 * 1024;

    /** Records read in one turn, which may hold no event of the upload; others wait meanwhile. */
    private static final int MAX_RECORDS = 10_000;

    private final EventRing ring;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Semaphore readers;
    private final OutputStream out;
    private final @Nullable String only;
    private final Duration heartbeat;
    private long lastWrite = System.nanoTime();

    /**
     * @param consumers of which each reads a part, and is closed
     * @param readers of Kafka at once, all listeners together
     * @param only the request whose events are wanted; null for all
     * @param heartbeat after which a comment is sent if nothing else was
     */
    EventStream(
            EventRing ring,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Semaphore readers,
            OutputStream out,
            @Nullable String only,
            Duration heartbeat) {
        this.ring = ring;
        this.consumers = consumers;
        this.readers = readers;
        this.out = out;
        this.only = only;
        this.heartbeat = heartbeat;
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
            write(gap(lost));
        }
        for (long number = catchUp(now, position); ; ) {
            Optional<Batch> batch = ring.await(now.generation(), number, heartbeat);
            if (batch.isPresent()) {
                send(batch.get(), position);
                number++;
            } else {
                heartbeat(position);
            }
        }
    }

    /**
     * Sends what the ring no longer has, part by part: a reader is not kept from the others while
     * the listener, who may be slow, takes what was read. Returns the batch to go on with.
     */
    private long catchUp(EventRing.Now now, Position position)
            throws IOException, InterruptedException, EventRing.Ended {
        int fruitless = 0;
        Optional<Long> next = ring.attach(now.generation(), position);
        for (int turn = 0; next.isEmpty(); turn++) {
            if (readers.tryAcquire(nanosToHeartbeat(), TimeUnit.NANOSECONDS)) {
                Position before = position.copy();
                ByteArrayOutputStream part;
                try {
                    part = read(now.generation(), turn, position);
                } finally {
                    readers.release();
                }
                flush(part);
                fruitless = position.isSame(before) ? fruitless + 1 : 0;
                if (fruitless == MAX_FRUITLESS) {
                    throw new EventRing.Ended(EventRing.Cut.KAFKA);
                }
            }
            if (nanosToHeartbeat() <= 0) {
                heartbeat(position);
            }
            next = ring.attach(now.generation(), position);
        }
        return next.get();
    }

    private void send(Batch batch, Position position) throws IOException {
        if (only == null && position.isSame(batch.before())) {
            write(batch.sent());
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

    /** Reads on in one partition, in another one at each turn: one may give out nothing more. */
    private ByteArrayOutputStream read(int generation, int turn, Position position)
            throws EventRing.Ended {
        EventRing.Now now =
                ring.now()
                        .filter(current -> current.generation() == generation)
                        .orElseThrow(() -> new EventRing.Ended(EventRing.Cut.RESTARTED));
        List<TopicPartition> behind =
                now.topic().all().stream()
                        .filter(each ->
                                position.offset(each.partition())
                                        < now.end().offset(each.partition()))
                        .toList();
        TopicPartition partition = behind.get(turn % behind.size());
        int number = partition.partition();
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            consumer.assign(List.of(partition));
            beginAt(consumer, partition, position, part);
            int records = 0;
            boolean advanced = true;
            while (advanced
                    && records < MAX_RECORDS
                    && part.size() < MAX_BYTES
                    && position.offset(number) < now.end().offset(number)) {
                long before = position.offset(number);
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                for (ConsumerRecord<byte[], byte[]> each : polled) {
                    @Nullable Event event = Event.of(each);
                    if (event != null) {
                        add(event, position, part);
                    }
                }
                records += polled.count();
                position.set(number, consumer.position(partition));
                advanced = position.offset(number) > before;
            }
        }
        return part;
    }

    /** What the topic no longer keeps is reported, never left out unnoticed. */
    private static void beginAt(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Position position,
            ByteArrayOutputStream part) {
        long beginning = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (position.offset(partition.partition()) < beginning) {
            position.set(partition.partition(), beginning);
            part.writeBytes(
                    gap("Events were missed that the topic no longer keeps; read the uploads again.")
                            .getBytes(UTF_8));
        }
        consumer.seek(partition, position.offset(partition.partition()));
    }

    private static String gap(String reason) {
        return "event: gap\ndata: {\"reason\":\"" + reason + "\"}\n\n";
    }

    private long nanosToHeartbeat() {
        return heartbeat.toNanos() - (System.nanoTime() - lastWrite);
    }

    /** With the position, which also goes on where there is nothing to send of one upload. */
    private void heartbeat(Position position) throws IOException {
        write(": still here\nid: " + position + "\n\n");
    }

    private void write(String text) throws IOException {
        write(text.getBytes(UTF_8));
    }

    private void flush(ByteArrayOutputStream text) throws IOException {
        if (text.size() > 0) {
            write(text.toByteArray());
        }
    }

    private void write(byte[] text) throws IOException {
        out.write(text);
        out.flush();
        lastWrite = System.nanoTime();
    }
}
