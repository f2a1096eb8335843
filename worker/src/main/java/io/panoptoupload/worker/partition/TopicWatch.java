package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Notices, while partitions are open, that a topic was deleted or created again, maybe with too few
 * partitions. No client says so: they go on under the same name, where offsets mean something else.
 */
public final class TopicWatch {
    private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);

    private final RequestOffsets kafka;
    private final int journalPartitions;
    private final Supplier<Collection<OwnedPartition>> partitions;
    private final Ownership.Takeovers takeovers;
    private volatile Optional<String> fault = Optional.empty();
    private boolean away;

    /**
     * A watch that has to be asked to check.
     *
     * @param journalPartitions at home in as many of the request topic
     * @param partitions that are this worker's
     */
    public TopicWatch(
            RequestOffsets kafka,
            int journalPartitions,
            Supplier<Collection<OwnedPartition>> partitions,
            Ownership.Takeovers takeovers) {
        this.kafka = kafka;
        this.journalPartitions = journalPartitions;
        this.partitions = partitions;
        this.takeovers = takeovers;
    }

    /** A sentence on topics that are absent or too small. */
    Optional<String> fault() {
        return fault;
    }

    public void check() throws InterruptedException {
        try {
            TopicIds now = kafka.topics();
            responds();
            reopenUnless(now);
            report(kafka.missingHomes(journalPartitions));
        } catch (UnknownTopicOrPartitionException e) {
            responds();
            checkAbsent();
        } catch (RuntimeException e) {
            if (!away) {
                away = true;
                log.warn(
                        "Kafka does not say what topics there are ({}); it is asked again and again",
                        e.toString());
            }
        }
    }

    private void responds() {
        if (away) {
            away = false;
            log.info("Kafka responds again");
        }
    }

    private void reopenUnless(TopicIds now) {
        Set<String> changes = new TreeSet<>();
        for (OwnedPartition each : partitions.get()) {
            List<String> found = each.topics().map(then -> then.changes(now)).orElse(List.of());
            if (!found.isEmpty()) {
                changes.addAll(found);
                takeovers.reopen(each, "created again: " + String.join(", ", found));
            }
        }
        changes.forEach(change ->
                log.warn("{} was deleted and created again: partitions are opened again", change));
    }

    private void report(Optional<String> found) {
        if (!found.equals(fault)) {
            found.ifPresent(log::error);
        }
        fault = found;
    }

    private void checkAbsent() throws InterruptedException {
        try {
            List<String> absent = kafka.absentTopics();
            if (absent.isEmpty()) {
                return;
            }
            String found =
                    "absent: %s; create it again, or restart a worker with worker.topics.create=true"
                            .formatted(String.join(", ", absent));
            report(Optional.of("topics " + found));
        } catch (KafkaException e) {
            log.debug("the topics could not be listed", e);
        }
    }
}
