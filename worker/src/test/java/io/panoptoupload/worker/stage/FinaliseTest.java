package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.UploadState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Optional;

class FinaliseTest {
    private final FakeUploads panopto = new FakeUploads();
    private final FakeStageContext context = new FakeStageContext(Lecture.of());
    private final Finalise finalise = new Finalise(panopto, panopto.proof());

    @Test
    void arms_before_it_publishes() {
        context.session(panopto.session(UploadState.UPLOADING));
        context.fenced = new IllegalStateException("another owner");
        assertThatThrownBy(() -> finalise.run(context)).hasMessage("another owner");
        assertThat(panopto.calls).isEmpty();
    }

    @Test
    void publishes_an_upload_that_this_run_has_seen_open_without_another_check() {
        context.session(panopto.session(UploadState.UPLOADING));
        StageResult next = finalise.run(context);
        assertThat(panopto.calls).containsExactly("PUT upload-1");
        assertThat(context.recorded).containsExactly("armed");
        assertThat(next)
                .isInstanceOfSatisfying(
                        StageResult.Done.class,
                        done ->
                                assertThat(
                                                done.drafts()
                                                        .getFirst()
                                                        .event(FakeStageContext.header()))
                                        .isInstanceOf(OutcomeEvent.Finalised.class));
    }

    @Test
    void looks_first_when_this_run_has_not_seen_the_upload() {
        StageResult _ = finalise.run(context);
        assertThat(panopto.calls).containsExactly("GET upload-1", "PUT upload-1");
    }

    @Test
    void never_publishes_twice_without_a_check() {
        context.session(panopto.session(UploadState.UPLOADING));
        panopto.failure = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "lost response", null);
        assertThatThrownBy(() -> finalise.run(context)).isInstanceOf(TransientFault.class);
        panopto.state = UploadState.UPLOAD_COMPLETE;
        assertThat(finalise.run(context)).isInstanceOf(StageResult.Done.class);
        assertThat(panopto.calls).containsExactly("PUT upload-1", "GET upload-1");
    }

    @Test
    void arms_again_for_every_owner() {
        context.armed = true;
        StageResult _ = finalise.run(context);
        assertThat(context.recorded).containsExactly("armed");
        assertThat(panopto.calls).containsExactly("GET upload-1", "PUT upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_COMPLETE", "PROCESSING", "COMPLETE", "PROCESSING_ERROR"})
    void is_done_when_panopto_has_it_already(UploadState state) {
        panopto.state = state;
        assertThat(finalise.run(context)).isInstanceOf(StageResult.Done.class);
        assertThat(panopto.calls).containsExactly("GET upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_CANCELLED", "DELETING_FILES", "DELETED", "DELETING_ERROR"})
    void starts_over_when_an_upload_that_was_never_armed_is_dead(UploadState state)
            throws InterruptedException {
        panopto.state = state;
        assertThat(context.untilCertain(finalise))
                .isEqualTo(new StageResult.StartOver("state " + state));
        assertThat(panopto.calls).hasSize(3).containsOnly("GET upload-1");
        assertThat(context.armed).as("nothing was about to be sent").isFalse();
    }

    @Test
    void starts_over_once_it_is_certain_that_the_upload_died_before_it_could_be_published()
            throws InterruptedException {
        context.session(panopto.session(UploadState.UPLOADING));
        panopto.failure = new PermanentFault(ErrorCode.PANOPTO_REJECTED, "no such state");
        panopto.finalisedAs = UploadState.DELETED;
        assertThat(context.untilCertain(finalise))
                .isEqualTo(new StageResult.StartOver("state DELETED"));
        assertThat(panopto.calls)
                .containsOnlyOnce("PUT upload-1")
                .filteredOn("GET upload-1"::equals)
                .hasSize(8);
    }

    @Test
    void publishes_what_only_seemed_to_be_gone_and_does_so_once() throws InterruptedException {
        context.armed = true;
        panopto.lies.add(Optional.empty());
        panopto.lies.add(Optional.of(UploadState.DELETED));
        assertThat(context.untilCertain(finalise)).isInstanceOf(StageResult.Done.class);
        assertThat(panopto.calls).containsOnlyOnce("PUT upload-1").endsWith("PUT upload-1");
        assertThat(context.upload().endChecks()).isNull();
    }

    @Test
    void is_done_when_a_refused_publishing_request_finds_the_upload_published_by_a_late_one() {
        context.session(panopto.session(UploadState.UPLOADING));
        panopto.failure = new PermanentFault(ErrorCode.PANOPTO_REJECTED, "no such state");
        panopto.finalisedAs = UploadState.PROCESSING;
        assertThat(finalise.run(context)).isInstanceOf(StageResult.Done.class);
    }

    @Test
    void fails_with_the_refusal_when_the_upload_is_still_open() {
        context.session(panopto.session(UploadState.UPLOADING));
        panopto.failure = new PermanentFault(ErrorCode.PERMISSION_DENIED, "no right");
        assertThatThrownBy(() -> finalise.run(context)).hasMessage("no right");
    }

    @Test
    void reports_once_that_an_upload_is_finalised() {
        StageResult.Done first = (StageResult.Done) finalise.run(context);
        panopto.state = UploadState.UPLOADING;
        StageResult.Done again = (StageResult.Done) finalise.run(context.with(first.upload()));
        assertThat(first.drafts()).hasSize(1);
        assertThat(again.drafts()).isEmpty();
    }

    @Test
    void starts_over_when_panopto_does_not_know_an_upload_that_was_never_armed()
            throws InterruptedException {
        panopto.state = null;
        assertThat(context.untilCertain(finalise)).isInstanceOf(StageResult.StartOver.class);
        assertThat(panopto.calls).hasSize(3);
    }

    @Test
    void never_starts_over_because_panopto_does_not_know_an_armed_upload() {
        context.armed = true;
        panopto.state = null;
        assertThatThrownBy(() -> context.untilCertain(finalise)).isInstanceOf(PermanentFault.class);
    }
}
