package io.panoptoupload.worker.topics;

import java.time.Duration;
import java.util.List;

/**
 * The topics' names and how absent ones are made.
 *
 * @param partitions of absent requests, outcomes and journal topics, 1 or more
 * @param replicationFactor of absent topics; -1 is the broker's default
 * @param deduplication how long a finished request is remembered; requests must be kept as long
 */
public record TopicSettings(
        String requests,
        String outcomes,
        String journal,
        String deadLetter,
        boolean create,
        int partitions,
        short replicationFactor,
        Duration deduplication) {
    /** Requests, outcomes, journal and dead letters, in this order. */
    public List<String> names() {
        return List.of(requests, outcomes, journal, deadLetter);
    }
}
