package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A broker with the workers' topics, and no workers. */
final class TestKafka implements AutoCloseable {
    static final int PARTITIONS = 3;

    private final KafkaBroker broker;
    private final KafkaClients clients;
    private final Producer<byte[], byte[]> producer;

    private TestKafka(KafkaBroker broker) throws InterruptedException {
        this.broker = broker;
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        clients = new KafkaClients(settings, settings, settings);
        producer = clients.plain();
        try (Admin admin = clients.admin()) {
            var _ =
                    new TopicSetup(
                                    admin,
                                    new TopicSettings(
                                            Topics.REQUESTS,
                                            Topics.OUTCOMES,
                                            Topics.JOURNAL,
                                            Topics.DEAD_LETTER,
                                            true,
                                            PARTITIONS,
                                            (short) 1,
                                            Duration.ofDays(7)),
                                    clients.tools())
                            .prepare();
        }
    }

    static TestKafka in(Path directory) throws InterruptedException {
        return new TestKafka(KafkaBroker.in(directory.resolve("broker")).shortLived().start());
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Returns when the broker has it. */
    void publish(ProducerRecord<byte[], byte[]> record) throws Exception {
        var _ = producer.send(record).get();
    }

    /** A member of the workers' group, which takes nothing in. */
    Consumer<byte[], byte[]> member(String name) {
        Map<String, Object> settings = new HashMap<>(clients.requestConsumer(name));
        settings.put("group.id", "panopto-upload-worker");
        settings.put("auto.offset.reset", "earliest");
        Consumer<byte[], byte[]> member = new KafkaConsumer<>(settings);
        member.subscribe(List.of(Topics.REQUESTS));
        return member;
    }

    /** What the request topic has now. */
    List<ConsumerRecord<byte[], byte[]>> requests() {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = clients.reader()) {
            List<TopicPartition> all =
                    IntStream.range(0, PARTITIONS)
                            .mapToObj(number -> new TopicPartition(Topics.REQUESTS, number))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            Instant limit = Instant.now().plus(GatewayProcess.LIMIT);
            while (all.stream()
                    .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                assertThat(Instant.now()).isBefore(limit);
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }

    @Override
    public void close() {
        producer.close();
        broker.close();
    }
}
