package io.panoptoupload.worker.intake;

import static io.panoptoupload.worker.request.Incoming.MINIMAL;
import static io.panoptoupload.worker.request.Incoming.record;
import static io.panoptoupload.worker.request.Incoming.with;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.job.AdmissionResult;
import io.panoptoupload.worker.request.Decoded;
import io.panoptoupload.worker.request.Incoming;
import io.panoptoupload.worker.request.RereadMark;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

class AdmissionTest {
    private final IntakeBench bench = new IntakeBench();
    private boolean reread;

    @Test
    void dead_letters_carry_key_value_and_headers_untouched_and_the_reason()
            throws InterruptedException {
        ConsumerRecord<byte[], byte[]> garbage =
                with(record("not an id", "garb\u00e4ge"), "x", "y");
        List<ProducerRecord<byte[], byte[]>> written = admit(garbage);
        assertThat(written).hasSize(1);
        ProducerRecord<byte[], byte[]> dead = written.getFirst();
        assertThat(dead.topic()).isEqualTo("dead-letters");
        assertThat(dead.key()).isEqualTo(garbage.key());
        assertThat(dead.value()).isEqualTo(garbage.value());
        assertThat(dead.headers()).extracting(Header::key).containsExactly("x", "reason");
        assertThat(garbage.headers()).hasSize(1);
    }

    @Test
    void a_sender_who_can_be_named_is_reported() throws InterruptedException {
        List<ProducerRecord<byte[], byte[]>> written =
                admit(with(record("a", "garbage"), "traceparent", "00-1-2-01"));
        OutcomeEvent.Rejected rejected = rejected(written);
        assertThat(rejected.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(header(written.getFirst(), "ce_id")).isEqualTo("a/rejected/0-7");
        assertThat(header(written.getFirst(), "traceparent")).isEqualTo("00-1-2-01");
        assertThat(written.get(1).topic()).isEqualTo("dead-letters");
    }

    @Test
    void a_dead_letter_beyond_kafkas_limits_says_where_the_record_stands()
            throws InterruptedException {
        List<ProducerRecord<byte[], byte[]>> written =
                admit(record("a", "x".repeat(6 * 1024 * 1024)));
        ProducerRecord<byte[], byte[]> letter = written.get(1);
        assertThat(letter.value()).isNull();
        assertThat(letter.key()).isEqualTo("a".getBytes(UTF_8));
        assertThat(header(letter, "reason"))
                .contains("at most 524288 are allowed")
                .contains("(6291456 bytes) is at offset 7 of partition 0 of requests");
    }

    @Test
    void what_a_sender_hears_does_not_grow_with_the_faults() throws InterruptedException {
        String source = "{\"source\": {\"uri\": \"file:///a\", \"sizeBytes\": 0}}";
        String faulty =
                "{\"requestId\": \"a\", \"streams\": [%s]}"
                        .formatted(String.join(",", Collections.nCopies(900, source)));
        List<ProducerRecord<byte[], byte[]>> written = admit(record("a", faulty));
        assertThat(rejected(written).error().message()).hasSizeLessThan(2100).contains("more.");
        assertThat(header(written.get(1), "reason")).hasSizeLessThan(2100);
    }

    @Test
    void extensions_beyond_their_limit_are_not_echoed() throws InterruptedException {
        String large =
                "{\"requestId\": \"a\", \"extensions\": {\"x\": \"%s\"}}"
                        .formatted("y".repeat(20_000));
        List<ProducerRecord<byte[], byte[]>> written = admit(record("a", large));
        assertThat(rejected(written).error().message()).contains("extensions: 20008 bytes");
        assertThat(rejected(written).header().extensions()).isEmpty();
    }

    @Test
    void a_key_that_is_not_the_id_is_a_fault() throws InterruptedException {
        OutcomeEvent.Rejected rejected = rejected(admit(record("b", MINIMAL)));
        assertThat(rejected.requestId()).isEqualTo("a");
        assertThat(rejected.error().message()).contains("differs from the record's key");
    }

    @Test
    void an_invalid_request_is_rejected_with_its_extensions() throws InterruptedException {
        String invalid = "{\"requestId\": \"a\", \"extensions\": {\"room\": \"lt1\"}}";
        OutcomeEvent.Rejected rejected = rejected(admit(record("a", invalid)));
        assertThat(rejected.header().extensions()).containsEntry("room", "lt1");
        assertThat(rejected.header().sequence()).isNull();
    }

    @Test
    void a_valid_request_becomes_a_job_its_request_and_its_first_event()
            throws InterruptedException {
        List<ProducerRecord<byte[], byte[]>> written = admit(record("a", MINIMAL));
        assertThat(written)
                .extracting(r -> new String(r.key(), UTF_8))
                .containsExactly("job:a", "request:a", "cancel:a", "a");
        assertThat(written).extracting(ProducerRecord::topic).startsWith("journal", "journal");
        assertThat(header(written.getLast(), "ce_type")).isEqualTo("panopto.upload.accepted.v1");
    }

    @Test
    void a_request_that_was_accepted_stays_accepted_when_its_sources_are_forbidden()
            throws InterruptedException {
        AdmissionResult accepted = admitted(record("a", MINIMAL));
        accepted.committed().accept(bench.commit(accepted.records()));
        bench.sources =
                _ -> {
                    throw new PermanentFault(ErrorCode.SOURCE_NOT_ALLOWED, "no longer");
                };
        List<ProducerRecord<byte[], byte[]>> again = admit(record("a", MINIMAL));
        assertThat(header(again.getLast(), "ce_id"))
                .isEqualTo(header(accepted.records().getLast(), "ce_id"));
        OutcomeEvent.Rejected other = rejected(admit(record("a", MINIMAL.replace("mp4", "mov"))));
        assertThat(other.error().code()).isEqualTo(ErrorCode.SOURCE_NOT_ALLOWED);
    }

    @Test
    void what_is_read_once_more_is_refused_when_nobody_remembers_that_long() throws Exception {
        reread = true;
        long window = bench.deduplication.toMillis();
        long now = bench.clock.millis();
        ConsumerRecord<byte[], byte[]> old = sentAt(now - window - 1000, MINIMAL);
        List<ProducerRecord<byte[], byte[]>> refused = admit(old);
        assertThat(rejected(refused).error())
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
                    assertThat(error.retryable()).isTrue();
                    assertThat(error.message()).contains("Look for it in Panopto");
                });
        assertThat(refused.get(1).value()).isEqualTo(old.value());

        assertThat(admit(sentAt(now - window + 60_000, MINIMAL)))
                .describedAs("young enough to be remembered if it had been taken in")
                .extracting(ProducerRecord::topic)
                .contains("journal")
                .doesNotContain("dead-letters");
        reread = false;
        assertThat(admit(sentAt(0, Incoming.request("b"))))
                .describedAs("has only waited")
                .extracting(ProducerRecord::topic)
                .contains("journal")
                .doesNotContain("dead-letters");
    }

    @Test
    void what_was_forwarded_once_more_is_judged_by_when_it_was_sent() throws Exception {
        long now = bench.clock.millis();
        ConsumerRecord<byte[], byte[]> old =
                sentAt(now - bench.deduplication.toMillis() - 1000, MINIMAL);
        ConsumerRecord<byte[], byte[]> forwarded = sentAt(now, MINIMAL);
        RereadMark.put(old, forwarded.headers());

        List<ProducerRecord<byte[], byte[]>> refused = admit(forwarded);

        assertThat(rejected(refused).error().message())
                .contains("sent at " + Instant.ofEpochMilli(old.timestamp()));
        assertThat(refused.get(1).headers())
                .describedAs("the letter is new when it is replayed, since somebody has looked")
                .extracting(Header::key)
                .containsExactly("reason");
        ConsumerRecord<byte[], byte[]> again = sentAt(now, MINIMAL);
        forwarded.headers().forEach(again.headers()::add);
        RereadMark.put(forwarded, again.headers());
        assertThat(rejected(admit(again)).error().message())
                .describedAs("forwarded twice")
                .contains("sent at");
    }

    /** Replayed, it must not be taken for a new one. */
    @Test
    void what_was_forwarded_once_more_and_could_not_be_decided_is_marked_in_its_letter_too()
            throws Exception {
        long now = bench.clock.millis();
        ConsumerRecord<byte[], byte[]> old =
                sentAt(now - bench.deduplication.toMillis() - 1000, MINIMAL);
        ConsumerRecord<byte[], byte[]> forwarded = sentAt(now, MINIMAL);
        RereadMark.put(old, forwarded.headers());

        ProducerRecord<byte[], byte[]> letter =
                bench.admission
                        .undecided(forwarded, new IllegalStateException("a bug"), false, false)
                        .records()
                        .getLast();

        ConsumerRecord<byte[], byte[]> replayed = sentAt(now + 60_000, MINIMAL);
        letter.headers().forEach(replayed.headers()::add);
        assertThat(rejected(admit(replayed)).error().message())
                .contains("sent at " + Instant.ofEpochMilli(old.timestamp()));
    }

    @Test
    void what_is_read_once_more_and_is_set_aside_is_marked_in_its_letter() throws Exception {
        long now = bench.clock.millis();
        ConsumerRecord<byte[], byte[]> old =
                sentAt(now - bench.deduplication.toMillis() - 1000, MINIMAL);
        IllegalStateException bug = new IllegalStateException("a bug");

        for (AdmissionResult aside :
                List.of(
                        bench.admission.undecided(old, bug, true, false),
                        bench.admission.poison(old, true, false))) {
            ConsumerRecord<byte[], byte[]> replayed = sentAt(now + 60_000, MINIMAL);
            aside.records().getLast().headers().forEach(replayed.headers()::add);
            assertThat(rejected(admit(replayed)).error().message())
                    .contains("sent at " + Instant.ofEpochMilli(old.timestamp()));
        }
        assertThat(old.headers()).isEmpty();
    }

    @Test
    void what_is_read_once_more_and_conflicts_is_marked_in_its_letter() throws Exception {
        long now = bench.clock.millis();
        AdmissionResult known = admitted(sentAt(now, MINIMAL));
        known.committed().accept(bench.commit(known.records()));
        reread = true;
        ConsumerRecord<byte[], byte[]> old =
                sentAt(now - bench.deduplication.toMillis() - 1000, MINIMAL.replace("mp4", "mov"));
        List<ProducerRecord<byte[], byte[]>> refused = admit(old);
        assertThat(rejected(refused).error().code()).isEqualTo(ErrorCode.CONFLICTING_REQUEST);

        ConsumerRecord<byte[], byte[]> replayed = sentAt(now, MINIMAL.replace("mp4", "mov"));
        refused.getLast().headers().forEach(replayed.headers()::add);
        IntakeBench later = new IntakeBench();
        Decoded.Request request = (Decoded.Request) later.admission.decode(replayed);
        assertThat(
                        rejected(
                                        later.admission
                                                .admit(
                                                        replayed,
                                                        request.request(),
                                                        later.partition,
                                                        false)
                                                .records())
                                .error()
                                .message())
                .describedAs("nobody remembers the other one, nor whether this one was done before")
                .contains("sent at " + Instant.ofEpochMilli(old.timestamp()));
        assertThat(old.headers()).isEmpty();
    }

    @Test
    void what_is_read_once_more_and_was_never_valid_is_not_marked() throws Exception {
        reread = true;
        ConsumerRecord<byte[], byte[]> invalid =
                sentAt(bench.clock.millis(), "{\"requestId\":\"a\"}");
        assertThat(admit(invalid).getLast().headers())
                .extracting(Header::key)
                .containsExactly("reason");
    }

    private static ConsumerRecord<byte[], byte[]> sentAt(long time, String value) {
        return new ConsumerRecord<>(
                "requests",
                0,
                7,
                time,
                TimestampType.CREATE_TIME,
                0,
                value.length(),
                null,
                value.getBytes(UTF_8),
                new RecordHeaders(),
                Optional.empty());
    }

    private List<ProducerRecord<byte[], byte[]>> admit(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        return admitted(record).records();
    }

    private AdmissionResult admitted(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        return switch (bench.admission.decode(record)) {
            case Decoded.Refused refused -> bench.admission.invalid(record, refused);
            case Decoded.Request(UploadRequest request) ->
                    bench.admission.admit(record, request, bench.partition, reread);
        };
    }

    private static OutcomeEvent.Rejected rejected(List<ProducerRecord<byte[], byte[]>> written) {
        return Incoming.JSON.readValue(written.getFirst().value(), OutcomeEvent.Rejected.class);
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
