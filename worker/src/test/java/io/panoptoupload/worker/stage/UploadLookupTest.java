package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.panopto.UploadState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class UploadLookupTest {
    private final FakeUploads panopto = new FakeUploads();
    private final FakeStageContext context = new FakeStageContext(Lecture.of());
    private final UploadLookup lookup = new UploadLookup(panopto.proof());

    @Test
    void asks_panopto_once_a_run() {
        assertThat(lookup.check(context)).isEmpty();
        assertThat(lookup.check(context)).isEmpty();
        assertThat(panopto.calls).containsExactly("GET upload-1");
        assertThat(UploadLookup.target(context).bucket()).isEqualTo("Upload");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "UPLOAD_CANCELLED",
                "PROCESSING_ERROR",
                "DELETING_FILES",
                "DELETED",
                "DELETING_ERROR"
            })
    void believes_that_an_upload_is_dead_when_it_is_said_for_the_third_time(UploadState state)
            throws InterruptedException {
        panopto.state = state;
        assertThat(context.untilCertain(this::check))
                .isEqualTo(new StageResult.StartOver("state " + state));
        assertThat(context.waits).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    @Test
    void believes_that_an_upload_is_unknown_when_it_is_said_for_the_third_time()
            throws InterruptedException {
        panopto.state = null;
        assertThat(context.untilCertain(this::check))
                .isEqualTo(new StageResult.StartOver("unknown to Panopto"));
        assertThat(panopto.calls).hasSize(3);
    }

    @Test
    void forgets_what_was_said_before_as_soon_as_the_upload_is_open() throws InterruptedException {
        panopto.lies.add(Optional.empty());
        panopto.lies.add(Optional.of(UploadState.DELETED));
        assertThat(context.untilCertain(this::check)).isInstanceOf(StageResult.Done.class);
        panopto.state = null;
        assertThat(context.again().untilCertain(this::check))
                .isInstanceOf(StageResult.StartOver.class);
        assertThat(panopto.calls).hasSize(6);
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_COMPLETE", "PROCESSING", "COMPLETE"})
    void sends_nothing_to_an_upload_that_somebody_else_finalised(UploadState state) {
        panopto.state = state;
        assertThatThrownBy(() -> context.untilCertain(this::check))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        f -> {
                            assertThat(f.code()).isEqualTo(ErrorCode.PANOPTO_REJECTED);
                            assertThat(f.finalisedElsewhere()).isTrue();
                        })
                .hasMessageContaining("has not finalised");
        assertThat(panopto.calls).hasSize(3);
    }

    @Test
    void goes_on_with_an_upload_that_only_seemed_to_be_finalised() throws InterruptedException {
        panopto.lies.add(Optional.of(UploadState.PROCESSING));
        panopto.lies.add(Optional.of(UploadState.COMPLETE));
        assertThat(context.untilCertain(this::check)).isInstanceOf(StageResult.Done.class);
    }

    /** It may have been published: three checks of which one says so prove nothing. */
    @Test
    void is_slow_to_believe_that_an_upload_has_ended_which_was_found_finalised()
            throws InterruptedException {
        panopto.lies.add(Optional.of(UploadState.PROCESSING));
        panopto.state = UploadState.DELETED;
        assertThat(context.untilCertain(this::check)).isInstanceOf(StageResult.StartOver.class);
        assertThat(panopto.calls).hasSizeGreaterThan(8);
    }

    @Test
    void never_believes_that_an_upload_is_unknown_which_was_found_finalised() {
        panopto.lies.add(Optional.of(UploadState.PROCESSING));
        panopto.state = null;
        assertThatThrownBy(() -> context.untilCertain(this::check))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("which may have been published");
    }

    private StageResult check(StageContext checked) {
        return lookup.check(checked)
                .orElseGet(() -> new StageResult.Done(checked.upload(), List.of()));
    }
}
