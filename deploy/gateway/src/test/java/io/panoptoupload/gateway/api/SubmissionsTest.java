package io.panoptoupload.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.panoptoupload.gateway.kafka.KafkaUnavailable;
import io.panoptoupload.gateway.kafka.RequestWriter;
import io.panoptoupload.gateway.view.OutcomeEntries;
import io.panoptoupload.gateway.view.UploadEntry;
import io.panoptoupload.gateway.view.UploadState;
import io.panoptoupload.gateway.view.Uploads;
import io.panoptoupload.messages.CloudEvents;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

/** What is shown of a request while workers and Kafka answer in any order. */
class SubmissionsTest {
    private static final RequestWriter.Origin SOMEBODY = new RequestWriter.Origin("lt1", null);
    private static final String ERROR =
            "\"error\":{\"code\":\"INVALID_REQUEST\",\"message\":\"no\",\"retryable\":false}";
    private static final String COMPLETED =
            "\"acceptedAt\":\"2026-11-23T08:00:00Z\",\"sequence\":7,\"attempt\":2,\"sessionId\":\"s\",\"viewerUrl\":\"https://uni/s\",\"files\":[],\"bytesTotal\":1,\"durations\":{}";

    private static final Submissions.Writer ABSENT =
            (_, _, _) -> {
                throw new KafkaUnavailable("Kafka does not respond.");
            };

    private final JsonMapper json = JsonMapper.builder().build();
    private final Uploads uploads = new Uploads(10, 10);
    private final OutcomeEntries outcomes = new OutcomeEntries(uploads, json);

    @Test
    void a_refusal_that_comes_before_kafkas_confirmation_is_shown() throws Exception {
        submit((id, _, _) -> publish(id, "rejected", ERROR));
        assertThat(shown().state()).isEqualTo(UploadState.REJECTED);
    }

    @Test
    void an_upload_that_was_forgotten_is_shown_as_its_last_event_says() throws Exception {
        publish("a", "completed", COMPLETED);
        assertThat(uploads.get("a")).isEmpty();
        submit((id, _, _) -> publish(id, "completed", COMPLETED));
        assertThat(shown().state()).isEqualTo(UploadState.COMPLETED);
        assertThat(shown().end().sessionId()).isEqualTo("s");
        assertThat(shown().recording().title()).isEqualTo("Week 12");
        assertThat(submit((_, _, _) -> {}).state()).isEqualTo("completed");
    }

    @Test
    void a_request_that_is_not_written_is_not_shown() throws Exception {
        assertThatThrownBy(() -> submit(ABSENT)).isInstanceOf(KafkaUnavailable.class);
        assertThat(uploads.get("a")).isEmpty();
        publish("a", "rejected", ERROR);
        assertThatThrownBy(() -> submit(ABSENT)).isInstanceOf(KafkaUnavailable.class);
        assertThat(shown().state()).as("as before").isEqualTo(UploadState.REJECTED);
        submit((_, _, _) -> {});
        assertThat(shown().state()).isEqualTo(UploadState.WAITING);
    }

    @Test
    void a_request_that_one_of_two_senders_got_through_is_shown() throws Exception {
        assertThatThrownBy(() -> submit(between(() -> submit((_, _, _) -> {}), ABSENT)))
                .isInstanceOf(KafkaUnavailable.class);
        assertThat(shown().state()).isEqualTo(UploadState.WAITING);
        assertThatThrownBy(() -> submit(ABSENT)).isInstanceOf(KafkaUnavailable.class);
        assertThat(shown().state()).as("it is in the topic").isEqualTo(UploadState.WAITING);
    }

    @Test
    void what_none_of_its_senders_got_through_is_shown_as_it_was_before() throws Exception {
        publish("a", "rejected", ERROR);
        Submissions.Writer afterAnother =
                between(
                        () -> {
                            assertThatThrownBy(() -> submit(ABSENT))
                                    .isInstanceOf(KafkaUnavailable.class);
                            assertThat(shown().state())
                                    .as("the first is still on its way")
                                    .isEqualTo(UploadState.WAITING);
                        },
                        ABSENT);
        assertThatThrownBy(() -> submit(afterAnother)).isInstanceOf(KafkaUnavailable.class);
        assertThat(shown().state()).isEqualTo(UploadState.REJECTED);
    }

    @Test
    void a_request_is_not_cancelled_before_kafka_has_it() throws Exception {
        assertThat(
                        submit(
                                between(
                                        () ->
                                                assertThatThrownBy(this::cancel)
                                                        .hasMessageContaining("503"),
                                        (_, _, _) -> {})))
                .isNotNull();
        assertThat(cancel().state()).isEqualTo("waiting");
    }

    @Test
    void a_request_that_kafka_has_is_cancelled_while_it_is_sent_again() throws Exception {
        submit((_, _, _) -> {});
        assertThatThrownBy(() ->
                        submit(
                                between(
                                        () -> assertThat(cancel().state()).isEqualTo("waiting"),
                                        ABSENT)))
                .isInstanceOf(KafkaUnavailable.class);
        assertThat(cancel().state()).isEqualTo("waiting");
    }

    private interface Meanwhile {
        void run() throws Exception;
    }

    /** What happens while a record is on its way, and how that ends. */
    private static Submissions.Writer between(Meanwhile meanwhile, Submissions.Writer end) {
        return (id, value, origin) -> {
            try {
                meanwhile.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            end.write(id, value, origin);
        };
    }

    private Submissions submissions(Submissions.Writer writer) {
        return new Submissions(
                uploads, writer, json, new SubmissionMeters(new SimpleMeterRegistry()));
    }

    private Submissions.Receipt cancel() throws InterruptedException {
        return submissions((_, _, _) -> {}).cancel("a", null, SOMEBODY);
    }

    private Submissions.Receipt submit(Submissions.Writer writer) throws InterruptedException {
        return submissions(writer)
                .upload(
                        """
                        {"requestId":"a","folderId":"6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11",
                         "title":"Week 12","streams":[{"source":{"uri":"file:///captures/a.mp4"}}]}
                        """
                                .getBytes(UTF_8),
                        null,
                        SOMEBODY);
    }

    private UploadEntry shown() {
        return uploads.get("a").orElseThrow();
    }

    private void publish(String id, String type, String fields) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(
                        "outcomes",
                        0,
                        0,
                        id.getBytes(UTF_8),
                        "{\"type\":\"%s\",\"requestId\":\"%s\",\"occurredAt\":\"2026-11-23T09:00:00Z\",\"worker\":\"w\",%s}"
                                .formatted(type, id, fields)
                                .getBytes(UTF_8));
        record.headers()
                .add(
                        CloudEvents.TYPE_HEADER,
                        "panopto.upload.%s.v1".formatted(type).getBytes(UTF_8));
        outcomes.take(record);
    }
}
