package io.panoptoupload.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Tag("full")
class KafkaBrokerIT {
    private static final String TOPIC = "lectures";

    @TempDir Path directory;

    @Test
    void keeps_its_records_when_killed_and_restarted_on_the_same_port() throws Exception {
        try (KafkaBroker broker = KafkaBroker.in(directory).shortLived().start()) {
            String address = broker.bootstrapServers();
            createTopic(address);
            produce(address, "before the crash");

            broker.kill9();
            assertThat(broker.process().isAlive()).isFalse();
            broker.restart();

            assertThat(broker.bootstrapServers()).isEqualTo(address);
            produce(address, "after the crash");
            assertThat(consume(address, 2)).containsExactly("before the crash", "after the crash");
        }
    }

    @Test
    void keeps_its_records_for_a_later_broker_on_other_ports() throws Exception {
        try (KafkaBroker broker = KafkaBroker.in(directory).shortLived().start()) {
            createTopic(broker.bootstrapServers());
            produce(broker.bootstrapServers(), "first run");
        }
        try (KafkaBroker broker = KafkaBroker.in(directory).shortLived().start()) {
            assertThat(consume(broker.bootstrapServers(), 1)).containsExactly("first run");
        }
    }

    @Test
    void says_why_it_did_not_start() {
        assertThatThrownBy(() ->
                        KafkaBroker.in(directory)
                                .shortLived()
                                .property("log.retention.ms", "x")
                                .start())
                .isInstanceOf(ChildFailure.class)
                .hasMessageContaining("log.retention.ms");
    }

    @Test
    void does_not_mistake_another_program_on_its_port_for_itself() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaBroker.Builder broker =
                    KafkaBroker.in(directory).shortLived().port(taken.getLocalPort());
            assertThatThrownBy(broker::start).hasMessageContaining("is in use");
        }
    }

    private static void createTopic(String address) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void produce(String address, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", address, "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
    }

    private static List<String> consume(String address, int count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", address);
        List<String> values = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (values.size() < count && System.nanoTime() - end < 0) {
                for (ConsumerRecord<String, String> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }
}
