package io.panoptoupload.worker.job;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.panoptoupload.worker.topics.TopicIds;

import org.jspecify.annotations.Nullable;

/**
 * How far a partition's requests are taken in. An offset means something in one topic only, so the
 * position says in which; what is null was not known to the version that wrote it.
 *
 * @param next offset of the next request
 * @param partitions of the journal
 * @param topics that bore the four names
 * @param suspect true while the next request may be one that ends the process that decides on it;
 *     else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InputPosition(
        long next,
        @Nullable Integer partitions,
        @Nullable TopicIds topics,
        @Nullable Boolean suspect) {

    /** Of a next request that is like any other. */
    public InputPosition(long next, @Nullable Integer partitions, @Nullable TopicIds topics) {
        this(next, partitions, topics, null);
    }

    /** The same, further on. */
    public InputPosition at(long offset) {
        return new InputPosition(offset, partitions, topics, null);
    }

    /** The same, with a next request that may end the process that decides on it. */
    public InputPosition asSuspect() {
        return new InputPosition(next, partitions, topics, true);
    }

    public boolean isNextSuspect() {
        return Boolean.TRUE.equals(suspect);
    }
}
