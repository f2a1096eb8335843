package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.lecture;
import static io.panoptoupload.worker.job.Given.notBefore;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.SettableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a job that waits holds in memory does not grow with what its sender wrote. */
class FootprintTest {
    private static final String LONG = "y".repeat(10_000);

    @Test
    void a_job_that_waits_holds_no_more_for_a_larger_request() {
        assertThat(waiting(large()).footprint()).isEqualTo(waiting(small()).footprint());
    }

    @Test
    void a_job_that_was_taken_over_holds_no_more_for_a_larger_request() {
        Held small = waiting(small());
        Held large = waiting(large());
        small.worker().restart();
        large.worker().restart();
        assertThat(large.footprint()).isEqualTo(small.footprint());
    }

    @Test
    void a_cancel_ahead_of_its_request_holds_no_more_for_a_longer_reason() {
        assertThat(cancelled(LONG).footprint()).isEqualTo(cancelled("no").footprint());
    }

    @Test
    void what_was_left_out_is_read_back() {
        TestWorker worker = waiting(large()).worker();
        assertThat(worker.send(large())).isEmpty();
        List<OutcomeEvent> events = worker.events("a");
        assertThat(events).hasSize(2);
        assertThat(events.getLast()).isEqualTo(events.getFirst());
        assertThat(events.getLast().header().extensions()).containsEntry("x", LONG);
    }

    private record Held(TestWorker worker) {
        long footprint() {
            return Footprint.of(worker.partition.jobs());
        }
    }

    private static Held waiting(UploadRequest request) {
        TestWorker worker = new TestWorker();
        worker.trace = Optional.of("00-1-2-01");
        assertThat(worker.send(request)).isEmpty();
        worker.runDue();
        assertThat(worker.partition.jobs().allOpen()).hasSize(1);
        return new Held(worker);
    }

    private static Held cancelled(String reason) {
        TestWorker worker = new TestWorker();
        worker.cancel("early", reason);
        assertThat(worker.partition.jobs().earlyCancel("early")).isPresent();
        return new Held(worker);
    }

    private static UploadRequest small() {
        return lecture("a").options(notBefore(new SettableClock().instant().plus(DAY))).build();
    }

    private static UploadRequest large() {
        Stream stream = Stream.of(Source.of("file:///tmp/a.mp4"), Role.PRIMARY);
        return UploadRequest.builder(small())
                .description(LONG)
                .tags(Collections.nCopies(1000, "tag"))
                .streams(Collections.nCopies(900, stream))
                .extensions(Map.of("x", LONG))
                .build();
    }

    private static final Duration DAY = Duration.ofDays(1);
}
