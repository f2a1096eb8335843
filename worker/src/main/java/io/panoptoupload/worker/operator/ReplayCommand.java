package io.panoptoupload.worker.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.deadletter.DeadLetter;
import io.panoptoupload.worker.deadletter.DeadLetters;
import io.panoptoupload.worker.deadletter.Replay;
import io.panoptoupload.worker.permission.LeastPermissions.Task;
import io.panoptoupload.worker.topics.TopicState;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;

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
            "Exit codes: 0 published, 1 a partition cannot be read to its end, or a record is larger"
                    + " than the request topic takes, and all else is published, 2 usage, 4 no Kafka.",
            "",
            "Examples:",
            "  panopto-upload replay --dead-letter --dry-run",
            "  panopto-upload replay --dead-letter"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final CommandContext context;

    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--dead-letter", description = "Replay the dead-letter topic; required.")
    private boolean deadLetter;

    @Option(
            names = "--all",
            description =
                    "Every dead letter, whatever was replayed before. A recording that completed"
                            + " longer ago than worker.deduplication is uploaded a second time.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only print which, and why they were refused.")
    private boolean dryRun;

    private int read;
    private int tooLarge;

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
        DeadLetters letters = letters(connection);
        String requests = connection.topics().requests();
        connection.partitions(requests);
        DeadLetters.LeftOut left;
        if (dryRun) {
            left = letters.read(all, PATIENCE, new Shown(null));
        } else {
            Producer<byte[], byte[]> producer = connection.installation().clients().plain();
            try {
                left =
                        letters.read(
                                all,
                                PATIENCE,
                                new Shown(
                                        new Replay(
                                                letters::replayed,
                                                producer,
                                                requests,
                                                _ -> {},
                                                () -> true,
                                                this::tooLarge)));
            } finally {
                producer.close(CLOSE);
            }
        }
        Output err = context.err();
        left.before()
                .ifPresent(time ->
                        err.line(
                                "dead letters from before %s are left out, since they may have been replayed then; --all publishes them, too"
                                        .formatted(time.truncatedTo(ChronoUnit.SECONDS))));
        err.line(
                "%d dead letter(s) %s"
                        .formatted(
                                read - tooLarge,
                                dryRun ? "would be published again" : "published again"));
        left.unreadable()
                .forEach(place ->
                        err.line(
                                "%s: nothing behind that is published; let another replica of it lead, and replay again. If none can be read: docs/operating.md, PanoptoUploadPartitionUnreadable"
                                        .formatted(place)));
        return left.unreadable().isEmpty() && tooLarge == 0 ? Exit.DONE : Exit.FAILED;
    }

    private void tooLarge(String place) {
        tooLarge++;
        context.err()
                .line(
                        "%s: not published, the request topic takes no record of that size (max.message.bytes)"
                                .formatted(place));
    }

    private DeadLetters letters(Connection connection) throws InterruptedException {
        String topic = connection.topics().deadLetter();
        return new DeadLetters(
                connection.admin(),
                connection.installation().clients(),
                new TopicState(topic, connection.topicId(topic), connection.partitions(topic)),
                connection.installation().groupId(),
                connection.topics().deduplication(),
                context.clock());
    }

    /** Prints each letter; a rehearsal does nothing else. */
    private final class Shown implements DeadLetters.Reader {
        private final @Nullable Replay replay;

        Shown(@Nullable Replay replay) {
            this.replay = replay;
        }

        @Override
        public void letter(ConsumerRecord<byte[], byte[]> letter) throws InterruptedException {
            if (!DeadLetter.isReplayable(letter)) {
                context.err().line(text(letter) + " (has no value: left out)");
                return;
            }
            if (replay != null) {
                replay.letter(letter);
            }
            read++;
            context.out().line(text(letter));
        }

        @Override
        public boolean readTo(Map<TopicPartition, Long> places) throws InterruptedException {
            return replay == null || replay.readTo(places);
        }

        @Override
        public void end() throws InterruptedException {
            if (replay != null) {
                replay.end();
            }
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter) {
        String key = letter.key() == null ? "-" : new String(letter.key(), UTF_8);
        return "%d-%d  %s  %s"
                .formatted(letter.partition(), letter.offset(), key, DeadLetter.reason(letter));
    }
}
