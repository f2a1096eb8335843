package io.panoptoupload.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalKey;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.OptionalLong;

class StartingPointTest {
    private static final TopicPartition REQUESTS = new TopicPartition("requests", 3);

    private final JournalJson json = new JournalJson(Incoming.JSON);
    private final JobRestore restored = new JobRestore(json);
    private OptionalLong committed = OptionalLong.empty();
    private long beginning;

    @Test
    void a_new_installation_begins_with_the_oldest_request() throws InterruptedException {
        assertThat(startingPoint()).isEmpty();
    }

    @Test
    void the_journal_knows_where_to_go_on() throws InterruptedException {
        committed = OptionalLong.of(12);
        written(40, 8);
        assertThat(startingPoint()).hasValue(40);
    }

    @Test
    void requests_that_were_made_anew_are_read_from_their_beginning() throws InterruptedException {
        written(101, 8);
        assertThat(startingPoint()).isEmpty();
    }

    @Test
    void a_journal_that_knows_nothing_of_requests_that_were_taken_in_is_refused() {
        committed = OptionalLong.of(12);
        beginning = 11;
        assertThatThrownBy(this::startingPoint)
                .isInstanceOf(JournalFault.class)
                .hasMessageContainingAll(
                        "the journal journal knows nothing of requests-3",
                        "worker.topics.journal",
                        "kafka-delete-records");
    }

    @Test
    void once_what_was_taken_in_is_dropped_a_new_journal_goes_on_behind_it()
            throws InterruptedException {
        committed = OptionalLong.of(12);
        beginning = 12;
        assertThat(startingPoint()).isEmpty();
    }

    @Test
    void a_journal_that_got_more_partitions_is_refused() {
        written(40, 4);
        assertThatThrownBy(this::startingPoint)
                .isInstanceOf(JournalFault.class)
                .hasMessageContainingAll("has 8 partitions, but was written with 4", "copy it");
    }

    private void written(long next, int partitions) {
        restored.record(new JournalKey.Position().bytes(), json.ofPosition(next, partitions), 7);
    }

    private OptionalLong startingPoint() throws InterruptedException {
        RequestOffsets offsets =
                new RequestOffsets() {
                    @Override
                    public long beginning(TopicPartition partition) {
                        return beginning;
                    }

                    @Override
                    public long end(TopicPartition partition) {
                        return 100;
                    }

                    @Override
                    public OptionalLong committed(TopicPartition partition) {
                        return committed;
                    }
                };
        return new StartingPoint(offsets, "journal", 8).of(REQUESTS, restored);
    }
}
