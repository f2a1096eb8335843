package io.panoptoupload.worker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.worker.intake.IntakeBench;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.JobRestore;
import io.panoptoupload.worker.job.JournalJson;
import io.panoptoupload.worker.journal.JournalKey;
import io.panoptoupload.worker.request.Incoming;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

class StartingPointTest {
    private static final TopicPartition REQUESTS = new TopicPartition("requests", 3);
    private static final long JOURNAL_END = 70;
    private static final TopicIds NOW = IntakeBench.TOPICS;
    private static final TopicIds OTHER_REQUESTS =
            new TopicIds("old", NOW.outcomes(), NOW.journal(), NOW.deadLetter());
    private static final TopicIds OTHER_JOURNAL =
            new TopicIds(NOW.requests(), NOW.outcomes(), "old", NOW.deadLetter());
    private static final InputPosition.Writers WRITERS =
            new InputPosition.Writers("group", "requests");
    private static final TopicIds ALL_OTHERS = new TopicIds("old", "old", "old", "old");

    private final JournalJson json = new JournalJson(Incoming.JSON);
    private final JobRestore restored = new JobRestore(json);
    private final KnownOffsets kafka = new KnownOffsets(REQUESTS);
    private final Map<Integer, InputPosition> others = new HashMap<>();
    private String adopted = "";
    private long lost;

    @Test
    void a_new_installation_begins_with_the_oldest_request() throws InterruptedException {
        kafka.beginning = 17;
        assertThat(start()).isEqualTo(at(17));
    }

    @Test
    void the_journal_knows_where_to_go_on() throws InterruptedException {
        committed(12, "");
        InputPosition position = at(39).after(39, 2);
        written(position);
        assertThat(start()).isEqualTo(position);
    }

    @Test
    void a_position_without_topics_is_taken_over_into_those_of_today() throws InterruptedException {
        written(new InputPosition(40, null, null, null, null, null, null, null, null));
        assertThat(start()).isEqualTo(at(40));
    }

    @Test
    void requests_that_were_created_again_are_read_from_their_beginning_however_many_there_are()
            throws InterruptedException {
        written(InputPosition.at(39, 8, OTHER_REQUESTS).after(39, 2));
        committed(40, OTHER_REQUESTS.requests());
        kafka.beginning = 2;
        InputPosition start = start();
        assertThat(start.next()).isEqualTo(2);
        assertThat(start.topics()).isEqualTo(NOW);
        assertThat(start.epoch()).describedAs("of another topic").isNull();
        assertThat(start.isReread(99)).isTrue();
        assertThat(start.isReread(100)).describedAs("came later").isFalse();
    }

    @Test
    void a_log_that_was_cut_off_is_read_again_from_there_though_it_has_grown_since()
            throws InterruptedException {
        written(InputPosition.at(39, 8, NOW).after(39, 2));
        kafka.truncated = OptionalLong.of(31);
        InputPosition start = start();
        assertThat(start.next()).isEqualTo(31);
        assertThat(start.isReread(99)).isTrue();
    }

    @Test
    void a_log_that_ends_before_the_position_is_read_from_its_beginning_if_nobody_knows_better()
            throws InterruptedException {
        written(InputPosition.at(101, 8, NOW));
        kafka.beginning = 5;
        assertThat(start().next()).isEqualTo(5);
    }

    @Test
    void requests_that_were_deleted_before_they_were_taken_in_are_counted()
            throws InterruptedException {
        written(InputPosition.at(40, 8, NOW));
        kafka.beginning = 45;
        assertThat(start().next()).isEqualTo(45);
        assertThat(start().isReread(45)).isFalse();
        assertThat(lost).isEqualTo(2 * 5);
    }

    /** A worker that dies while it opens has reported to the group before it wrote the journal. */
    @Test
    void what_the_group_knows_of_deleted_requests_before_the_journal_is_no_sign_of_a_lost_record()
            throws InterruptedException {
        written(at(40));
        kafka.beginning = 45;
        committed(45, NOW.requests());
        assertThat(start().next()).isEqualTo(45);
        committed(46, NOW.requests());
        assertRefused("knows requests-3 up to offset 40", "taken it in up to 46");
        written(InputPosition.at(40, 8, OTHER_REQUESTS));
        committed(41, OTHER_REQUESTS.requests());
        assertRefused("knows requests-3 up to offset 40", "taken it in up to 41");
    }

    @Test
    void and_counted_once_however_often_the_partition_is_prepared_before_it_opens()
            throws InterruptedException {
        written(InputPosition.at(40, 8, NOW));
        StartingPoint point = point();
        for (long beginning : new long[] {45, 45, 48}) {
            kafka.beginning = beginning;
            assertThat(point.of(REQUESTS, restored, JOURNAL_END).next()).isEqualTo(beginning);
        }
        assertThat(lost).isEqualTo(8);
        written(InputPosition.at(48, 8, NOW));
        kafka.beginning = 50;
        assertThat(point.of(REQUESTS, restored, JOURNAL_END).next()).isEqualTo(50);
        assertThat(lost).isEqualTo(10);
    }

    @Test
    void what_is_read_once_more_stays_so_though_some_of_it_was_deleted_meanwhile()
            throws InterruptedException {
        written(InputPosition.at(0, 8, NOW).rereading(40, 80));
        kafka.beginning = 45;
        assertThat(start().next()).isEqualTo(45);
        assertThat(start().isReread(79)).isTrue();
        assertThat(start().isReread(80)).isFalse();
    }

    @Test
    void a_journal_that_was_written_as_another_topic_is_refused_until_an_operator_adopts_it()
            throws InterruptedException {
        for (TopicIds then : new TopicIds[] {OTHER_JOURNAL, ALL_OTHERS}) {
            adopted = "another-one";
            written(InputPosition.at(40, 8, then));
            assertRefused(
                    "the journal journal (id journal-id)",
                    "another topic (id old)",
                    "worker.topics.adopt-journal=journal-id");
            adopted = NOW.journal();
            assertThat(start().topics()).isEqualTo(NOW);
        }
        assertThat(start().next()).describedAs("requests are others, too").isZero();
    }

    @Test
    void a_journal_that_knows_less_than_the_group_is_refused() throws InterruptedException {
        written(InputPosition.at(40, 8, NOW));
        committed(41, NOW.requests());
        assertRefused("knows requests-3 up to offset 40", "taken it in up to 41");
        adopted = NOW.journal();
        assertThat(start().next()).isEqualTo(40);
    }

    @Test
    void what_a_group_said_of_another_topic_or_before_topics_were_named_is_no_evidence()
            throws InterruptedException {
        written(InputPosition.at(40, 8, NOW));
        committed(41, "old");
        assertThat(start().next()).isEqualTo(40);
        committed(41, "");
        assertThat(start().next()).isEqualTo(40);
    }

    @Test
    void a_journal_that_ends_before_what_was_written_is_refused() throws InterruptedException {
        written(InputPosition.at(40, 8, NOW));
        kafka.committed = new CommittedPosition(40, NOW.requests(), JOURNAL_END);
        assertThat(start().next()).isEqualTo(40);
        for (long known : new long[] {JOURNAL_END + 1, Long.MAX_VALUE}) {
            kafka.committed = new CommittedPosition(40, NOW.requests(), known);
            assertRefused("ends at offset 70 of partition 3", "its latest records are lost");
        }
        adopted = NOW.journal();
        assertThat(start().next()).isEqualTo(40);
    }

    @Test
    void a_journal_that_knows_nothing_of_requests_that_were_taken_in_is_refused()
            throws InterruptedException {
        kafka.beginning = 11;
        for (String topic : new String[] {"", NOW.requests(), "old"}) {
            committed(12, topic);
            assertRefused(
                    "the journal journal (id journal-id) knows nothing of requests-3",
                    "worker.topics.journal",
                    "kafka-delete-records");
        }
        adopted = NOW.journal();
        assertThat(start().next()).describedAs("of another topic").isEqualTo(11);
        committed(12, NOW.requests());
        assertThat(start().next()).describedAs("nothing is done once more").isEqualTo(12);
    }

    @Test
    void once_what_was_taken_in_is_dropped_a_new_journal_goes_on_behind_it()
            throws InterruptedException {
        committed(12, NOW.requests());
        kafka.beginning = 12;
        assertThat(start().next()).isEqualTo(12);
    }

    @Test
    void a_journal_that_got_more_partitions_is_refused_adopted_or_not() {
        written(InputPosition.at(40, 4, NOW));
        adopted = NOW.journal();
        assertRefused("has 8 partitions, but was written with 4", "copy it");
    }

    @Test
    void a_new_partition_of_a_grown_journal_is_refused_adopted_or_not() {
        others.put(0, InputPosition.at(0, 3, NOW));
        for (String id : new String[] {"", NOW.journal()}) {
            adopted = id;
            assertRefused("has 8 partitions, but was written with 3", "copy it");
        }
    }

    @Test
    void another_journal_is_refused_for_partitions_too_of_which_nothing_was_taken_in()
            throws InterruptedException {
        kafka.beginning = 11;
        TopicPartition other = new TopicPartition(REQUESTS.topic(), 5);
        kafka.ofOthers.put(other, new CommittedPosition(12, NOW.requests(), 0));
        assertRefused("knows nothing of requests-5", "worker.topics.journal");
        adopted = NOW.journal();
        assertThat(start()).isEqualTo(at(11));
        adopted = "";
        others.put(5, at(12));
        assertThat(start()).describedAs("another worker is ahead").isEqualTo(at(11));
        others.clear();
        kafka.beginning = 12;
        assertThat(start()).describedAs("all that was taken in is dropped").isEqualTo(at(12));
    }

    @Test
    void a_journal_that_other_workers_write_is_refused_until_an_operator_adopts_it()
            throws InterruptedException {
        for (InputPosition.Writers those :
                new InputPosition.Writers[] {
                    new InputPosition.Writers("another", "requests"),
                    new InputPosition.Writers("group", "old")
                }) {
            adopted = "";
            written(InputPosition.at(40, 8, NOW).in(8, NOW, those));
            assertRefused(
                    "the journal journal (id journal-id)",
                    "the group %s that read %s".formatted(those.group(), those.requests()),
                    "the group group that reads requests",
                    "stop those workers",
                    "worker.topics.adopt-journal=journal-id");
            adopted = NOW.journal();
            assertThat(start()).isEqualTo(at(40));
        }
    }

    @Test
    void a_partition_that_other_workers_have_not_opened_yet_is_refused_too() {
        others.put(0, at(40).in(8, NOW, new InputPosition.Writers("another", "requests")));
        assertRefused("the group another that read requests");
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(this::start)
                .isInstanceOf(OpeningRefused.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void a_request_that_may_end_processes_stays_suspect_but_none_that_stands_elsewhere()
            throws InterruptedException {
        InputPosition suspect = at(40).asSuspect();
        written(suspect);
        assertThat(start()).isEqualTo(suspect);
        kafka.end = 39;
        assertThat(start().isNextSuspect()).isFalse();
    }

    private static InputPosition at(long next) {
        return InputPosition.at(next, 8, NOW).in(8, NOW, WRITERS);
    }

    private void committed(long offset, String topic) {
        kafka.committed = new CommittedPosition(offset, topic, 0);
    }

    private void written(InputPosition position) {
        restored.record(new JournalKey.Position().bytes(), json.of(position), 7);
    }

    private InputPosition start() throws InterruptedException {
        return point().of(REQUESTS, restored, JOURNAL_END);
    }

    private StartingPoint point() {
        return new StartingPoint(
                kafka,
                new JournalCheck("journal", 8, adopted, WRITERS),
                partition -> Optional.ofNullable(others.get(partition)),
                offsets -> lost += offsets);
    }
}
