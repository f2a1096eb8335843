package io.panoptoupload.worker.partition;

import io.panoptoupload.worker.intake.Intake;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

import java.util.HashMap;
import java.util.Map;

/**
 * How many records are published and not yet taken in, as of the last fetch of each partition.
 * Kafka's own figure leaves out what was fetched and waits in the worker. Used on the thread that
 * polls.
 */
final class IntakeLag {
    private final Map<TopicPartition, Long> fetched = new HashMap<>();

    /** What follows is counted from where the partition's new owner begins. */
    void assigned(TopicPartition partition) {
        fetched.remove(partition);
    }

    /**
     * @param next the offset after the last record that was handed to the intake
     */
    void fetched(TopicPartition partition, long next) {
        fetched.put(partition, next);
    }

    /** Of one partition whose intake is open. */
    long of(TopicPartition partition, Intake intake, Consumer<?, ?> consumer) {
        long behind = consumer.currentLag(partition).orElse(0);
        long inside = fetched.getOrDefault(partition, 0L) - intake.position().next();
        return behind + Math.max(0, inside);
    }
}
