package io.panoptoupload.worker.operator;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.journal.JournalScan;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;

/** Where a partition of the request topic goes on, as its journal says. */
final class PartitionPosition {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Connection connection;
    private final TopicPartition journal;
    private final TopicPartition requests;
    private final JournalScan scan;
    private final JournalJson json;

    /**
     * @throws CommandFault when the topic has no such partition, or the journal no counterpart
     */
    PartitionPosition(Connection connection, CommandContext context, int partition)
            throws InterruptedException {
        this.connection = connection;
        this.journal = new TopicPartition(connection.topics().journal(), partition);
        this.requests = new TopicPartition(connection.topics().requests(), partition);
        this.scan = connection.journalScan(context.clock());
        this.json = new JournalJson(context.json());
        int partitions = connection.partitions(requests.topic());
        if (partition < 0 || partition >= partitions) {
            throw CommandFault.refused(
                    "%s has no partition %d; it has %d"
                            .formatted(requests.topic(), partition, partitions));
        }
        if (partition >= connection.partitions(journal.topic())) {
            throw CommandFault.refused(
                    "%s only forwards, and its position is the group's offset: stop the workers, and move it with kafka-consumer-groups.sh --reset-offsets"
                            .formatted(requests));
        }
    }

    TopicPartition requests() {
        return requests;
    }

    /**
     * As of now.
     *
     * @throws CommandFault when it says nothing about the topic of today
     */
    InputPosition read() throws InterruptedException {
        JobRestore restored = new JobRestore(json);
        long _ = scan.read(journal, LIMIT, restored);
        InputPosition position =
                restored.position()
                        .orElseThrow(() ->
                                CommandFault.refused(
                                        "nothing of %s was taken in yet; start a worker first"
                                                .formatted(requests)));
        if (position.topics() != null
                && !position.topics().requests().equals(connection.topicId(requests.topic()))) {
            throw CommandFault.refused(
                    "%s was created again since its requests were taken in; start a worker first"
                            .formatted(requests.topic()));
        }
        InputPosition.Writers own =
                new InputPosition.Writers(connection.installation().groupId(), requests.topic());
        InputPosition.Writers known = position.writers();
        if (known != null && !known.equals(own)) {
            throw CommandFault.refused(
                    "%s is written by the workers of group %s, which read %s; give this command their settings"
                            .formatted(journal, known.group(), known.requests()));
        }
        return position;
    }

    /** What the journal is to say from then on. */
    ProducerRecord<byte[], byte[]> record(InputPosition position) {
        return new ProducerRecord<>(
                journal.topic(),
                journal.partition(),
                new JournalKey.Position().bytes(),
                json.of(position));
    }
}
