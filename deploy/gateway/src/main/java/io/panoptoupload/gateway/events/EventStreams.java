package io.panoptoupload.gateway.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.worker.fault.Causes;
import io.panoptoupload.worker.journal.HomePartition;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Opens streams of events, of which no more than a configured number is open at once. */
final class EventStreams {
    private static final int MAX_READERS = 4;

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** Longest wait for a reader while nothing has been sent yet, so that 503 is still possible. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    /** Allowance for clocks that differ. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

    private final EventRing ring;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Uploads uploads;
    private final BooleanSupplier known;
    private final Semaphore listeners;
    private final ListenerMeters meters;
    private final Semaphore readers = new Semaphore(MAX_READERS, true);

    /**
     * @param consumers of which each reads a part, and is closed
     * @param known whether all uploads are, so that one that is not can be new
     * @param maxListeners that are let in at once
     */
    EventStreams(
            EventRing ring,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Uploads uploads,
            BooleanSupplier known,
            int maxListeners,
            MeterRegistry meters) {
        this.ring = ring;
        this.consumers = consumers;
        this.uploads = uploads;
        this.known = known;
        this.listeners = new Semaphore(maxListeners);
        this.meters = new ListenerMeters(() -> maxListeners - listeners.availablePermits(), meters);
    }

    /** A stream that was let in. */
    final class Opened implements AutoCloseable {
        private final EventRing.Now now;
        private final Position position;
        private final @Nullable String only;
        private final @Nullable String lost;

        private Opened(
                EventRing.Now now,
                Position position,
                @Nullable String only,
                @Nullable String lost) {
            this.now = now;
            this.position = position;
            this.only = only;
            this.lost = lost;
        }

        /** Sends until one of both ends it. */
        void sendTo(OutputStream out) throws InterruptedException {
            try {
                new EventStream(ring, consumers, readers, out, only, HEARTBEAT)
                        .send(now, position, lost);
            } catch (EventRing.Ended e) {
                meters.cut(e.why());
                // Of a restart all listeners are cut at once.
                log.atLevel(e.why() == EventRing.Cut.RESTARTED ? Level.DEBUG : Level.INFO)
                        .log("a listener to events was cut: {}", e.getMessage());
            } catch (IOException e) {
                gone(e);
            } catch (KafkaException e) {
                meters.cut(EventRing.Cut.KAFKA);
                log.warn("a listener to events was cut: {}", e.toString());
            }
        }

        /** By itself, or since it took nothing for as long as the server waits for a write. */
        private void gone(IOException fault) {
            if (Causes.include(fault, SocketTimeoutException.class)) {
                meters.cut(EventRing.Cut.SLOW);
                log.info("a listener to events was cut: it reads too slowly");
            } else {
                log.debug("a listener has gone", fault);
            }
        }

        @Override
        public void close() {
            listeners.release();
        }
    }

    /**
     * What there is to listen to.
     *
     * @throws KafkaUnavailable while that is nothing
     */
    EventRing.Now followed() {
        return ring.now()
                .orElseThrow(() -> new KafkaUnavailable("The events are not followed now."));
    }

    /**
     * Lets a listener in.
     *
     * @param only the request whose events are wanted; null for all
     * @param last the id that it got last; empty for the first time
     * @throws KafkaUnavailable while there is nothing to listen to, or too many do, or read what is
     *     older
     */
    Opened open(@Nullable String only, Optional<Position> last) throws InterruptedException {
        EventRing.Now now = followed();
        if (!listeners.tryAcquire()) {
            meters.refused();
            throw new KafkaUnavailable(
                    "Too many clients are listening to events; try again later.");
        }
        boolean opened = false;
        try {
            Optional<Position> usable = last.filter(position -> isUsable(position, now, only));
            @Nullable String lost =
                    last.isPresent() && usable.isEmpty()
                            ? "This position belongs to other events; read the uploads again."
                            : null;
            Position start =
                    usable.isPresent()
                            ? usable.get().copy()
                            : only == null ? now.end() : beginning(now, only);
            opened = true;
            return new Opened(now, start, only, lost);
        } finally {
            if (!opened) {
                listeners.release();
            }
        }
    }

    /** A position of one upload's events says nothing of the others. */
    private static boolean isUsable(Position last, EventRing.Now now, @Nullable String only) {
        return last.isOf(now.topic())
                && (only == null ? last.isComplete() : last.knows(home(now, only).partition()));
    }

    private static TopicPartition home(EventRing.Now now, String requestId) {
        return new TopicPartition(
                now.topic().name(), new HomePartition(now.topic().partitions()).of(requestId));
    }

    /** Before anything was published of an upload; of one that is not known, all that is kept. */
    private Position beginning(EventRing.Now now, String requestId) throws InterruptedException {
        TopicPartition home = home(now, requestId);
        if (!known.getAsBoolean()) {
            throw new KafkaUnavailable(
                    "The workers' journal has not been read to its end yet; try again in some seconds.");
        }
        Optional<Instant> since = uploads.get(requestId).map(UploadEntry::at);
        long[] offsets = new long[now.topic().partitions()];
        Arrays.fill(offsets, Position.IGNORED);
        if (!readers.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new KafkaUnavailable(
                    "Too many clients are reading older events; try again later.");
        }
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            offsets[home.partition()] =
                    since.isPresent()
                            ? firstSince(since.get().minus(MARGIN), home, consumer, now)
                            : consumer.beginningOffsets(List.of(home)).getOrDefault(home, 0L);
        } catch (KafkaException e) {
            throw new KafkaUnavailable("Kafka does not respond; try again later.", e);
        } finally {
            readers.release();
        }
        return Position.of(now.topic(), offsets);
    }

    private static long firstSince(
            Instant time,
            TopicPartition partition,
            Consumer<byte[], byte[]> consumer,
            EventRing.Now now) {
        @Nullable OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli())).get(partition);
        return first == null ? now.end().offset(partition.partition()) : first.offset();
    }
}
