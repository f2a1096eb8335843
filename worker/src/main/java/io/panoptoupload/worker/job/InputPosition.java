package io.panoptoupload.worker.job;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.panoptoupload.worker.topics.TopicIds;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a partition's requests are taken in. An offset means something in one topic only, and
 * only as long as that keeps its records, so the position says where it belongs; what is null was
 * not known to the version that wrote it, or does not apply.
 *
 * @param next offset of the next request
 * @param partitions of the journal
 * @param topics that bore the four names
 * @param epoch of the partition's leader that appended the last request that was taken in
 * @param rereadUntil requests before this offset may have been taken in once before, from another
 *     topic or from records that were lost since
 * @param suspect true while the next request may be one that ends the process that decides on it;
 *     else null
 * @param waits since when the next request waits for room, and for which; null while it does not
 * @param unreadable where the topic cannot be read, at the next request or further on; null while
 *     it can
 * @param writers whose jobs the journal holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InputPosition(
        long next,
        @Nullable Integer partitions,
        @Nullable TopicIds topics,
        @Nullable Integer epoch,
        @Nullable Long rereadUntil,
        @Nullable Boolean suspect,
        @Nullable Waits waits,
        @Nullable Unreadable unreadable,
        @Nullable Writers writers) {
    private static final Pattern NOTE = Pattern.compile(" unreadable (\\d{1,18}) (\\d{1,10})$");

    /**
     * The workers that write a journal. Others fence none of them, and would do everything twice.
     *
     * @param group of their consumers
     * @param requests name of the topic that they read
     */
    public record Writers(String group, String requests) {}

    /**
     * What a partition's requests wait for.
     *
     * @param limit the property whose number of jobs is reached
     */
    public record Waits(Instant since, String limit) {}

    /**
     * A place that cannot be read, behind which nothing of its partition can be.
     *
     * @param since when it was found
     */
    public record Unreadable(Instant since, long offset) {
        /**
         * What an operator can do about it.
         *
         * @param forwards whether the partition only forwards: what it goes on from is the group's
         *     offset, and nothing of it can be skipped
         */
        public static String remedy(int partition, long offset, boolean forwards) {
            return "Let another replica lead; if none can be read, "
                    + (forwards
                            ? "stop the workers and move the group's offset behind it: kafka-consumer-groups.sh --reset-offsets"
                            : "skip it: panopto-upload skip --partition %d --offset %d"
                                    .formatted(partition, offset));
        }
    }

    /** Of which no request has been taken in yet. */
    public static InputPosition at(long next, int partitions, TopicIds topics) {
        return new InputPosition(next, partitions, topics, null, null, null, null, null, null);
    }

    /**
     * The place that cannot be read, for a note with the group's offset; empty if there is none.
     */
    public String note() {
        return unreadable == null
                ? ""
                : " unreadable %d %d"
                        .formatted(unreadable.offset(), unreadable.since().getEpochSecond());
    }

    /** What was noted with the group's offset, if a place that cannot be read was. */
    public static Optional<InputPosition> noted(long next, String metadata) {
        Matcher note = NOTE.matcher(metadata);
        if (!note.find()) {
            return Optional.empty();
        }
        Instant since = Instant.ofEpochSecond(Long.parseLong(note.group(2)));
        Unreadable place = new Unreadable(since, Long.parseLong(note.group(1)));
        return Optional.of(
                new InputPosition(next, null, null, null, null, null, null, place, null));
    }

    /** Behind one more request. */
    public InputPosition after(long offset, @Nullable Integer leaderEpoch) {
        Long until = isReread(offset + 1) ? rereadUntil : null;
        Unreadable ahead = unreadable != null && unreadable.offset() > offset ? unreadable : null;
        return new InputPosition(
                offset + 1, partitions, topics, leaderEpoch, until, null, null, ahead, writers);
    }

    /** The same, with a next request that may end the process that decides on it. */
    public InputPosition asSuspect() {
        return new InputPosition(
                next, partitions, topics, epoch, rereadUntil, true, waits, unreadable, writers);
    }

    /** The same, with a next request that waits for room, and was read without ending anything. */
    public InputPosition waiting(Waits forRoom) {
        return new InputPosition(
                next, partitions, topics, epoch, rereadUntil, null, forRoom, unreadable, writers);
    }

    /** The same, with a place that cannot be read; one that was known keeps its time. */
    public InputPosition unreadableAt(long offset, Instant found) {
        return unreadable != null && unreadable.offset() == offset
                ? this
                : with(new Unreadable(found, offset));
    }

    /** The same, and all of the topic can be read. */
    public InputPosition readable() {
        return with(null);
    }

    private InputPosition with(@Nullable Unreadable place) {
        return new InputPosition(
                next, partitions, topics, epoch, rereadUntil, suspect, waits, place, writers);
    }

    public boolean isNextSuspect() {
        return Boolean.TRUE.equals(suspect);
    }

    /** The same in the topics of today, and of the workers of today. */
    public InputPosition in(int journalPartitions, TopicIds today, Writers workers) {
        return new InputPosition(
                next,
                journalPartitions,
                today,
                epoch,
                rereadUntil,
                suspect,
                waits,
                unreadable,
                workers);
    }

    /** From there on once more, with what the topic holds now. */
    public InputPosition rereading(long from, long until) {
        return new InputPosition(from, partitions, topics, null, until, null, null, null, writers);
    }

    /** Whether the request at an offset may have been taken in once before. */
    public boolean isReread(long offset) {
        return rereadUntil != null && offset < rereadUntil;
    }
}
