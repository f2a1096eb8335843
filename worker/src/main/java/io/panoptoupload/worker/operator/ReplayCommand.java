package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.permission.LeastPermissions.Task;

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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Publishes refused records again. */
@Command(
        name = "replay",
        header = "Publish dead letters again.",
        description = {
            "",
            "Once the reason is fixed (say, a missing source root): every record of the dead-letter"
                    + " topic is published to the request topic as it came, and what is refused again"
                    + " becomes a new dead letter. A second replay goes on where the last one ended;"
                    + " so does one after a replay that died half way, and workers do nothing twice"
                    + " with the few that it may publish again.",
            "",
            "Kafka forgets after some days how far replays came. Without that, only what was refused"
                    + " within worker.deduplication is published, since of older ones nobody knows"
                    + " any more whether they were published again and are long in Panopto.",
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

    private final CommandContext context;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--dead-letter", description = "The dead-letter topic; has to be given.")
    private boolean deadLetter;

    @Option(
            names = "--all",
            description =
                    "Every dead letter, whatever was replayed before. A recording that completed"
                            + " longer ago than worker.deduplication is uploaded a second time.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only print which, and why they were refused.")
    private boolean dryRun;

    private int count;

    ReplayCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        if (!deadLetter) {
            throw Commands.usage(spec, "Say what to replay: --dead-letter.");
        }
        return context.connected(Task.REPLAY, this::replay);
    }

    private int replay(Connection connection) throws InterruptedException {
        DeadLetters letters = new DeadLetters(connection, context.clock());
        String requests = connection.topics().requests();
        connection.partitions(requests);
        Optional<Instant> left;
        if (dryRun) {
            left = letters.read(all, new Rehearsal());
        } else {
            Producer<byte[], byte[]> producer = connection.installation().clients().plain();
            try {
                left = letters.read(all, new Publishing(producer, requests, letters));
            } finally {
                producer.close(CLOSE);
            }
        }
        Output err = context.console().err();
        left.ifPresent(time ->
                err.line(
                        "dead letters from before %s are left out, since they may have been replayed then; --all publishes them, too"
                                .formatted(time.truncatedTo(ChronoUnit.SECONDS))));
        err.line(
                "%d dead letter(s) %s"
                        .formatted(count, dryRun ? "would be published again" : "published again"));
        return Exit.DONE;
    }

    private final class Rehearsal implements DeadLetters.Reader {
        @Override
        public void letter(ConsumerRecord<byte[], byte[]> letter) {
            if (hasValue(letter)) {
                show(letter);
            }
        }

        @Override
        public void readTo(Map<TopicPartition, Long> places) {
            // What was not published is not to be remembered as such.
        }
    }

    private final class Publishing implements DeadLetters.Reader {
        private final Producer<byte[], byte[]> producer;
        private final String topic;
        private final DeadLetters letters;
        private final Deque<Future<RecordMetadata>> sent = new ArrayDeque<>();
        private Map<TopicPartition, Long> remembered = Map.of();

        Publishing(Producer<byte[], byte[]> producer, String topic, DeadLetters letters) {
            this.producer = producer;
            this.topic = topic;
            this.letters = letters;
        }

        @Override
        public void letter(ConsumerRecord<byte[], byte[]> letter) throws InterruptedException {
            if (!hasValue(letter)) {
                return;
            }
            if (sent.size() >= IN_FLIGHT) {
                await(sent.removeFirst());
            }
            sent.add(producer.send(again(letter, topic)));
            show(letter);
        }

        @Override
        public void readTo(Map<TopicPartition, Long> places) throws InterruptedException {
            while (!sent.isEmpty()) {
                await(sent.removeFirst());
            }
            if (!places.equals(remembered)) {
                letters.replayed(places);
                remembered = places;
            }
        }
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

    /** One whose record was larger than the topic takes only says where that stands. */
    private boolean hasValue(ConsumerRecord<byte[], byte[]> letter) {
        if (letter.value() == null) {
            context.console().err().line(text(letter) + " (has no value: left out)");
        }
        return letter.value() != null;
    }

    private void show(ConsumerRecord<byte[], byte[]> letter) {
        count++;
        context.console().out().line(text(letter));
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter) {
        String key = letter.key() == null ? "-" : new String(letter.key(), UTF_8);
        return "%d-%d  %s  %s"
                .formatted(letter.partition(), letter.offset(), key, DeadLetters.reason(letter));
    }
}
