package io.panoptoupload.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.kafka.RequestWriter;
import io.panoptoupload.worker.deadletter.DeadLetters;
import io.panoptoupload.worker.deadletter.Replay;
import io.panoptoupload.worker.operator.Installation;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The dead letters that were not replayed yet. */
public final class DeadLetterBox {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterBox.class);

    /** Longer than this, nobody waits for a page; what is left is replayed by the next click. */
    private static final Duration MAX_READING = Duration.ofSeconds(5);

    /** With the question that follows it, twice as long: still within the time for a page. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private static final Duration MAX_REPLAYING = Duration.ofSeconds(20);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Installation installation;
    private final KafkaWatch watch;
    private final InstantSource clock;
    private final Semaphore readers = new Semaphore(2, true);
    private final Semaphore replaying = new Semaphore(1);

    public DeadLetterBox(Installation installation, KafkaWatch watch, InstantSource clock) {
        this.installation = installation;
        this.watch = watch;
        this.clock = clock;
    }

    /**
     * Letters that wait, partition by partition, of each the oldest first: the order of a replay.
     *
     * @param more whether there are more
     */
    public record Waiting(List<Letter> letters, boolean more, DeadLetters.LeftOut leftOut) {}

    /**
     * What came of a replay.
     *
     * @param published records that all in-sync replicas have
     * @param more whether letters are left for another replay
     * @param unreadable places from which on a partition cannot be read, each with the reason
     */
    public record Replayed(int published, boolean more, List<String> unreadable) {}

    private interface Task<T> {
        T run(DeadLetters letters) throws InterruptedException;
    }

    /**
     * Reads the first letters.
     *
     * @throws KafkaUnavailable if that is not possible now
     */
    public Waiting waiting(int limit) throws InterruptedException {
        if (!readers.tryAcquire(MAX_READING.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new KafkaUnavailable(
                    "Too many clients are reading the dead letters; try again later.");
        }
        try {
            return connected(letters -> {
                First first = new First(limit, clock.instant().plus(MAX_READING));
                DeadLetters.LeftOut leftOut = letters.read(false, PATIENCE, first);
                return new Waiting(List.copyOf(first.letters), first.more, leftOut);
            });
        } finally {
            readers.release();
        }
    }

    /**
     * Publishes all that wait to the request topic, or as many as can be within seconds. Another
     * replay at the same time, elsewhere, does no harm: workers do nothing twice.
     *
     * @throws KafkaUnavailable if Kafka did not confirm a record; those before it are published
     */
    public Replayed replay(RequestWriter.Origin origin) throws InterruptedException {
        if (!replaying.tryAcquire()) {
            throw new KafkaUnavailable(
                    "A replay of dead letters is under way; wait for it to end.");
        }
        try {
            return connected(letters -> replay(letters, origin.actor()));
        } finally {
            replaying.release();
        }
    }

    private Replayed replay(DeadLetters letters, String actor) throws InterruptedException {
        String requests = watch.required(watch.names().requests()).name();
        Instant end = clock.instant().plus(MAX_REPLAYING);
        boolean[] stopped = new boolean[1];
        Producer<byte[], byte[]> producer = installation.clients().plain();
        try {
            Replay replay =
                    new Replay(
                            letters::replayed,
                            producer,
                            requests,
                            headers ->
                                    headers.add(RequestWriter.ACTOR_HEADER, actor.getBytes(UTF_8)),
                            () -> {
                                stopped[0] = clock.instant().isAfter(end);
                                return !stopped[0];
                            },
                            place ->
                                    log.warn(
                                            "dead letter {} is larger than the request topic takes; it is left out",
                                            place));
            DeadLetters.LeftOut leftOut = letters.read(false, PATIENCE, replay);
            log.info("{} dead letters replayed by {}", replay.published(), actor);
            return new Replayed(replay.published(), stopped[0], leftOut.unreadable());
        } finally {
            producer.close(CLOSING);
        }
    }

    private <T> T connected(Task<T> task) throws InterruptedException {
        TopicState topic = watch.required(watch.names().deadLetter());
        Admin admin = installation.clients().admin();
        try {
            return task.run(
                    new DeadLetters(
                            admin,
                            installation.clients(),
                            topic,
                            installation.groupId(),
                            installation.topics().deduplication(),
                            clock));
        } catch (KafkaException e) {
            log.warn("the dead letters were not reached: {}", e.toString());
            throw new KafkaUnavailable("Kafka did not give out the dead letters; try again.", e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private final class First implements DeadLetters.Reader {
        private final int limit;
        private final Instant end;
        private final List<Letter> letters = new ArrayList<>();
        private boolean more;

        First(int limit, Instant end) {
            this.limit = limit;
            this.end = end;
        }

        @Override
        public void letter(ConsumerRecord<byte[], byte[]> letter) {
            if (letters.size() < limit) {
                letters.add(Letter.of(letter));
            } else {
                more = true;
            }
        }

        @Override
        public boolean readTo(Map<TopicPartition, Long> places) {
            boolean late = clock.instant().isAfter(end);
            more |= late;
            return !more;
        }
    }
}
