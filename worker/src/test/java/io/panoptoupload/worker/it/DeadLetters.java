package io.panoptoupload.worker.it;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What stands on the dead-letter topic. */
record DeadLetters(KafkaClients clients) {
    List<ConsumerRecord<byte[], byte[]>> all() {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.DEAD_LETTER, 0);
        try (Consumer<byte[], byte[]> consumer = clients.journalScan()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
            }
        }
        return letters;
    }
}
