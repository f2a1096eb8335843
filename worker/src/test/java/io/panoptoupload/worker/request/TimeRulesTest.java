package io.panoptoupload.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

class TimeRulesTest {
    /** Every time that a recording can have. */
    static final List<String> TIMES =
            List.of(
                    "streams[0].start | \"streams\": [{SOURCE, \"start\": \"%s\"}]",
                    "streams[0].chapters[0].time | \"streams\": [{SOURCE, \"chapters\": [{\"time\": \"%s\", \"title\": \"t\"}]}]",
                    "streams[0].cuts[0].start | \"streams\": [{SOURCE, \"cuts\": [{\"start\": \"%s\", \"duration\": \"PT1S\"}]}]",
                    "streams[0].cuts[0].duration | \"streams\": [{SOURCE, \"cuts\": [{\"start\": \"PT1S\", \"duration\": \"%s\"}]}]",
                    "slides[0].start | \"slides\": [{SOURCE, \"start\": \"%s\"}]",
                    "slides[0].changes[0].time | \"slides\": [{SOURCE, \"changes\": [{\"time\": \"%s\", \"slideNumber\": 1}]}]",
                    "images[0].time | \"images\": [{SOURCE, \"time\": \"%s\"}]",
                    "cuts[0].start | \"cuts\": [{\"start\": \"%s\", \"duration\": \"PT1S\"}]",
                    "cuts[0].duration | \"cuts\": [{\"start\": \"PT1S\", \"duration\": \"%s\"}]",
                    "thumbnail.time | \"thumbnail\": {\"time\": \"%s\"}");

    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-26T09:00:00Z"));

    private static final RequestDecoder DECODER = new RequestDecoder();
    private final RequestRules rules = new RequestRules(CLOCK, _ -> {});

    @ParameterizedTest
    @FieldSource("TIMES")
    void a_time_within_a_recording_is_between_its_start_and_seven_days(String place) {
        String name = place.substring(0, place.indexOf(" |"));
        String field = place.substring(place.indexOf("| ") + 2);
        assertThat(fault(field.formatted("PT0S")).isPresent()).isEqualTo(name.endsWith("duration"));
        assertThat(fault(field.formatted("P7D"))).isEmpty();
        assertThat(fault(field.formatted("PT168H0.001S")).orElseThrow())
                .contains(name + ": is more than 7 days; ");
        assertThat(fault(field.formatted("P3650000D")).orElseThrow())
                .contains(name + ": is more than 7 days; ");
        assertThat(fault(field.formatted("PT-0.001S")).orElseThrow())
                .contains(name + ": is negative; ");
    }

    @ParameterizedTest
    @CsvSource({
        "notBefore, 2027-11-26T09:00:00Z, 2027-11-26T09:00:01Z",
        "deadline, 2027-11-26T10:00:00+01:00, 9999-12-31T23:59:59Z"
    })
    void nothing_is_planned_more_than_a_year_ahead(String field, String last, String tooLate) {
        String options = "\"options\": {\"%s\": \"%s\"}";
        assertThat(fault(options.formatted(field, last))).isEmpty();
        assertThat(fault(options.formatted(field, tooLate)).orElseThrow())
                .contains("options." + field + ": is more than a year ahead; name an earlier time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notBefore", "deadline"})
    void a_retry_for_a_far_day_is_refused(String field) {
        String retry =
                """
                {"requestId": "a", "command": "retry", "afterAttempt": 1,
                 "options": {"%s": "2028-01-01T00:00:00Z"}}
                """
                        .formatted(field);
        assertThat(judged(retry).orElseThrow()).contains("options." + field);
    }

    /** XML has no year 0 in its dates, and none of five digits. */
    @ParameterizedTest
    @CsvSource({
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59-05:00"
    })
    void a_recording_is_of_a_year_that_a_manifest_can_have(String edge, String beyond) {
        String field = "\"recordedAt\": \"%s\"";
        assertThat(fault(field.formatted(edge))).isEmpty();
        assertThat(fault(field.formatted(beyond)).orElseThrow())
                .contains("recordedAt: is in the year ");
    }

    /** Of the least request with one field more, or another one. */
    private Optional<String> fault(String field) {
        String fields = field.replace("SOURCE", "\"source\": {\"uri\": \"file:///a\"}");
        String least = Incoming.MINIMAL.strip();
        return judged(least.substring(0, least.length() - 1) + "," + fields + "}");
    }

    private Optional<String> judged(String json) {
        return switch (DECODER.decode(Incoming.record(null, json))) {
            case Decoded.Refused refused -> Optional.of(refused.reason());
            case Decoded.Request(UploadRequest request) ->
                    rules.check(request).map(UploadError::message);
        };
    }
}
