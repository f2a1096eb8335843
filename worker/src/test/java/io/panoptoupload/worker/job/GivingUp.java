package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.givenUp;
import static io.panoptoupload.worker.job.Given.unavailable;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.fault.PermanentFault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/** When a job ends by its faults, what counts towards that, and what becomes of its upload. */
abstract class GivingUp extends Behaviour {
    @Test
    void time_spent_waiting_for_a_slot_does_not_count() {
        worker.stages.next(Phase.ACCEPTED, unavailable(null));
        worker.gateOpensAt = worker.clock.instant().plus(Duration.ofHours(30));
        worker.accept("a");
        worker.passes(Duration.ofHours(31));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void a_long_transfer_that_went_well_does_not_count() {
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    worker.clock.advance(Duration.ofHours(30));
                    return unavailable(null).run(context);
                });
        worker.accept("a");
        worker.passes(Duration.ofHours(31));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void a_part_that_is_confirmed_in_between_restarts_the_count() {
        worker.stages.always(
                Phase.CREATED,
                context -> {
                    Given.confirmsAPart(context);
                    return unavailable(null).run(context);
                });
        worker.accept("a");
        worker.passes(Duration.ofHours(25));
        assertThat(worker.phase("a")).isEqualTo(Phase.CREATED);
    }

    @Test
    void a_file_that_is_restarted_and_confirms_nothing_is_no_progress() {
        worker.stages.always(
                Phase.CREATED,
                context -> {
                    Given.beginsAFile(context);
                    return unavailable(null).run(context);
                });
        worker.accept("a");
        worker.passes(Duration.ofHours(25));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
    }

    @Test
    void the_count_survives_a_restart() {
        worker.stages.always(Phase.CREATED, unavailable(null));
        worker.accept("a");
        worker.passes(Duration.ofHours(20));
        worker.restart();
        worker.passes(Duration.ofHours(5));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
    }

    @ParameterizedTest
    @EnumSource(names = {"PANOPTO_UNAVAILABLE", "SOURCE_UNREADABLE", "INTERNAL"})
    void an_upload_is_kept_whatever_the_passing_fault_was_and_a_retry_goes_on_with_it(
            ErrorCode code) {
        worker.stages.next(Phase.CREATED, givenUp(code));
        worker.start("a");
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(code);
        assertThat(failed.error().retryable()).isTrue();
        assertThat(worker.discarded).isEmpty();
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATED", "TRANSFERRED", "MANIFESTED"})
    void an_upload_is_taken_back_when_its_job_fails_for_good(Phase phase) {
        worker.stages.next(
                phase,
                _ -> {
                    throw new PermanentFault(ErrorCode.CHECKSUM_MISMATCH, "Other bytes.");
                });
        worker.start("a");
        assertThat(worker.last("a", OutcomeEvent.Failed.class).error().retryable()).isFalse();
        assertThat(worker.discarded).containsExactly("upload-1");
    }
}
