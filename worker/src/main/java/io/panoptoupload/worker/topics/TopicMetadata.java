package io.panoptoupload.worker.topics;

import io.panoptoupload.worker.clients.KafkaResponse;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What the brokers know of the worker's four topics. */
class TopicMetadata {
    private final Admin admin;
    private final List<String> names;

    TopicMetadata(Admin admin, TopicSettings settings) {
        this.admin = admin;
        this.names = settings.names();
    }

    List<String> absent() throws InterruptedException {
        Set<String> present = KafkaResponse.of(admin.listTopics().names());
        return names.stream().filter(name -> !present.contains(name)).toList();
    }

    int partitions(String name) throws InterruptedException {
        Map<String, TopicDescription> described =
                KafkaResponse.of(admin.describeTopics(List.of(name)).allTopicNames());
        return Objects.requireNonNull(described.get(name), name).partitions().size();
    }

    /**
     * How many partitions a topic has up to the last one to which something was ever written. A
     * journal that is in use had as many at least: its workers write to each that they open.
     */
    int written(String name, int partitions) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            all.put(new TopicPartition(name, i), OffsetSpec.latest());
        }
        return KafkaResponse.of(admin.listOffsets(all).all()).entrySet().stream()
                .filter(each -> each.getValue().offset() > 0)
                .mapToInt(each -> each.getKey().partition() + 1)
                .max()
                .orElse(0);
    }

    /**
     * Of all four.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException while one is absent
     */
    TopicIds ids() throws InterruptedException {
        Map<String, TopicDescription> described =
                KafkaResponse.of(admin.describeTopics(names).allTopicNames());
        List<String> ids =
                names.stream()
                        .map(name -> Objects.requireNonNull(described.get(name), name))
                        .map(topic -> topic.topicId().toString())
                        .toList();
        return new TopicIds(ids.get(0), ids.get(1), ids.get(2), ids.get(3));
    }

    /** Of all four, by name. */
    Map<String, Config> configs() throws InterruptedException {
        List<ConfigResource> resources =
                names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        return KafkaResponse.of(admin.describeConfigs(resources).all()).entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue));
    }
}
