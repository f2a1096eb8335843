package io.panoptoupload.worker.intake;

import static io.panoptoupload.worker.request.Incoming.request;
import static io.panoptoupload.worker.request.Incoming.with;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.job.InputPosition;
import io.panoptoupload.worker.job.InputPosition.Waits;
import io.panoptoupload.worker.job.JobLimits.Limit;
import io.panoptoupload.worker.journal.OwnershipLost;
import io.panoptoupload.worker.request.Incoming;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class PartitionIntakeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    /** Jobs that begin later have room even when the worker is full. */
    private static final Instant FULL_UNTIL = NOW.plus(Duration.ofDays(1));

    private final IntakeBench bench = new IntakeBench();
    private final List<String> forwarded = new CopyOnWriteArrayList<>();
    private final Deque<RuntimeException> forwardFailures = new ArrayDeque<>();
    private final List<Long> positionsWhenSent = new CopyOnWriteArrayList<>();
    private final List<Long> tried = new CopyOnWriteArrayList<>();
    private final Set<Long> deadly = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private volatile boolean full;
    private final Forwarding producer = new Forwarding();
    private Intake intake = startingAt(InputPosition.at(5, 4, IntakeBench.TOPICS));

    private Intake startingAt(InputPosition start) {
        IntakeFactory intakes =
                new IntakeFactory(
                        bench.admission,
                        new Forwarder(
                                "requests", () -> producer, id -> id.equals("elsewhere") ? 3 : 0),
                        record -> {
                            tried.add(record.offset());
                            return deadly.contains(record.offset());
                        },
                        begins ->
                                full && begins.isBefore(FULL_UNTIL)
                                        ? Optional.of(Limit.OPEN)
                                        : Optional.empty(),
                        new IntakeFactory.Pauses(Duration.ofMillis(1), Duration.ofHours(1)),
                        clock::get);
        return intakes.journalled(bench.partition, PartitionIntakeTest::position, start);
    }

    private static ProducerRecord<byte[], byte[]> position(int partition, InputPosition position) {
        Waits waits = position.waits();
        InputPosition.Unreadable unreadable = position.unreadable();
        String text =
                position.next()
                        + (position.isNextSuspect() ? "?" : "")
                        + (waits == null ? "" : " waits " + waits.since() + " " + waits.limit())
                        + (unreadable == null
                                ? ""
                                : " unreadable " + unreadable.since() + " " + unreadable.offset());
        return new ProducerRecord<>(
                "journal", partition, "position".getBytes(UTF_8), text.getBytes(UTF_8));
    }

    @AfterEach
    void stop() {
        intake.stop();
    }

    @Test
    void takes_requests_in_order_each_with_the_position_behind_it() {
        intake.offer(List.of(at(5, "a"), at(6, "b"), at(7, "c")));
        intake.start();
        awaitNext(8);
        assertThat(keys())
                .containsExactly(
                        "position 5?",
                        "job:a",
                        "request:a",
                        "cancel:a",
                        "a",
                        "position 6",
                        "job:b",
                        "request:b",
                        "cancel:b",
                        "b",
                        "position 7",
                        "job:c",
                        "request:c",
                        "cancel:c",
                        "c",
                        "position 8");
        await().untilAsserted(() -> assertThat(bench.engine.load().due()).isEqualTo(3));
    }

    @Test
    void passes_over_what_it_has_taken_already() {
        intake.offer(List.of(at(3, "old"), at(4, "old"), at(5, "a"), at(5, "a")));
        intake.start();
        awaitNext(6);
        assertThat(keys()).containsOnlyOnce("position 6").doesNotContain("job:old");
    }

    @Test
    void never_skips_a_record_whatever_kafka_suffers() {
        for (int i = 0; i < 8; i++) {
            bench.failures.add(new TimeoutException("no broker"));
        }
        intake.offer(List.of(at(5, "a"), at(6, "b")));
        intake.start();
        awaitNext(7);
        assertThat(keys())
                .filteredOn(key -> key.startsWith("position"))
                .containsExactly("position 5?", "position 6", "position 7");
    }

    @Test
    void goes_on_behind_a_record_that_is_no_request() {
        intake.offer(List.of(Incoming.at(0, 5, null, "garbage"), at(6, "b")));
        intake.start();
        awaitNext(7);
        assertThat(bench.written.get(1).topic()).isEqualTo("dead-letters");
        assertThat(keys()).contains("position 6", "job:b");
    }

    @Test
    void forwards_a_misrouted_request_before_it_moves_on() {
        forwardFailures.add(new KafkaException("no leader"));
        intake.offer(List.of(at(5, "elsewhere"), at(6, "b")));
        intake.start();
        awaitNext(7);
        assertThat(forwarded).containsExactly("elsewhere to 3");
        assertThat(positionsWhenSent).containsExactly(5L, 5L);
        assertThat(keys()).startsWith("position 5?", "position 6").doesNotContain("job:elsewhere");
    }

    @Test
    void forwards_a_request_again_that_kafka_did_not_confirm_and_waits_until_it_does() {
        producer.confirms = false;
        intake.offer(List.of(at(5, "elsewhere")));
        intake.start();
        await().until(() -> forwarded.size() == 1);
        await().until(() -> producer.errorNext(new TimeoutException("no broker")));
        await().until(() -> forwarded.size() == 2);
        assertThat(intake.position().next()).isEqualTo(5);
        await().until(producer::completeNext);
        awaitNext(6);
    }

    @Test
    void marks_what_it_forwards_once_more() {
        intake = startingAt(InputPosition.at(5, 4, IntakeBench.TOPICS).rereading(5, 6));
        intake.offer(List.of(at(5, "elsewhere"), at(6, "elsewhere")));
        intake.start();
        awaitNext(7);
        assertThat(producer.history())
                .extracting(each -> List.of(each.headers().toArray()).size())
                .containsExactly(1, 0);
    }

    @Test
    void marks_the_letters_of_what_it_reads_once_more_and_sets_aside() {
        bench.sources =
                _ -> {
                    throw new IllegalStateException("a bug");
                };
        deadly.add(5L);
        intake = startingAt(InputPosition.at(5, 4, IntakeBench.TOPICS).rereading(5, 7).asSuspect());
        intake.offer(List.of(sentNow(5, "a"), sentNow(6, "b"), sentNow(7, "c")));
        intake.start();
        awaitNext(8);
        assertThat(bench.written)
                .filteredOn(each -> each.topic().equals("dead-letters"))
                .extracting(each -> List.of(each.headers().toArray()).size())
                .as("the reason, and that it may have been taken in before")
                .containsExactly(2, 2, 1);
    }

    @Test
    void ends_when_the_partition_is_lost() {
        bench.failures.add(new OwnershipLost("another worker has it", null));
        intake.offer(List.of(at(5, "a"), at(6, "b")));
        intake.start();
        await().until(bench.failures::isEmpty);
        assertThat(intake.position().next()).isEqualTo(5);
        assertThat(bench.written).isEmpty();
    }

    @Test
    void waits_while_the_worker_has_as_many_jobs_as_it_may() {
        full = true;
        intake.offer(List.of(at(5, "a")));
        intake.start();
        await().until(intake::hasEnough);
        assertThat(intake.position().next()).isEqualTo(5);
        assertThat(intake.waiting()).contains(new IntakeBackpressure.Waiting(0, NOW, Limit.OPEN));
        full = false;
        awaitNext(6);
        await().until(() -> !intake.hasEnough());
        assertThat(intake.waiting()).isEmpty();
        assertThat(keys()).noneMatch(key -> key.contains("waits"));
    }

    @Test
    void a_wait_that_lasts_is_recorded_once_and_until_the_request_is_decided() {
        full = true;
        intake.offer(List.of(at(5, "a"), at(6, "b")));
        intake.start();
        await().until(() -> intake.waiting().isPresent());
        clock.set(NOW.plusSeconds(10));
        String recorded = "position 5 waits %s worker.open-jobs".formatted(NOW);
        await().untilAsserted(() -> assertThat(keys()).contains(recorded));
        clock.set(NOW.plusSeconds(60));
        full = false;
        awaitNext(7);
        assertThat(keys())
                .filteredOn(key -> key.startsWith("position"))
                .describedAs("what waits is not suspected of the end of a process")
                .containsExactly(
                        "position 5?",
                        recorded,
                        "position 5? waits %s worker.open-jobs".formatted(NOW),
                        "position 6",
                        "position 7");
    }

    @Test
    void a_wait_goes_on_under_the_partition_s_next_owner() {
        full = true;
        Instant since = NOW.minusSeconds(3600);
        intake =
                startingAt(
                        InputPosition.at(5, 4, IntakeBench.TOPICS)
                                .waiting(new Waits(since, "worker.open-jobs")));
        intake.offer(List.of(at(5, "a")));
        intake.start();
        await().until(() -> intake.waiting().isPresent());
        assertThat(intake.waiting()).contains(new IntakeBackpressure.Waiting(0, since, Limit.OPEN));
        full = false;
        awaitNext(6);
        await().untilAsserted(() -> assertThat(intake.waiting()).isEmpty());
    }

    @Test
    void a_place_that_cannot_be_read_is_recorded_until_it_can() {
        intake.offer(List.of(at(5, "a")));
        intake.start();
        awaitNext(6);
        intake.unreadable(7, NOW);
        intake.unreadable(7, NOW.plusSeconds(60));
        intake.offer(List.of(at(6, "b")));
        awaitNext(7);
        intake.readable();
        String place = " unreadable %s 7".formatted(NOW);
        await().untilAsserted(() ->
                assertThat(keys())
                        .filteredOn(key -> key.startsWith("position"))
                        .containsExactly(
                                "position 5?",
                                "position 6",
                                "position 6" + place,
                                "position 7" + place,
                                "position 7"));
    }

    @Test
    void a_place_that_could_not_be_read_is_forgotten_with_the_request_that_stood_there() {
        intake = startingAt(InputPosition.at(5, 4, IntakeBench.TOPICS).unreadableAt(5, NOW));
        intake.offer(List.of(at(5, "a")));
        intake.start();
        awaitNext(6);
        assertThat(keys()).contains("position 6");
    }

    @Test
    void what_may_begin_later_is_not_held_up_by_what_is_due() {
        full = true;
        String later =
                request("later")
                        .replace("{", "{\"options\": {\"notBefore\": \"2026-12-01T09:00:00Z\"},");
        intake.offer(List.of(Incoming.at(0, 5, "later", later)));
        intake.start();
        awaitNext(6);
    }

    @Test
    void a_cancel_needs_no_room() {
        full = true;
        intake.offer(
                List.of(
                        Incoming.at(0, 5, "a", "{\"requestId\": \"a\", \"command\": \"cancel\"}"),
                        Incoming.at(0, 6, null, "garbage"),
                        at(7, "elsewhere"),
                        at(8, "b")));
        intake.start();
        awaitNext(8);
        await().until(intake::hasEnough);
        assertThat(intake.position().next()).isEqualTo(8);
    }

    @Test
    void a_record_that_kafka_will_never_take_is_reported_and_left_where_it_stands() {
        intake.offer(List.of(Incoming.at(0, 5, null, "garbage")));
        intake.start();
        awaitNext(6);
        bench.written.clear();
        bench.failures.add(new RecordTooLargeException("larger than max.message.bytes"));
        intake.offer(List.of(at(6, "a"), at(7, "b")));
        awaitNext(8);
        ProducerRecord<byte[], byte[]> letter = bench.written.get(1);
        assertThat(bench.written.getFirst().topic()).isEqualTo("outcomes");
        assertThat(letter.topic()).isEqualTo("dead-letters");
        assertThat(letter.value()).isNull();
        assertThat(new String(letter.headers().lastHeader("reason").value(), UTF_8))
                .contains("offset 6 of partition 0 of requests");
        assertThat(keys()).contains("position 7", "job:b").doesNotContain("job:a");
        assertThat(rejected(ErrorCode.INVALID_REQUEST))
                .describedAs("the garbage and the record that is too large")
                .isEqualTo(2);
    }

    @Test
    void a_refused_record_whose_dead_letter_is_too_large_is_counted_once() {
        intake.offer(List.of(Incoming.at(0, 5, null, "garbage")));
        intake.start();
        awaitNext(6);
        bench.failures.add(new RecordTooLargeException("larger than max.message.bytes"));
        intake.offer(List.of(Incoming.at(0, 6, null, "more garbage")));
        awaitNext(7);
        bench.failures.add(new TimeoutException("no broker"));
        intake.offer(List.of(Incoming.at(0, 7, null, "yet more garbage")));
        awaitNext(8);
        assertThat(rejected(ErrorCode.INVALID_REQUEST)).isEqualTo(3);
    }

    private double rejected(ErrorCode code) {
        return bench.meters.counter("panopto.upload.rejected", "code", code.name()).count();
    }

    @Test
    void says_which_record_waits_for_kafka_and_goes_on() {
        for (int i = 0; i < 8; i++) {
            bench.failures.add(new TimeoutException("no broker"));
        }
        intake.offer(List.of(at(5, "a")));
        assertThat(intake.lastError()).isEmpty();
        intake.start();
        await().until(() -> intake.lastError().isPresent() || intake.position().next() == 6);
        awaitNext(6);
        await().until(() -> intake.lastError().isEmpty());
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void a_record_that_cannot_be_decided_is_set_aside_untouched_and_its_sender_is_reported() {
        bench.sources =
                source -> {
                    if (source.uri().contains("bad")) {
                        throw new StackOverflowError();
                    }
                };
        ConsumerRecord<byte[], byte[]> bad =
                with(
                        Incoming.at(0, 5, null, request("a").replace("a.mp4", "bad.mp4")),
                        "reason",
                        "the sender's own");
        intake.offer(List.of(bad, at(6, "b")));
        intake.start();
        awaitNext(7);
        OutcomeEvent.Rejected rejected =
                Incoming.JSON.readValue(bench.written.get(1).value(), OutcomeEvent.Rejected.class);
        assertThat(rejected.requestId()).isEqualTo("a");
        assertThat(rejected.error().code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(rejected.error().message()).contains("java.lang.StackOverflowError");
        ProducerRecord<byte[], byte[]> letter = bench.written.get(2);
        assertThat(letter.topic()).isEqualTo("dead-letters");
        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isEqualTo(bad.value());
        assertThat(letter.headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .hasSize(2)
                .contains("reason=the sender's own")
                .last()
                .asString()
                .startsWith("reason=INTERNAL: ");
        assertThat(keys()).contains("position 6", "job:b", "position 7");
    }

    @Test
    void what_cannot_be_decided_and_is_too_large_for_its_dead_letter_says_where_it_stands() {
        AtomicInteger tries = new AtomicInteger();
        bench.sources =
                _ -> {
                    if (tries.incrementAndGet() == 3) {
                        bench.failures.add(new RecordTooLargeException("larger than the limit"));
                    }
                    throw new IllegalStateException("a bug");
                };
        intake.offer(List.of(at(5, "a")));
        intake.start();
        awaitNext(6);
        assertThat(bench.written.get(2).value()).isNull();
        assertThat(new String(bench.written.get(2).headers().lastHeader("reason").value(), UTF_8))
                .startsWith("INTERNAL: ")
                .contains("offset 5 of partition 0 of requests");
        assertThat(rejected(ErrorCode.INTERNAL)).isEqualTo(1);
    }

    @Test
    void marks_the_first_record_before_it_is_decided_and_no_other() {
        bench.sources = _ -> assertThat(keys()).startsWith("position 5?");
        intake.offer(List.of(at(5, "a"), at(6, "b")));
        intake.start();
        awaitNext(7);
        assertThat(keys()).containsOnlyOnce("position 5?", "position 6", "position 7");
        assertThat(tried).isEmpty();
        assertThat(keys()).contains("job:a", "job:b");
    }

    @Test
    void what_was_being_decided_when_the_last_owner_ended_is_tried_apart_and_then_decided() {
        intake = startingAt(InputPosition.at(5, 4, IntakeBench.TOPICS).asSuspect());
        intake.offer(List.of(at(5, "a"), at(6, "b")));
        intake.start();
        awaitNext(7);
        assertThat(tried).containsExactly(5L);
        assertThat(keys()).contains("job:a", "position 6", "job:b", "position 7");
    }

    @Test
    void
            what_ended_that_process_too_is_set_aside_and_what_follows_is_tried_until_one_is_harmless() {
        deadly.addAll(Set.of(5L, 6L));
        intake = startingAt(InputPosition.at(5, 4, IntakeBench.TOPICS).asSuspect());
        intake.offer(List.of(at(5, "a"), at(6, "b"), at(7, "c"), at(8, "d")));
        intake.start();
        awaitNext(9);
        assertThat(tried).containsExactly(5L, 6L, 7L);
        assertThat(keys())
                .filteredOn(key -> !key.contains(":") && key.length() > 1)
                .containsExactly("position 6?", "position 7?", "position 8", "position 9");
        ProducerRecord<byte[], byte[]> letter = bench.written.get(1);
        assertThat(letter.value()).isEqualTo(at(5, "a").value());
        assertThat(new String(letter.headers().lastHeader("reason").value(), UTF_8))
                .startsWith("INTERNAL: Deciding on this record ended a worker");
        assertThat(keys()).contains("job:c", "job:d").doesNotContain("job:a", "job:b");
    }

    @Test
    void a_trial_and_a_mark_are_not_repeated_while_kafka_keeps_the_decision_waiting() {
        intake = startingAt(InputPosition.at(5, 4, IntakeBench.TOPICS).asSuspect());
        for (int i = 0; i < 4; i++) {
            bench.failures.add(new TimeoutException("no broker"));
        }
        intake.offer(List.of(at(5, "a")));
        intake.start();
        awaitNext(6);
        assertThat(tried).containsExactly(5L);
    }

    @Test
    void wants_no_more_while_a_hundred_records_wait() {
        for (int i = 0; i < 99; i++) {
            intake.offer(List.of(at(5 + i, "x" + i)));
        }
        assertThat(intake.hasEnough()).isFalse();
        intake.offer(List.of(at(104, "last")));
        assertThat(intake.hasEnough()).isTrue();
    }

    private void awaitNext(long next) {
        await().untilAsserted(() -> assertThat(intake.position().next()).isEqualTo(next));
    }

    private List<String> keys() {
        return bench.written.stream().map(PartitionIntakeTest::key).toList();
    }

    private static String key(ProducerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return record.topic();
        }
        String key = new String(record.key(), UTF_8);
        return key.equals("position") ? "position " + new String(record.value(), UTF_8) : key;
    }

    private static ConsumerRecord<byte[], byte[]> at(long offset, String id) {
        return Incoming.at(0, offset, id, request(id));
    }

    private static ConsumerRecord<byte[], byte[]> sentNow(long offset, String id) {
        ConsumerRecord<byte[], byte[]> plain = at(offset, id);
        return new ConsumerRecord<>(
                plain.topic(),
                plain.partition(),
                offset,
                System.currentTimeMillis(),
                TimestampType.CREATE_TIME,
                plain.serializedKeySize(),
                plain.serializedValueSize(),
                plain.key(),
                plain.value(),
                new RecordHeaders(),
                Optional.empty());
    }

    /** Notes what is forwarded. */
    private final class Forwarding extends MockProducer<byte[], byte[]> {
        private volatile boolean confirms = true;

        Forwarding() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            positionsWhenSent.add(intake.position().next());
            RuntimeException failure = forwardFailures.poll();
            if (failure != null) {
                throw failure;
            }
            Future<RecordMetadata> sent = super.send(record);
            if (confirms) {
                assertThat(completeNext()).isTrue();
            }
            forwarded.add(new String(record.key(), UTF_8) + " to " + record.partition());
            return sent;
        }
    }
}
