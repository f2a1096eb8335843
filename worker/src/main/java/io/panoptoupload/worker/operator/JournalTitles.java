package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.HomePartition;
import io.panoptoupload.worker.journal.JournalKey;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Titles of uploads from the workers' journal, read beside the events: an event is published in one
 * transaction with its upload's record. There are none where the journal cannot be read.
 */
final class JournalTitles implements AutoCloseable {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int MAX_REMEMBERED = 1000;

    private final Map<String, SubmittedRequest> known =
            Collections.synchronizedMap(new LatestById<>(MAX_REMEMBERED));

    private final Consumer<byte[], byte[]> consumer;
    private final Collection<String> ids;
    private final JournalJson json;
    private final Thread reader = Thread.ofVirtual().name("titles").unstarted(this::read);

    private JournalTitles(
            Consumer<byte[], byte[]> consumer, Collection<String> ids, JournalJson json) {
        this.consumer = consumer;
        this.ids = ids;
        this.json = json;
    }

    /**
     * @param ids whose partitions are read from their beginning; of none, all are read from now on
     */
    static JournalTitles of(Connection connection, Collection<String> ids, JsonMapper json)
            throws InterruptedException {
        JournalTitles titles =
                new JournalTitles(
                        connection.installation().clients().follower(),
                        Set.copyOf(ids),
                        new JournalJson(json));
        try {
            titles.assign(connection.topics().journal(), connection.home());
            titles.reader.start();
        } catch (KafkaException | CommandFault e) {
            // Who may follow events need not be allowed to read the journal.
            titles.consumer.close();
        }
        return titles;
    }

    private void assign(String topic, HomePartition home) {
        IntStream numbers =
                ids.isEmpty()
                        ? IntStream.range(0, home.partitions())
                        : ids.stream().mapToInt(home::of).distinct();
        List<TopicPartition> places =
                numbers.mapToObj(number -> new TopicPartition(topic, number)).toList();
        consumer.assign(places);
        if (ids.isEmpty()) {
            consumer.endOffsets(places).forEach(consumer::seek);
        }
    }

    private void read() {
        try (consumer) {
            while (true) {
                consumer.poll(POLL).forEach(record -> remember(record.key(), record.value()));
            }
        } catch (KafkaException e) {
            // Closed, or damaged there: what is not known is shown by its id.
        }
    }

    private void remember(byte[] key, byte @Nullable [] value) {
        if (value != null
                && JournalKey.parse(key).orElse(null) instanceof JournalKey.Job(String id)
                && (ids.isEmpty() || ids.contains(id))) {
            try {
                String title = json.job(value).identity().title();
                known.put(id, new SubmittedRequest(title, null));
            } catch (JacksonException e) {
                // Of a newer version.
            }
        }
    }

    /** Null as long as nothing is known; never waits. */
    @Nullable SubmittedRequest of(String requestId) {
        return known.get(requestId);
    }

    @Override
    public void close() {
        consumer.wakeup();
    }
}
