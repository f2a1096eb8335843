package io.panoptoupload.worker.deadletter;

import org.apache.kafka.common.TopicPartition;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The dead-letter topic as Kafka describes it.
 *
 * @param id another one once the topic was deleted and created again
 * @param partitions 1 or more
 */
public record DeadLetterTopic(String name, String id, int partitions) {
    List<TopicPartition> all() {
        return IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(name, number))
                .toList();
    }
}
