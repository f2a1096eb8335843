package io.panoptoupload.worker.partition;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a partition is taken in, as committed to the group. Kafka keeps that apart from the
 * topics, so it is evidence of what became of them.
 *
 * @param next offset of the next request
 * @param topic id of the topic in which that is meant; blank if an earlier version said it
 * @param journalEnd behind the last record of the journal that is known; {@link Long#MAX_VALUE}
 *     once that was seen to lose records
 * @param rereadUntil of a partition that only forwards: offset before which its records may have
 *     been forwarded once before
 */
public record TakenIn(long next, String topic, long journalEnd, long rereadUntil) {
    private static final int ID = 22;
    private static final Pattern REREAD = Pattern.compile(" reread (\\d{1,18})");

    /** Before anything is taken in. */
    static final TakenIn NOTHING = new TakenIn(0, "", 0);

    TakenIn(long next, String topic, long journalEnd) {
        this(next, topic, journalEnd, 0);
    }

    /**
     * As the group is to have it.
     *
     * @param note what others are to read beside it; may be empty
     */
    OffsetAndMetadata toOffset(String note) {
        String reread = next < rereadUntil ? " reread " + rereadUntil : "";
        return new OffsetAndMetadata(next, topic + " " + journalEnd + reread + note);
    }

    static TakenIn of(OffsetAndMetadata committed) {
        String[] words = committed.metadata().split(" ", 3);
        Matcher reread = REREAD.matcher(committed.metadata());
        return new TakenIn(
                committed.offset(),
                words[0].length() == ID ? words[0] : "",
                words.length > 1 && words[1].matches("\\d{1,19}") ? Long.parseLong(words[1]) : 0,
                reread.find() ? Long.parseLong(reread.group(1)) : 0);
    }

    /** Whether it may be meant in a topic. */
    boolean mayBeIn(String topicId) {
        return topic.isBlank() || topic.equals(topicId);
    }
}
