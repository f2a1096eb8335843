package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.JobRestore;

import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * From where a partition's requests are taken in, judged by what the journal says and what Kafka
 * knows. A journal that is not the one with which the requests were taken in so far is refused: all
 * that the request topic still holds would be accepted and published once more.
 */
final class StartingPoint {
    private static final Logger log = LoggerFactory.getLogger(StartingPoint.class);

    private final RequestOffsets offsets;
    private final String journal;
    private final int journalPartitions;

    StartingPoint(RequestOffsets offsets, String journal, int journalPartitions) {
        this.offsets = offsets;
        this.journal = journal;
        this.journalPartitions = journalPartitions;
    }

    /**
     * The first offset to take in; empty for the beginning.
     *
     * @throws JournalFault with the remedy
     */
    OptionalLong of(TopicPartition requests, JobRestore restored) throws InterruptedException {
        OptionalInt writtenWith = restored.journalPartitions();
        if (writtenWith.isPresent() && writtenWith.getAsInt() != journalPartitions) {
            throw new JournalFault(
                    ("the journal %s has %d partitions, but was written with %d: requests would be"
                                    + " looked for in the wrong ones and done twice; copy it into a"
                                    + " topic with %d partitions and set worker.topics.journal to that")
                            .formatted(
                                    journal,
                                    journalPartitions,
                                    writtenWith.getAsInt(),
                                    writtenWith.getAsInt()));
        }
        OptionalLong position = restored.position();
        return position.isPresent() ? known(requests, position) : unknown(requests);
    }

    /** A position behind the end means that the topic was made anew: it is read from its start. */
    private OptionalLong known(TopicPartition requests, OptionalLong position)
            throws InterruptedException {
        if (position.getAsLong() <= offsets.end(requests)) {
            return position;
        }
        log.warn(
                "the journal knows {} up to {}, which is beyond its end: the topic was made anew,"
                        + " and is read from its beginning",
                requests,
                position.getAsLong());
        return OptionalLong.empty();
    }

    private OptionalLong unknown(TopicPartition requests) throws InterruptedException {
        OptionalLong committed = offsets.committed(requests);
        if (committed.isPresent()) {
            long beginning = offsets.beginning(requests);
            if (committed.getAsLong() > beginning) {
                throw new JournalFault(
                        ("the journal %s knows nothing of %s, of which requests up to offset %d were"
                                        + " taken in: it was deleted, or worker.topics.journal names"
                                        + " another one than before. Name the right one. If it is"
                                        + " gone for good, drop the requests that were taken in"
                                        + " (kafka-delete-records, %s up to offset %d; now it begins"
                                        + " at %d), or they are published once more")
                                .formatted(
                                        journal,
                                        requests,
                                        committed.getAsLong(),
                                        requests,
                                        committed.getAsLong(),
                                        beginning));
            }
        }
        return OptionalLong.empty();
    }
}
