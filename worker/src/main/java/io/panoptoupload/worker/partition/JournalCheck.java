package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.topics.TopicFault;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.common.TopicPartition;

/**
 * Whether a journal partition is the one with which requests were taken in so far, and whole. With
 * another one, jobs would be lost, or requests carried out twice, unnoticed.
 */
public final class JournalCheck {
    private final String journal;
    private final int partitions;
    private final String adopted;
    private final InputPosition.Writers writers;

    /**
     * A check of one journal.
     *
     * @param journal the topic's name
     * @param adopted id of a topic that an operator has adopted; blank for none
     * @param writers of today
     */
    public JournalCheck(
            String journal, int partitions, String adopted, InputPosition.Writers writers) {
        this.journal = journal;
        this.partitions = partitions;
        this.adopted = adopted;
        this.writers = writers;
    }

    int partitions() {
        return partitions;
    }

    /** The same position, as it is to be written today. */
    InputPosition asCurrent(InputPosition position, TopicIds now) {
        return position.in(partitions, now, writers);
    }

    boolean isAdopted(TopicIds now) {
        return now.journal().equals(adopted);
    }

    /**
     * Of a journal that has a position.
     *
     * @param beginning the oldest request that is kept: who opens behind what was deleted says so
     *     to the group before the journal
     * @param end behind the journal's last record
     * @param group how far the group said that it had taken in the partition
     * @throws OpeningRefused with the remedy
     */
    void checkKnown(
            TopicPartition requests,
            long beginning,
            InputPosition position,
            long end,
            TopicIds now,
            CommittedPosition group) {
        checkOwner(position, now);
        if (isAdopted(now)) {
            return;
        }
        TopicIds then = position.topics();
        boolean sameTopic = then != null && then.requests().equals(group.topic());
        boolean isDeleted = group.mayBeIn(now.requests()) && group.next() <= beginning;
        if (sameTopic && !isDeleted && group.next() > position.next()) {
            throw fault(
                    now,
                    "knows %s up to offset %d, but the group had taken it in up to %d: the journal's"
                            + " latest records are lost",
                    requests,
                    position.next(),
                    group.next());
        }
        if (then != null && group.journalEnd() > end) {
            throw fault(
                    now,
                    "ends at offset %d of partition %d, but more was written: its latest records are"
                            + " lost",
                    end,
                    requests.partition());
        }
    }

    /**
     * Of a journal of which any partition has a position.
     *
     * @throws OpeningRefused with the remedy
     */
    void checkOwner(InputPosition position, TopicIds now) {
        Integer writtenWith = position.partitions();
        if (writtenWith != null && writtenWith != partitions) {
            throw new OpeningRefused(
                    TopicFault.grownJournal(journal, partitions, String.valueOf(writtenWith)));
        }
        if (isAdopted(now)) {
            return;
        }
        TopicIds then = position.topics();
        if (then != null && !then.journal().equals(now.journal())) {
            throw fault(
                    now,
                    "holds records that were written to another topic (id %s): it is a copy, or was"
                            + " deleted and created again while a worker wrote to it",
                    then.journal());
        }
        InputPosition.Writers those = position.writers();
        if (those != null && !those.equals(writers)) {
            throw fault(
                    now,
                    "was written by workers of the group %s that read %s, and this worker is of the"
                            + " group %s that reads %s: both would carry out every request. Set"
                            + " spring.kafka.consumer.group-id and worker.topics.requests to what"
                            + " they were, or stop those workers, all of them",
                    those.group(),
                    those.requests(),
                    writers.group(),
                    writers.requests());
        }
    }

    /**
     * Of a partition of which the journal has no position.
     *
     * @param beginning the oldest request that is kept
     * @throws OpeningRefused with the remedy
     */
    void checkUnknown(
            TopicPartition requests, long beginning, TopicIds now, CommittedPosition group) {
        boolean sameTopic = group.mayBeIn(now.requests());
        if (isAdopted(now) || !group.isEvidence(now.requests(), beginning)) {
            return;
        }
        throw fault(
                now,
                "knows nothing of %s, of which requests up to offset %d were taken in%s: it was"
                        + " deleted and created again, or worker.topics.journal names another one than"
                        + " before. If the right one is gone for good, drop the requests that were taken"
                        + " in (kafka-delete-records, %s up to offset %d; now it begins at %d), or they"
                        + " are published once more",
                requests,
                group.next(),
                sameTopic ? "" : " (in a topic that was deleted since, id " + group.topic() + ")",
                requests,
                group.next(),
                beginning);
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is not on the class path
    private OpeningRefused fault(TopicIds now, String what, Object... values) {
        return new OpeningRefused(
                ("the journal %s (id %s) %s. docs/operating.md, \"A journal that is not trusted\", says"
                                + " what to look at; to go on with this one as it is, set"
                                + " worker.topics.adopt-journal=%s and restart the workers")
                        .formatted(journal, now.journal(), what.formatted(values), now.journal()));
    }
}
