package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
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
 * @param rereadUntil requests before this offset may have been taken in once before; 0 if none
 * @param epoch of the partition's leader that appended the last request that was taken in; null if
 *     unknown
 */
public record CommittedPosition(
        long next, String topic, long journalEnd, long rereadUntil, @Nullable Integer epoch) {
    private static final int ID = 22;
    private static final String NUMBER = "\\d{1,18}|" + Long.MAX_VALUE;
    private static final Pattern REREAD = Pattern.compile(" reread (\\d{1,18})\\b");
    private static final Pattern EPOCH = Pattern.compile(" epoch (\\d{1,9})\\b");

    /** Before anything is taken in. */
    static final CommittedPosition NOTHING = new CommittedPosition(0, "", 0);

    CommittedPosition(long next, String topic, long journalEnd) {
        this(next, topic, journalEnd, 0, null);
    }

    /** Up to a position in the topics of today. */
    static CommittedPosition of(InputPosition at, long journalEnd) {
        return new CommittedPosition(
                at.next(),
                Objects.requireNonNull(at.topics()).requests(),
                journalEnd,
                Objects.requireNonNullElse(at.rereadUntil(), 0L),
                at.epoch());
    }

    /**
     * As the group is to have it. The epoch is in the text: beside the offset, the consumer would
     * judge by it before anybody has looked.
     *
     * @param note what others are to read beside it; may be empty
     */
    OffsetAndMetadata toOffset(String note) {
        return new OffsetAndMetadata(
                next,
                topic
                        + " "
                        + journalEnd
                        + (next < rereadUntil ? " reread " + rereadUntil : "")
                        + (epoch == null ? "" : " epoch " + epoch)
                        + note);
    }

    static CommittedPosition of(OffsetAndMetadata committed) {
        String[] words = committed.metadata().split(" ", 3);
        Matcher reread = REREAD.matcher(committed.metadata());
        Matcher epoch = EPOCH.matcher(committed.metadata());
        return new CommittedPosition(
                committed.offset(),
                words[0].length() == ID ? words[0] : "",
                words.length > 1 && words[1].matches(NUMBER) ? Long.parseLong(words[1]) : 0,
                reread.find() ? Long.parseLong(reread.group(1)) : 0,
                epoch.find() ? Integer.valueOf(epoch.group(1)) : null);
    }

    /** The same as a position; where the topic is not known, it is taken for that of today. */
    InputPosition position(TopicIds now) {
        return new InputPosition(
                next,
                null,
                topic.isBlank()
                        ? now
                        : new TopicIds(topic, now.outcomes(), now.journal(), now.deadLetter()),
                epoch,
                rereadUntil,
                null,
                null,
                null,
                null);
    }

    /**
     * Whether something was taken in that is not known to be gone.
     *
     * @param topicId of the request topic
     * @param beginning the oldest request that it keeps
     */
    boolean isEvidence(String topicId, long beginning) {
        return next > 0 && (!mayBeIn(topicId) || next > beginning);
    }

    /** Whether it may be meant in a topic. */
    boolean mayBeIn(String topicId) {
        return topic.isBlank() || topic.equals(topicId);
    }
}
