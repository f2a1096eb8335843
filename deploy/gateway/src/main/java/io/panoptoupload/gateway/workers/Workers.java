package io.panoptoupload.gateway.workers;

import io.panoptoupload.worker.job.InputPosition;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The workers and the partitions of the request topic.
 *
 * @param fault why they are not known; empty if they are
 */
public record Workers(List<Member> members, List<Partition> partitions, Optional<String> fault) {
    static Workers unknown(String fault) {
        return new Workers(List.of(), List.of(), Optional.of(fault));
    }

    /**
     * A member of the workers' group.
     *
     * @param name as in its events, unless its site has chosen a {@code client.id}
     * @param host it is connected from
     * @param partitions of the request topic that it has, in order
     */
    public record Member(String name, String host, List<Integer> partitions) {}

    /**
     * A partition of the request topic.
     *
     * @param owner the worker that has it; null if none has
     * @param taken whether it was ever opened, or is one that only forwards
     * @param behind requests that are not taken in yet
     * @param stalledSince when the request came that is next, and that nobody takes in; null unless
     *     that is so
     * @param position as the journal has it; null if it was never opened
     */
    public record Partition(
            int number,
            @Nullable Member owner,
            boolean taken,
            long behind,
            @Nullable Instant stalledSince,
            @Nullable InputPosition position) {}
}
