package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.broker.KafkaBroker;
import io.panoptoupload.broker.Patience;
import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.clients.KafkaClients;
import io.panoptoupload.worker.job.JournalSample;
import io.panoptoupload.worker.request.Digests;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeLogDirsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** The journal's topic, made with the product's own settings, after ten thousand jobs. */
@Tag("soak")
class CompactionIT {
    private static final int JOBS = 10_000;
    private static final String NOT_COMPACTED = "journal.not-compacted";

    private static final int PATIENCE = (int) Patience.LIMIT.toMillis();

    @TempDir private Path directory;

    @Test
    void the_journal_shrinks_to_what_is_still_needed() throws Exception {
        try (KafkaBroker broker = KafkaBroker.in(directory).shortLived().start()) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            // Sample jobs are alike: compressed, ten thousand of them would not fill two segments,
            // of which the last one is never compacted.
            Map<String, Object> uncompressed = new HashMap<>(kafka);
            uncompressed.put("compression.type", "none");
            KafkaClients clients = new KafkaClients(kafka, uncompressed, kafka);
            try (Admin admin = clients.admin()) {
                makeTopics(admin);
                JournalSample completed = JournalSample.completed(Digests::of);
                try (JournalFilling filling =
                        new JournalFilling(clients, Topics.JOURNAL, NOT_COMPACTED)) {
                    for (int i = 0; i < JOBS; i++) {
                        filling.write(completed.history("ended-%07d".formatted(i)));
                    }
                }
                long without = size(admin, NOT_COMPACTED);
                Awaitility.await("the cleaner")
                        .pollInterval(Duration.ofSeconds(5))
                        .until(() -> size(admin, Topics.JOURNAL) < without / 3);
                long[] last = {Long.MAX_VALUE};
                Awaitility.await("the cleaner's end")
                        .pollInterval(Duration.ofSeconds(20))
                        .until(() -> {
                            long now = size(admin, Topics.JOURNAL);
                            boolean still = now == last[0];
                            last[0] = now;
                            return still;
                        });
                System.out.printf(
                        "%d jobs: %d records each, %.1f MB without compaction, %.1f MB with it%n",
                        JOBS,
                        completed.history("ended-0000000").size(),
                        without / 1e6,
                        last[0] / 1e6);
                assertThat(last[0]).isLessThan(without / 3);
            }
        }
    }

    private static void makeTopics(Admin admin) throws Exception {
        JournalFilling.makeTopics(admin);
        NewTopic plain =
                new NewTopic(NOT_COMPACTED, Optional.of(1), Optional.of((short) 1))
                        .configs(
                                Map.of("cleanup.policy", "delete", "max.message.bytes", "5242880"));
        admin.createTopics(List.of(plain)).all().get();
    }

    /** Bytes on the broker's disk. */
    private static long size(Admin admin, String topic) {
        try {
            return admin
                    .describeLogDirs(List.of(1), new DescribeLogDirsOptions().timeoutMs(PATIENCE))
                    .descriptions()
                    .values()
                    .stream()
                    .flatMap(future -> descriptions(future).stream())
                    .flatMap(each -> each.replicaInfos().entrySet().stream())
                    .filter(each -> each.getKey().topic().equals(topic))
                    .mapToLong(each -> each.getValue().size())
                    .sum();
        } catch (RuntimeException e) {
            throw new IllegalStateException("the size of " + topic + " is unknown", e);
        }
    }

    private static Collection<LogDirDescription> descriptions(
            KafkaFuture<Map<String, LogDirDescription>> future) {
        try {
            return future.get().values();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
