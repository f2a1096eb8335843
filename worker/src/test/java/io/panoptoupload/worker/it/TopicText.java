package io.panoptoupload.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.clients.KafkaClients;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** All that a topic holds, byte by byte: keys, values, headers. */
final class TopicText {
    private TopicText() {}

    static String of(String topic, KafkaClients clients) {
        StringBuilder text = new StringBuilder();
        try (Consumer<byte[], byte[]> consumer = clients.journalScan()) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(each -> new TopicPartition(topic, each.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> append(each, text));
            }
        }
        return text.toString();
    }

    private static void append(ConsumerRecord<byte[], byte[]> record, StringBuilder text) {
        text.append(text(record.key())).append(' ').append(text(record.value()));
        record.headers().forEach(header -> text.append(' ').append(text(header.value())));
        text.append('\n');
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, UTF_8);
    }
}
