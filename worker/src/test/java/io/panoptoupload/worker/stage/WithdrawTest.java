package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.UploadState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.time.Duration;

class WithdrawTest {
    private final FakeUploads panopto = new FakeUploads();
    private final FakeTask task = new FakeTask(Lecture.of());
    private final Withdraw withdraw =
            new Withdraw(panopto, URI.create("https://uni.example"), Duration.ofHours(12));

    @Test
    void removes_an_open_upload_and_looks_whether_it_is_gone() {
        assertThat(withdraw.run(task)).isEqualTo(new Next.Withdrawn());
        assertThat(panopto.calls)
                .containsExactly("GET upload-1", "DELETE upload-1", "GET upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_COMPLETE", "PROCESSING"})
    void removes_what_is_being_processed_for_a_cancel_command(UploadState state) {
        panopto.state = state;
        task.cancelled = true;
        assertThat(withdraw.run(task)).isEqualTo(new Next.Withdrawn());
        assertThat(panopto.calls).contains("DELETE upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_COMPLETE", "PROCESSING"})
    void waits_for_what_is_being_processed_otherwise(UploadState state) {
        panopto.state = state;
        assertThat(withdraw.run(task)).isInstanceOf(Next.LookAgain.class);
        assertThat(panopto.calls).containsExactly("GET upload-1");
    }

    @Test
    void looks_again_while_panopto_still_shows_the_upload_after_its_removal() {
        task.cancelled = true;
        panopto.afterDelete = UploadState.PROCESSING;
        assertThat(withdraw.run(task)).isInstanceOf(Next.LookAgain.class);
    }

    @Test
    void ends_as_published_when_it_was_published_after_all() {
        panopto.state = UploadState.COMPLETE;
        task.cancelled = true;
        assertThat(withdraw.run(task)).isInstanceOf(Next.Published.class);
        assertThat(panopto.calls).containsExactly("GET upload-1");
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
    void is_done_when_the_upload_is_dead(UploadState state) {
        panopto.state = state;
        assertThat(withdraw.run(task)).isEqualTo(new Next.Withdrawn());
        assertThat(panopto.calls).containsExactly("GET upload-1");
    }

    @Test
    void is_done_when_panopto_does_not_know_the_upload() {
        panopto.state = null;
        assertThat(withdraw.run(task)).isEqualTo(new Next.Withdrawn());
    }

    @Test
    void gives_up_when_panopto_shows_it_neither_dead_nor_published_for_too_long() {
        panopto.state = UploadState.PROCESSING;
        task.since = Duration.ofHours(13);
        assertThatThrownBy(() -> withdraw.run(task)).isInstanceOf(PermanentFault.class);
    }

    @Test
    void discards_an_upload_that_is_open() {
        assertThat(withdraw.discard(task.upload())).isTrue();
        assertThat(panopto.calls).containsExactly("GET upload-1", "DELETE upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_COMPLETE", "PROCESSING", "COMPLETE"})
    void never_discards_what_somebody_finalised(UploadState state) {
        panopto.state = state;
        assertThat(withdraw.discard(task.upload())).isFalse();
        assertThat(panopto.calls).containsExactly("GET upload-1");
    }

    @Test
    void has_nothing_to_discard_of_a_dead_upload() {
        panopto.state = UploadState.DELETED;
        assertThat(withdraw.discard(task.upload())).isTrue();
        panopto.state = null;
        assertThat(withdraw.discard(task.upload())).isTrue();
        assertThat(panopto.calls).containsOnly("GET upload-1");
    }

    @Test
    void says_so_when_an_upload_could_not_be_discarded() {
        panopto.trouble = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
        assertThat(withdraw.discard(task.upload())).isFalse();
    }
}
