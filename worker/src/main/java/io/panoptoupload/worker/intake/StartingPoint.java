package io.panoptoupload.worker.intake;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

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
     * The first request to take in.
     *
     * @throws JournalFault with the remedy
     */
    InputPosition of(TopicPartition requests, JobRestore restored) throws InterruptedException {
        TopicIds topics = offsets.topics();
        Optional<InputPosition> position = restored.position();
        long next =
                position.isPresent() ? known(requests, position.get(), topics) : unknown(requests);
        InputPosition start = new InputPosition(next, journalPartitions, topics);
        boolean suspect = position.filter(p -> p.isNextSuspect() && p.next() == next).isPresent();
        return suspect ? start.asSuspect() : start;
    }

    private long known(TopicPartition requests, InputPosition position, TopicIds topics)
            throws InterruptedException {
        Integer writtenWith = position.partitions();
        if (writtenWith != null && writtenWith != journalPartitions) {
            throw new JournalFault(
                    ("the journal %s has %d partitions, but was written with %d: requests would be"
                                    + " looked for in the wrong ones and done twice; copy it into a"
                                    + " topic with %d partitions and set worker.topics.journal to that")
                            .formatted(journal, journalPartitions, writtenWith, writtenWith));
        }
        TopicIds then = position.topics();
        if (then != null && !then.requests().equals(topics.requests())) {
            log.warn(
                    "{} belongs to another topic (id {}) than the one of which requests up to offset"
                            + " {} were taken in (id {}): it was deleted and created again, and is read"
                            + " from its beginning; what is known already is not done again",
                    requests,
                    topics.requests(),
                    position.next(),
                    then.requests());
            return offsets.beginning(requests);
        }
        if (position.next() > offsets.end(requests)) {
            log.warn(
                    "the journal knows {} up to {}, which is beyond its end: the topic lost records,"
                            + " and is read from its beginning; what is known already is not done again",
                    requests,
                    position.next());
            return offsets.beginning(requests);
        }
        return position.next();
    }

    private long unknown(TopicPartition requests) throws InterruptedException {
        Optional<OffsetAndMetadata> committed = offsets.committed(requests);
        long beginning = offsets.beginning(requests);
        if (committed.isPresent()) {
            long taken = committed.get().offset();
            if (taken > beginning) {
                throw new JournalFault(
                        ("the journal %s knows nothing of %s, of which requests up to offset %d were"
                                        + " taken in: it was deleted, or worker.topics.journal names"
                                        + " another one than before. Name the right one. If it is"
                                        + " gone for good, drop the requests that were taken in"
                                        + " (kafka-delete-records, %s up to offset %d; now it begins"
                                        + " at %d), or they are published once more")
                                .formatted(journal, requests, taken, requests, taken, beginning));
            }
        }
        return beginning;
    }
}
