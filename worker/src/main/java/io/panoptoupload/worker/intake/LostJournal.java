package io.panoptoupload.worker.intake;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A journal that knows no position beside a group that has taken in requests: it was deleted,
 * emptied or renamed. To begin anew would accept every request that is still kept, and publish each
 * recording a second time.
 */
final class LostJournal {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private LostJournal() {}

    /**
     * Looks at the group's offset, which follows the journal's position; to be asked on the poll
     * thread.
     *
     * @return what is wrong and what to do about it, if something is
     * @throws KafkaException when Kafka does not answer
     */
    static Optional<String> of(Consumer<?, ?> consumer, TopicPartition requests, String journal) {
        OffsetAndMetadata committed = consumer.committed(Set.of(requests), LIMIT).get(requests);
        long beginning =
                consumer.beginningOffsets(List.of(requests), LIMIT).getOrDefault(requests, 0L);
        if (committed == null || committed.offset() <= beginning) {
            return Optional.empty();
        }
        return Optional.of(
                ("the journal %s knows nothing of partition %d, although its requests were taken in"
                                + " up to offset %d; bring the journal back (worker.topics.journal,"
                                + " or a backup), or, if every request that is still kept may be"
                                + " uploaded once more, stop the workers and reset the group's"
                                + " offsets of %s to the earliest")
                        .formatted(
                                journal,
                                requests.partition(),
                                committed.offset(),
                                requests.topic()));
    }
}
