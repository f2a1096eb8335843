package io.panoptoupload.worker.partition;

import static io.panoptoupload.worker.request.Incoming.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.worker.intake.Forwarder;
import io.panoptoupload.worker.intake.Intake;
import io.panoptoupload.worker.intake.IntakeBench;
import io.panoptoupload.worker.intake.IntakeFactory;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.topics.TopicIds;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;

class ForwardingPreparationTest {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 9);
    private static final int EPOCH = 7;
    private static final String REQUESTS = "Yh3BZr3QSZqkOYGOmTGYBg";

    private final IntakeBench bench = new IntakeBench();
    private final KnownOffsets kafka = new KnownOffsets(PARTITION);
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final InstantSource clock = InstantSource.system();
    private long lost;
    private OwnedPartition owned = new OwnedPartition(PARTITION, clock.instant());

    ForwardingPreparationTest() {
        kafka.topics = new TopicIds(REQUESTS, "o", "j", "d");
        kafka.end = 2;
    }

    @AfterEach
    void stop() {
        owned.intake().ifPresent(Intake::stop);
    }

    @Test
    void a_known_position_is_where_it_goes_on() throws InterruptedException {
        kafka.committed = new CommittedPosition(1, REQUESTS, 0);
        open();
        offer(0, 1, 2);
        assertThat(marked(2)).containsExactly(false, false);
    }

    @Test
    void what_the_topic_held_before_a_position_was_known_is_marked() throws InterruptedException {
        open();
        offer(0, 1, 2);
        assertThat(marked(3)).containsExactly(true, true, false);
    }

    @Test
    void a_position_in_another_topic_is_none() throws InterruptedException {
        kafka.committed = new CommittedPosition(1, "AnotherTopicAltogether", 0);
        open();
        offer(0, 1, 2);
        assertThat(marked(3)).containsExactly(true, true, false);
    }

    @Test
    void what_follows_a_position_that_an_operator_has_set_is_marked() throws InterruptedException {
        kafka.committed = new CommittedPosition(1, "", 0);
        open();
        offer(1, 2);
        assertThat(marked(2)).containsExactly(true, false);
    }

    @Test
    void a_takeover_in_the_middle_knows_what_is_still_to_be_marked() throws InterruptedException {
        open();
        offer(0);
        assertThat(marked(1)).containsExactly(true);
        await().untilAsserted(() -> assertThat(owned.offset().orElseThrow().offset()).isEqualTo(1));
        kafka.committed = CommittedPosition.of(owned.offset().orElseThrow());
        kafka.end = 3;
        stop();
        owned = new OwnedPartition(PARTITION, clock.instant());
        open();
        offer(1, 2);
        assertThat(marked(3)).containsExactly(true, true, false);
    }

    @Test
    void a_log_that_was_cut_off_is_read_again_from_there_though_it_has_grown_since()
            throws InterruptedException {
        open();
        offer(0, 1);
        assertThat(marked(2)).containsExactly(true, true);
        await().untilAsserted(() -> assertThat(owned.offset().orElseThrow().offset()).isEqualTo(2));
        kafka.committed = CommittedPosition.of(owned.offset().orElseThrow());
        assertThat(kafka.committed.epoch()).as("to ask for by its leader").isEqualTo(EPOCH);
        kafka.truncated = OptionalLong.of(1);
        kafka.end = 3;
        stop();
        owned = new OwnedPartition(PARTITION, clock.instant());
        open();
        offer(1, 2, 3);
        assertThat(marked(5)).endsWith(true, true, false);
        assertThat(lost).isZero();
    }

    @Test
    void requests_that_were_deleted_before_they_were_forwarded_are_counted_and_none_is_marked()
            throws InterruptedException {
        kafka.committed = new CommittedPosition(1, REQUESTS, 0);
        kafka.beginning = 5;
        kafka.end = 7;
        open();
        offer(5, 6);
        assertThat(marked(2)).containsExactly(false, false);
        assertThat(lost).isEqualTo(4);
    }

    private void open() throws InterruptedException {
        IntakeFactory intakes =
                new IntakeFactory(
                        bench.admission,
                        new Forwarder("requests", () -> producer, _ -> 0),
                        _ -> false,
                        _ -> Optional.empty(),
                        IntakeFactory.Pauses.DEFAULT,
                        clock);
        Takeover.Prepared prepared =
                new ForwardingPreparation(
                                new StartingPoint(
                                        kafka,
                                        new JournalCheck(
                                                "journal",
                                                8,
                                                "",
                                                new InputPosition.Writers("group", "requests")),
                                        _ -> Optional.empty(),
                                        offsets -> lost += offsets),
                                intakes,
                                clock)
                        .prepare(owned, owned.opening(), _ -> {})
                        .orElseThrow();
        owned.startsAt(
                owned.opening(), CommittedPosition.of(prepared.start(), prepared.journalEnd()));
        prepared.open().run();
    }

    private void offer(long... offsets) {
        for (long offset : offsets) {
            owned.intake()
                    .orElseThrow()
                    .offer(
                            List.of(
                                    new ConsumerRecord<>(
                                            "requests",
                                            9,
                                            offset,
                                            ConsumerRecord.NO_TIMESTAMP,
                                            TimestampType.NO_TIMESTAMP_TYPE,
                                            ConsumerRecord.NULL_SIZE,
                                            ConsumerRecord.NULL_SIZE,
                                            "a".getBytes(UTF_8),
                                            request("a").getBytes(UTF_8),
                                            new RecordHeaders(),
                                            Optional.of(EPOCH))));
        }
    }

    /** Whether the records that were forwarded are marked as read once more. */
    private List<Boolean> marked(int number) {
        await().untilAsserted(() -> assertThat(producer.history()).hasSize(number));
        return producer.history().stream()
                .map(record ->
                        StreamSupport.stream(record.headers().spliterator(), false)
                                .map(Header::key)
                                .anyMatch("panopto-upload-reread-since"::equals))
                .toList();
    }
}
