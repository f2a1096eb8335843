package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Optional;

class StartingPointTest {
    private static final TopicPartition REQUESTS = new TopicPartition("requests", 3);
    private static final TopicIds NOW = Takeovers.TOPICS;

    private final JournalJson json = new JournalJson(Incoming.JSON);
    private final JobRestore restored = new JobRestore(json);
    private final KnownOffsets kafka = new KnownOffsets();

    @Test
    void a_new_installation_begins_with_the_oldest_request() throws InterruptedException {
        kafka.beginning = 17;
        assertThat(start()).isEqualTo(new InputPosition(17, 8, NOW));
    }

    @Test
    void the_journal_knows_where_to_go_on() throws InterruptedException {
        committed(12);
        written(40, 8, NOW);
        assertThat(start()).isEqualTo(new InputPosition(40, 8, NOW));
    }

    @Test
    void a_position_without_topics_is_taken_over_into_those_of_today() throws InterruptedException {
        written(40, 8, null);
        assertThat(start()).isEqualTo(new InputPosition(40, 8, NOW));
    }

    @Test
    void requests_that_were_created_again_are_read_from_their_beginning_however_many_there_are()
            throws InterruptedException {
        written(40, 8, new TopicIds("old", NOW.outcomes(), NOW.journal(), NOW.deadLetter()));
        kafka.beginning = 2;
        assertThat(start()).isEqualTo(new InputPosition(2, 8, NOW));
    }

    @Test
    void a_position_behind_the_end_is_of_records_that_are_gone() throws InterruptedException {
        written(101, 8, NOW);
        assertThat(start().next()).isZero();
    }

    @Test
    void a_journal_that_knows_nothing_of_requests_that_were_taken_in_is_refused() {
        committed(12);
        kafka.beginning = 11;
        assertThatThrownBy(this::start)
                .isInstanceOf(JournalFault.class)
                .hasMessageContainingAll(
                        "the journal journal knows nothing of requests-3",
                        "worker.topics.journal",
                        "kafka-delete-records");
    }

    @Test
    void once_what_was_taken_in_is_dropped_a_new_journal_goes_on_behind_it()
            throws InterruptedException {
        committed(12);
        kafka.beginning = 12;
        assertThat(start().next()).isEqualTo(12);
    }

    @Test
    void a_journal_that_got_more_partitions_is_refused() {
        written(40, 4, NOW);
        assertThatThrownBy(this::start)
                .isInstanceOf(JournalFault.class)
                .hasMessageContainingAll("has 8 partitions, but was written with 4", "copy it");
    }

    @Test
    void a_request_that_may_end_processes_stays_suspect_but_none_that_stands_elsewhere()
            throws InterruptedException {
        InputPosition suspect = new InputPosition(40, 8, NOW).asSuspect();
        restored.record(new JournalKey.Position().bytes(), json.of(suspect), 7);
        assertThat(start()).isEqualTo(suspect);
        kafka.end = 39;
        assertThat(start().isNextSuspect()).isFalse();
    }

    private void committed(long offset) {
        kafka.committed = Optional.of(new OffsetAndMetadata(offset));
    }

    private void written(long next, int partitions, @Nullable TopicIds topics) {
        InputPosition position = new InputPosition(next, partitions, topics);
        restored.record(new JournalKey.Position().bytes(), json.of(position), 7);
    }

    private InputPosition start() throws InterruptedException {
        return new StartingPoint(kafka, "journal", 8).of(REQUESTS, restored);
    }
}
