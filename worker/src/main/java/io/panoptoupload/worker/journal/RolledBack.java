package io.panoptoupload.worker.journal;

import org.apache.kafka.common.TopicPartition;

/**
 * A record was committed in the journal where others stood already: the log was truncated (an
 * unclean leader election, a broker that lost data), or the topic was replaced.
 */
public final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RolledBack(TopicPartition journal, long end, long now) {
        super(
                "%s lost records: it was written up to offset %d, and the next record stands at %d"
                        .formatted(journal, end, now));
    }
}
