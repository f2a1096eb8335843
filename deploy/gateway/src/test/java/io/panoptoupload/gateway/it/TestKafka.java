package io.panoptoupload.gateway.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.permission.Permission;
import io.panoptoupload.worker.topics.TopicSettings;
import io.panoptoupload.worker.topics.TopicSetup;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A broker with the workers' topics, and no workers. */
final class TestKafka implements AutoCloseable {
    static final int PARTITIONS = 3;

    private final Path directory;
    private final KafkaBroker broker;
    private final KafkaClients clients;
    private final Producer<byte[], byte[]> producer;

    private TestKafka(Path directory, KafkaBroker broker) throws InterruptedException {
        this.directory = directory;
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
        return new TestKafka(
                directory, KafkaBroker.in(directory.resolve("broker")).shortLived().start());
    }

    /**
     * With a second way in, at which the user {@code gateway} logs in and may do what is listed,
     * and nothing else.
     *
     * @param port of that second way
     */
    static TestKafka permitting(List<Permission> permissions, int port, Path directory)
            throws Exception {
        TestKafka kafka =
                new TestKafka(
                        directory,
                        KafkaBroker.in(directory.resolve("broker"))
                                .shortLived()
                                .listener("USERS", "SASL_PLAINTEXT", port)
                                .property("listener.name.users.sasl.enabled.mechanisms", "PLAIN")
                                .property(
                                        "listener.name.users.plain.sasl.jaas.config",
                                        "org.apache.kafka.common.security.plain.PlainLoginModule required user_gateway=\"secret\";")
                                .property(
                                        "authorizer.class.name",
                                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                                .property("super.users", "User:ANONYMOUS")
                                .start());
        try (Admin admin = kafka.clients.admin()) {
            admin.createAcls(permissions.stream().map(TestKafka::binding).toList()).all().get();
        }
        return kafka;
    }

    private static AclBinding binding(Permission permission) {
        return new AclBinding(
                permission.resource(),
                new AccessControlEntry(
                        "User:gateway", "*", permission.operation(), AclPermissionType.ALLOW));
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Returns when the broker has it. */
    void publish(ProducerRecord<byte[], byte[]> record) throws Exception {
        publish(Stream.of(record));
    }

    /** Returns when the broker has all of them. */
    void publish(Stream<ProducerRecord<byte[], byte[]>> records) throws Exception {
        for (Future<RecordMetadata> each : records.map(producer::send).toList()) {
            var _ = each.get();
        }
    }

    /**
     * Flips a bit of the last value in a partition, as a disk or a bad cable does. Done twice, it
     * is whole again.
     */
    void flipLastValue(String topic, int partition) throws IOException {
        Path file = log(topic, partition);
        flip(file, Files.size(file) - 5);
    }

    /** Another length of the first batch, which brokers themselves take for the end. */
    void flipFirstLength(String topic, int partition) throws IOException {
        flip(log(topic, partition), Long.BYTES);
    }

    private Path log(String topic, int partition) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(each -> each.endsWith("00000000000000000000.log"))
                    .filter(each -> each.toString().contains("/%s-%d/".formatted(topic, partition)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[Math.toIntExact(position)] ^= 1;
        Files.write(file, bytes, StandardOpenOption.WRITE);
    }

    /** As retention, or an operator, does: of a partition all that stands before an offset. */
    void deleteRecords(String topic, int partition, long before) throws Exception {
        TopicPartition place = new TopicPartition(topic, partition);
        try (Admin admin = clients.admin()) {
            admin.deleteRecords(Map.of(place, RecordsToDelete.beforeOffset(before))).all().get();
        }
    }

    void deleteTopic(String topic) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    void addPartition(String topic) throws Exception {
        try (Admin admin = clients.admin()) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(PARTITIONS + 1)))
                    .all()
                    .get();
        }
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
