package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Publishes refused records again. */
@Command(
        name = "replay",
        header = "Publish dead letters again.",
        description = {
            "",
            "Once the reason is mended (say, a missing source root): every record of the dead-letter"
                    + " topic is published to the request topic as it came, and what is refused again"
                    + " becomes a new dead letter. A second replay goes on where the last one ended."
                    + " One that dies half way is repeated from its beginning; workers do nothing"
                    + " twice.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 published, 2 usage, 4 no Kafka.",
            "",
            "Examples:",
            "  panopto-upload replay --dead-letter --dry-run",
            "  panopto-upload replay --dead-letter"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final int IN_FLIGHT = 200;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Desk desk;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--dead-letter", description = "The dead-letter topic; has to be given.")
    private boolean deadLetter;

    @Option(names = "--all", description = "Also what was replayed before.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only print which, and why they were refused.")
    private boolean dryRun;

    private int count;

    ReplayCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws Exception {
        if (!deadLetter) {
            throw Commands.usage(spec, "Say what to replay: --dead-letter.");
        }
        return desk.connected(this::replay);
    }

    private int replay(Connection connection) throws InterruptedException {
        DeadLetters letters = new DeadLetters(connection);
        String requests = connection.topics().requests();
        connection.partitions(requests);
        if (dryRun) {
            Map<TopicPartition, Long> _ = letters.read(all, this::show);
            desk.console().err().line(count + " dead letter(s) would be published again");
            return Exit.DONE;
        }
        Producer<byte[], byte[]> producer = connection.installation().clients().plain();
        try {
            Deque<Future<RecordMetadata>> sent = new ArrayDeque<>();
            Map<TopicPartition, Long> ends =
                    letters.read(
                            all,
                            letter -> {
                                if (sent.size() >= IN_FLIGHT) {
                                    await(sent.removeFirst());
                                }
                                sent.add(producer.send(again(letter, requests)));
                                show(letter);
                            });
            for (Future<RecordMetadata> each : sent) {
                await(each);
            }
            letters.replayed(ends);
        } finally {
            producer.close(CLOSE);
        }
        desk.console().err().line(count + " dead letter(s) published again");
        return Exit.DONE;
    }

    private static ProducerRecord<byte[], byte[]> again(
            ConsumerRecord<byte[], byte[]> letter, String topic) {
        return new ProducerRecord<>(
                topic, null, letter.key(), letter.value(), DeadLetters.original(letter));
    }

    private static void await(Future<RecordMetadata> sent) throws InterruptedException {
        try {
            RecordMetadata _ = sent.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka
                    ? kafka
                    : new KafkaException("a dead letter could not be published", e.getCause());
        }
    }

    private void show(ConsumerRecord<byte[], byte[]> letter) {
        count++;
        String key = letter.key() == null ? "-" : new String(letter.key(), UTF_8);
        desk.console()
                .out()
                .line(
                        EventText.plain(
                                "%d-%d  %s  %s"
                                        .formatted(
                                                letter.partition(),
                                                letter.offset(),
                                                key,
                                                DeadLetters.reason(letter))));
    }
}
