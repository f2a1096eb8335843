package io.panoptoupload.worker.topics;

import org.apache.kafka.common.TopicPartition;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A topic as Kafka describes it.
 *
 * @param id another one once the topic was deleted and created again
 * @param partitions 1 or more
 */
public record TopicState(String name, String id, int partitions) {
    public List<TopicPartition> all() {
        return IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(name, number))
                .toList();
    }
}
