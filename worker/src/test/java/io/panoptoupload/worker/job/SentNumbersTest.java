package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.EventHeader;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.request.Digests;
import io.panoptoupload.worker.request.RequestCheck;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;

/** Extensions come back as they were sent, through the journal and into the events. */
class SentNumbersTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JournalJson journal = new JournalJson(JSON);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-0",
                "0.0",
                "-0.0",
                "1.0",
                "1.50",
                "1e2",
                "1E+2",
                "1e400",
                "-1e-400",
                "0.1",
                "3.14159265358979323846264338327950288",
                "9007199254740993",
                "123456789012345678901234567890",
                "1e999999999",
                "\"1\"",
                "null",
                "true",
                "[1.0,{\"a\":[2.50,null]}]"
            })
    void every_number_comes_back_to_the_last_digit(String value) {
        String extensions = "\"extensions\":{\"x\":" + value + "}";
        UploadRequest request = read(extensions);
        UploadRequest again = journal.request(journal.of(request));
        assertThat(new String(journal.of(again), UTF_8)).contains(extensions);
        OutcomeEvent event =
                new OutcomeEvent.Created(
                        new EventHeader(
                                "a", Instant.EPOCH, 1L, Instant.EPOCH, "w", 1, again.extensions()),
                        "id");
        assertThat(JSON.writeValueAsString(event)).contains(extensions);
    }

    /** A request that was taken in before numbers were kept must not look like another one now. */
    @ParameterizedTest
    @ValueSource(strings = {"1.50", "1e2", "-0", "1e400", "123456789012345678901234567890"})
    void a_digest_is_what_it_was_when_numbers_were_read_as_javas(String value) {
        UploadRequest sent = read("\"extensions\":{\"x\":" + value + "}");
        UploadRequest before =
                JSON.readValue(
                        "{\"requestId\":\"a\",\"extensions\":{\"x\":" + value + "}}",
                        UploadRequest.class);
        UploadRequest asBefore =
                UploadRequest.builder(sent).extensions(before.extensions()).build();
        assertThat(Digests.of(sent)).isEqualTo(Digests.of(asBefore));
    }

    private static UploadRequest read(String field) {
        String request =
                """
                {"requestId": "a", "folderId": "6c1d8a52-0f0e-4f5e-9d3b-0a6f1f3c2b11",
                 "title": "t", "streams": [{"source": {"uri": "file:///a.mp4"}}], %s}
                """
                        .formatted(field);
        return ((RequestCheck.Result.Valid) new RequestCheck().validate(request.getBytes(UTF_8)))
                .request();
    }
}
