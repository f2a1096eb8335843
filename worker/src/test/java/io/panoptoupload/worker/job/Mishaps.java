package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.lecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.UploadStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Panopto does with an upload what nobody asked it to do. */
abstract class Mishaps extends Behaviour {
    @Test
    void one_that_stays_open_though_its_end_was_confirmed_is_reported_less_and_less_often() {
        worker.stages.always(Phase.PROCESSING, _ -> new StageResult.NotFinalised());
        worker.accept("a");
        worker.passes(Duration.ofHours(26));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().message()).contains("upload-1").contains("still shows it open");
        assertThat(failed.error().retryable()).isTrue();
        assertThat(worker.published("a")).containsOnlyOnce("finalised");
        assertThat(worker.stages.ran()).filteredOn("a ARMED"::equals).hasSizeBetween(50, 200);
        assertThat(worker.discarded).as("an armed upload is never abandoned").isEmpty();
    }

    @Test
    void one_that_stayed_open_is_published_once_by_the_retry() {
        worker.stages.always(Phase.PROCESSING, _ -> new StageResult.NotFinalised());
        worker.accept("a");
        worker.passes(Duration.ofHours(26));
        worker.stages.always(Phase.PROCESSING, ScriptedStages::published);
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATED", "TRANSFERRED"})
    void one_that_somebody_else_finalised_is_kept_and_a_retry_waits_for_its_session(Phase phase) {
        worker.stages.next(phase, finalisedElsewhere());
        worker.start("a");
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.PANOPTO_REJECTED);
        assertThat(failed.error().retryable()).isTrue();
        assertThat(worker.discarded).isEmpty();
        worker.retry("a", 1);
        assertThat(worker.phase("a")).isEqualTo(Phase.PROCESSING);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
    }

    @Test
    void one_that_somebody_else_seems_to_have_finalised_is_kept_when_its_deadline_passes() {
        worker.stages.next(Phase.CREATED, Cancelling::foundFinalised);
        Instant soon = worker.clock.instant().plus(Duration.ofSeconds(10));
        var _ = worker.send(lecture("a").options(Given.deadline(soon)).build());
        worker.passes(Duration.ofMinutes(1));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(worker.discarded).isEmpty();
        worker.retry("a", 1);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-1");
    }

    @Test
    void one_that_somebody_else_finalised_is_never_finalised_here() {
        worker.stages.next(Phase.CREATED, finalisedElsewhere());
        worker.stages.always(Phase.PROCESSING, _ -> new StageResult.NotFinalised());
        worker.start("a");
        worker.retry("a", 1);
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        assertThat(worker.stages.ran()).doesNotContain("a ARMED", "a MANIFESTED");
    }

    @Test
    void one_with_an_optional_presentation_that_fails_is_made_once_more_without_it() {
        List<Integer> slides = new ArrayList<>();
        worker.stages.next(
                Phase.PROCESSING,
                context -> {
                    slides.add(context.request().slides().size());
                    return broken().run(context);
                });
        worker.stages.next(
                Phase.PROCESSING,
                context -> {
                    slides.add(context.request().slides().size());
                    return ScriptedStages.published(context);
                });
        var _ = worker.send(withSlides(true, false));
        worker.runDue();
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(slides).containsExactly(2, 1);
        assertThat(worker.published("a"))
                .containsSubsequence("finalised", "retry-scheduled", "created", "completed");
        assertThat(worker.sessionOf("a")).isEqualTo("session-of-upload-2");
    }

    @Test
    void one_that_fails_without_its_presentation_too_fails_for_good() {
        worker.stages.always(Phase.PROCESSING, broken());
        var _ = worker.send(withSlides(true));
        worker.passes(Duration.ofHours(1));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.PROCESSING_FAILED);
        assertThat(worker.published("a")).filteredOn("created"::equals).hasSize(2);
    }

    @Test
    void one_with_a_presentation_that_is_not_optional_fails_at_once() {
        worker.stages.always(Phase.PROCESSING, broken());
        var _ = worker.send(withSlides(false));
        worker.passes(Duration.ofHours(1));
        assertThat(worker.published("a")).filteredOn("created"::equals).hasSize(1);
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
    }

    private static UploadRequest withSlides(boolean... optional) {
        List<Slides> slides = new ArrayList<>();
        for (boolean each : optional) {
            Source source = Source.of("file:///captures/slides.pptx");
            slides.add(new Slides(source, Duration.ZERO, List.of(), each));
        }
        return lecture("a").slides(slides).build();
    }

    private static UploadStage broken() {
        return _ ->
                new StageResult.Dead(
                        new PermanentFault(ErrorCode.PROCESSING_FAILED, "bad", "pptx"));
    }

    private static UploadStage finalisedElsewhere() {
        return _ -> {
            throw PermanentFault.finalisedElsewhere("Somebody has finalised it.");
        };
    }
}
