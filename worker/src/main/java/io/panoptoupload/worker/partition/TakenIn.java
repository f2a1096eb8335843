package io.panoptoupload.worker.partition;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far a partition is taken in, as committed to the group. Kafka keeps that apart from the
 * topics, so it is evidence of what became of them.
 *
 * @param next offset of the next request
 * @param topic id of the topic in which that is meant; blank if an earlier version said it
 * @param journalEnd behind the last record of the journal that is known; {@link Long#MAX_VALUE}
 *     once that was seen to lose records
 */
public record TakenIn(long next, String topic, long journalEnd) {
    private static final int ID = 22;

    /** Before anything is taken in. */
    static final TakenIn NOTHING = new TakenIn(0, "", 0);

    /**
     * As the group is to have it.
     *
     * @param note what others are to read beside it; may be empty
     */
    OffsetAndMetadata toOffset(String note) {
        return new OffsetAndMetadata(next, topic + " " + journalEnd + note);
    }

    static TakenIn of(OffsetAndMetadata committed) {
        String[] words = committed.metadata().split(" ", 3);
        return new TakenIn(
                committed.offset(),
                words[0].length() == ID ? words[0] : "",
                words.length > 1 && words[1].matches("\\d{1,19}") ? Long.parseLong(words[1]) : 0);
    }

    /** Whether it may be meant in a topic. */
    boolean mayBeIn(String topicId) {
        return topic.isBlank() || topic.equals(topicId);
    }
}
