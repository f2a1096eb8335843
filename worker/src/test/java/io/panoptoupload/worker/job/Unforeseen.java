package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.lecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.UploadRequest;

import org.junit.jupiter.api.Test;

import tools.jackson.core.StreamReadConstraints;

import java.time.Duration;
import java.util.Map;

/** Requests and journal records with which a worker can do less than with others. */
abstract class Unforeseen extends Behaviour {
    @Test
    void extensions_as_deep_as_a_request_can_have_them_are_recorded_and_taken_up_again() {
        // The request's own object is one level.
        int levels = StreamReadConstraints.DEFAULT_MAX_DEPTH - 1;
        String read =
                worker.json
                        .writeValueAsString(lecture("a").build())
                        .replaceFirst(
                                "\\{",
                                "{\"extensions\":"
                                        + "{\"x\":".repeat(levels - 1)
                                        + "{}"
                                        + "}".repeat(levels - 1)
                                        + ",");
        UploadRequest deepest = worker.json.readValue(read, UploadRequest.class);
        assertThat(worker.send(deepest)).isEmpty();
        worker.runDue();
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        Map<String, Object> echoed = worker.events("a").getLast().header().extensions();
        assertThat(echoed).isEqualTo(deepest.extensions());
    }
}
