package io.panoptoupload.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;
import io.panoptoupload.worker.journal.JournalScan;
import io.panoptoupload.worker.journal.UnreadableJournal;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** A journal of which a broker hands out nothing more, since a length is damaged. */
@Tag("full")
class JournalScanIT {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.JOURNAL, 0);
    private static final Duration LIMIT = Duration.ofHours(1);

    /** More questions than it takes to read what can be read. */
    private static final int LATER = 10;

    private final Instant began = Instant.parse("2026-11-29T12:00:00Z");
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Long> read = new ArrayList<>();
    private TestEnvironment environment;
    private Admin admin;
    private LogFile log;
    private LogFile.Batch damaged;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        environment = TestEnvironment.alone(directory, _ -> {});
        admin = environment.clients().admin();
        admin.createTopics(List.of(new NewTopic(Topics.JOURNAL, 1, (short) 1))).all().get();
        try (Producer<byte[], byte[]> producer = environment.clients().plain()) {
            for (String key : List.of("a", "b", "c")) {
                producer.send(new ProducerRecord<>(Topics.JOURNAL, 0, key.getBytes(UTF_8), null))
                        .get();
            }
        }
        log = LogFile.of(directory.resolve("broker"), Topics.JOURNAL, 0);
        damaged = log.batches().get(1);
        log.otherLength(damaged);
    }

    @AfterEach
    void stop() throws IOException {
        admin.close(Duration.ofSeconds(1));
        environment.close();
    }

    /** Kafka may have been away for that long, and be back in this moment. */
    @Test
    void a_standstill_that_ends_before_a_second_look_is_none() throws Exception {
        JournalScan scan = scan(() -> began.plusSeconds(askedSinceRead() > LATER ? 31 : 0));
        FutureTask<Long> reading = new FutureTask<>(() -> scan.read(PARTITION, LIMIT, this::take));
        Thread.ofVirtual().start(reading);
        Awaitility.await("a first look, and more polls").until(() -> asked.get() > 2 * LATER);
        log.otherLength(damaged);
        assertThat(reading.get()).isEqualTo(3);
        assertThat(read).containsExactly(0L, 1L, 2L);
    }

    @Test
    void one_that_lasts_is_the_end_of_what_can_be_read() {
        JournalScan scan = scan(() -> began.plusSeconds(20L * askedSinceRead()));
        assertThatThrownBy(() -> scan.read(PARTITION, LIMIT, this::take))
                .isInstanceOfSatisfying(
                        UnreadableJournal.class, at -> assertThat(at.offset()).isEqualTo(1));
        assertThat(read).containsExactly(0L);
    }

    /** The clock stands still until there is something to stand still behind. */
    private int askedSinceRead() {
        return read.isEmpty() ? 0 : asked.incrementAndGet();
    }

    private JournalScan scan(InstantSource clock) {
        return new JournalScan(admin, environment.clients()::journalScan, clock);
    }

    private void take(byte[] key, byte @Nullable [] value, long offset) {
        read.add(offset);
    }
}
