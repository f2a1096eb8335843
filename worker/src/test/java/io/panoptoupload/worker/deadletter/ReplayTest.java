package io.panoptoupload.worker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ReplayTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.DEAD_LETTER, 0);
    private static final String REASON = Topics.DEAD_LETTER_REASON_HEADER;

    private final List<Map<TopicPartition, Long>> remembered = new ArrayList<>();
    private final List<String> tooLarge = new ArrayList<>();

    @Test
    void a_letter_is_published_as_it_came_without_the_workers_reason() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(true);
        ConsumerRecord<byte[], byte[]> letter = letter("value".getBytes(UTF_8));
        letter.headers().add(REASON, "the sender's".getBytes(UTF_8));
        letter.headers().add("panopto-upload-reread-since", "then".getBytes(UTF_8));
        letter.headers().add(REASON, "the worker's".getBytes(UTF_8));
        replay(producer).letter(letter);
        ProducerRecord<byte[], byte[]> sent = producer.history().getFirst();
        assertThat(sent.topic()).isEqualTo(Topics.REQUESTS);
        assertThat(sent.value()).isEqualTo("value".getBytes(UTF_8));
        assertThat(sent.headers())
                .extracting(Header::key, header -> new String(header.value(), UTF_8))
                .containsExactly(
                        tuple(REASON, "the sender's"),
                        tuple("panopto-upload-reread-since", "then"),
                        tuple("by", "alice"));
    }

    @Test
    void what_has_no_value_is_left_out() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(true);
        Replay replay = replay(producer);
        replay.letter(letter(null));
        assertThat(producer.history()).isEmpty();
        assertThat(replay.published()).isZero();
    }

    @Test
    void how_far_it_came_is_remembered_once_kafka_has_the_records() throws Exception {
        Replay replay = replay(producer(true));
        replay.letter(letter(new byte[1]));
        assertThat(remembered).isEmpty();
        assertThat(replay.readTo(Map.of(PARTITION, 1L))).isTrue();
        replay.end();
        replay.end();
        assertThat(remembered).containsExactly(Map.of(PARTITION, 1L));
    }

    /** Few letters come at once, since each may be large. */
    @Test
    void how_far_it_came_is_not_committed_for_a_few_letters() throws Exception {
        Replay replay = replay(producer(true));
        for (long i = 1; i <= 500; i++) {
            replay.letter(letter(new byte[1]));
            assertThat(replay.readTo(Map.of(PARTITION, i))).isTrue();
        }
        replay.end();
        assertThat(remembered)
                .containsExactly(
                        Map.of(PARTITION, 200L), Map.of(PARTITION, 400L), Map.of(PARTITION, 500L));
        assertThat(replay.published()).isEqualTo(500);
    }

    @Test
    void what_kafka_did_not_confirm_is_not_remembered() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(false);
        Replay replay = replay(producer);
        replay.letter(letter(new byte[1]));
        producer.errorNext(new TimeoutException("no answer"));
        assertThat(replay.readTo(Map.of(PARTITION, 1L))).isTrue();
        assertThatThrownBy(replay::end).isInstanceOf(TimeoutException.class);
        assertThat(remembered).isEmpty();
    }

    /** As broker and client say it. */
    @Test
    void one_that_the_request_topic_does_not_take_holds_up_no_other() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(false);
        Replay replay = replay(producer);
        replay.letter(letter(new byte[9]));
        replay.letter(letter(new byte[1]));
        producer.errorNext(new RecordTooLargeException("9 bytes"));
        producer.completeNext();
        assertThat(replay.readTo(Map.of(PARTITION, 2L))).isTrue();
        replay.end();
        assertThat(tooLarge).containsExactly("0-0");
        assertThat(replay.published()).isEqualTo(1);
        assertThat(remembered).containsExactly(Map.of(PARTITION, 2L));
    }

    private Replay replay(MockProducer<byte[], byte[]> producer) {
        return new Replay(
                remembered::add,
                producer,
                Topics.REQUESTS,
                headers -> headers.add("by", "alice".getBytes(UTF_8)),
                () -> true,
                tooLarge::add);
    }

    private static MockProducer<byte[], byte[]> producer(boolean confirms) {
        return new MockProducer<>(
                confirms, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static ConsumerRecord<byte[], byte[]> letter(byte @Nullable [] value) {
        return new ConsumerRecord<>(PARTITION.topic(), 0, 0, "id".getBytes(UTF_8), value);
    }
}
