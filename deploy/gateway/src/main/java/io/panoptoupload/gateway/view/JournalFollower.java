package io.panoptoupload.gateway.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.gateway.kafka.Background;
import io.panoptoupload.gateway.kafka.KafkaWatch;
import io.panoptoupload.gateway.kafka.TopicFollower;
import io.panoptoupload.gateway.kafka.UnreadablePlaces;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the workers' journal from its beginning, and then what is written to it. Begins once more
 * with another topic under the journal's name.
 */
public final class JournalFollower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** For so long workers have Kafka keep requests, unless worker.deduplication is set. */
    private static final Duration MAX_WAIT = Duration.ofDays(14);

    private static final Logger log = LoggerFactory.getLogger(JournalFollower.class);

    private final KafkaWatch watch;
    private final KafkaClients clients;
    private final JournalJson json;
    private final JobEntries entries;
    private final Uploads uploads;
    private final Positions positions;
    private final UnreadablePlaces unreadable;
    private final Background thread = new Background("journal-follower", this::follow);
    private volatile boolean ready;
    private volatile long lag;
    private volatile Duration restore = Duration.ZERO;

    public JournalFollower(
            KafkaWatch watch,
            KafkaClients clients,
            JournalJson json,
            Uploads uploads,
            Positions positions,
            UnreadablePlaces unreadable) {
        this.watch = watch;
        this.clients = clients;
        this.json = json;
        this.entries = new JobEntries(json);
        this.uploads = uploads;
        this.positions = positions;
        this.unreadable = unreadable;
    }

    public void start() {
        thread.start();
    }

    /**
     * Whether the whole journal was read once, as far as it can be, up to where it ended when that
     * began.
     */
    public boolean isReady() {
        return ready;
    }

    /** Records of the journal that are not read yet, as far as the last response says. */
    public long lag() {
        return lag;
    }

    /** How long the journal was read until it was ready; zero until then. */
    public Duration restore() {
        return restore;
    }

    private void follow(Background self) throws InterruptedException {
        watch.awaitFirst(self);
        TopicState journal = watch.required(watch.names().journal());
        Instant begun = Instant.now();
        try (TopicFollower records = new TopicFollower(clients, journal, unreadable)) {
            uploads.clearJobs();
            positions.clear();
            while (!self.isClosed() && isCurrent(journal)) {
                take(records.poll(POLL));
                lag = records.lag();
                uploads.dropRequestsBefore(Instant.now().minus(MAX_WAIT));
                if (!ready && records.isCaughtUp()) {
                    restore = Duration.between(begun, Instant.now());
                    ready = true;
                    log.info(
                            "{} uploads read from {} in {} ms",
                            uploads.size(),
                            journal.name(),
                            restore.toMillis());
                }
            }
        } finally {
            ready = false;
        }
    }

    /** While Kafka is away nothing is known to have changed. */
    private boolean isCurrent(TopicState journal) {
        return watch.topic(journal.name()).filter(journal::equals).isPresent();
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            // Of what is recorded of a job in a row, the last says it all.
            Map<String, ConsumerRecord<byte[], byte[]>> last = new LinkedHashMap<>();
            for (ConsumerRecord<byte[], byte[]> each : records.records(partition)) {
                last.put(new String(each.key(), UTF_8), each);
            }
            List<UploadEntry> changed = new ArrayList<>();
            last.values().forEach(each -> take(each, changed));
            uploads.put(changed);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, List<UploadEntry> changed) {
        switch (JournalKey.parse(record.key()).orElse(null)) {
            case JournalKey.Job(String id) when record.value() == null -> uploads.removeJob(id);
            case JournalKey.Job(String id) -> job(id, record, changed);
            case JournalKey.Position() when record.value() != null -> position(record);
            case null, default -> {}
        }
    }

    private void position(ConsumerRecord<byte[], byte[]> record) {
        try {
            positions.put(record.partition(), json.position(record.value()));
        } catch (RuntimeException | StackOverflowError e) {
            unreadable("position", record, e);
        }
    }

    private void job(String id, ConsumerRecord<byte[], byte[]> record, List<UploadEntry> changed) {
        try {
            changed.add(
                    entries.of(
                            record.value(),
                            new UploadEntry.Source(
                                    UploadEntry.Kind.JOB, record.partition(), record.offset())));
        } catch (RuntimeException | StackOverflowError e) {
            unreadable(id, record, e);
        }
    }

    private static void unreadable(
            String what, ConsumerRecord<byte[], byte[]> record, Throwable why) {
        log.warn(
                "the record of {} at offset {} of {}-{} cannot be read by this version",
                what,
                record.offset(),
                record.topic(),
                record.partition());
        log.debug("cause", why);
    }

    @Override
    public void close() {
        thread.close();
    }
}
