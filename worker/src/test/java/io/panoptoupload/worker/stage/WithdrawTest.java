package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.UploadState;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;

class WithdrawTest {
    private final FakeUploads panopto = new FakeUploads();
    private final FakeStageContext context = new FakeStageContext(Lecture.of());
    private final Withdraw withdraw =
            new Withdraw(
                    panopto,
                    panopto.proof(),
                    URI.create("https://uni.example"),
                    Duration.ofHours(12));

    @BeforeEach
    void an_upload_that_may_have_been_published() {
        context.armed = true;
    }

    @Test
    void removes_an_open_upload_and_looks_whether_it_is_gone() throws InterruptedException {
        assertThat(withdraw.run(context)).isEqualTo(new StageResult.Withdrawn());
        assertThat(panopto.calls)
                .containsExactly("GET upload-1", "DELETE upload-1", "GET upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_COMPLETE", "PROCESSING"})
    void removes_what_is_being_processed_for_a_cancel_command(UploadState state) {
        panopto.state = state;
        context.cancelled = true;
        assertThat(withdraw.run(context)).isEqualTo(new StageResult.Withdrawn());
        assertThat(panopto.calls).contains("DELETE upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_COMPLETE", "PROCESSING"})
    void waits_for_what_is_being_processed_otherwise(UploadState state) {
        panopto.state = state;
        assertThat(withdraw.run(context)).isInstanceOf(StageResult.PollAgain.class);
        assertThat(panopto.calls).containsExactly("GET upload-1");
    }

    @Test
    void looks_again_while_panopto_still_shows_the_upload_after_its_removal() {
        context.cancelled = true;
        panopto.afterDelete = UploadState.PROCESSING;
        assertThat(withdraw.run(context)).isInstanceOf(StageResult.PollAgain.class);
    }

    @Test
    void ends_as_published_when_it_was_published_after_all() {
        panopto.state = UploadState.COMPLETE;
        context.cancelled = true;
        assertThat(withdraw.run(context)).isInstanceOf(StageResult.Published.class);
        assertThat(panopto.calls).containsExactly("GET upload-1", "GET session session-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_CANCELLED", "DELETING_FILES", "DELETED", "DELETING_ERROR"})
    void is_done_when_it_is_certain_that_the_upload_is_dead(UploadState state)
            throws InterruptedException {
        panopto.state = state;
        assertThat(context.untilCertain(withdraw)).isEqualTo(new StageResult.Withdrawn());
        assertThat(panopto.calls)
                .doesNotContain("DELETE upload-1")
                .filteredOn("GET upload-1"::equals)
                .hasSize(8);
    }

    @Test
    void is_done_when_it_is_certain_that_the_upload_could_not_be_processed()
            throws InterruptedException {
        panopto.state = UploadState.PROCESSING_ERROR;
        assertThat(context.untilCertain(withdraw)).isEqualTo(new StageResult.Withdrawn());
        assertThat(panopto.calls).hasSize(8).containsOnly("GET upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_CANCELLED", "DELETING_FILES", "DELETED", "DELETING_ERROR"})
    void has_the_end_of_a_dead_upload_acknowledged_for_a_cancel_command(UploadState state)
            throws InterruptedException {
        panopto.state = state;
        context.cancelled = true;
        assertThat(withdraw.run(context)).isEqualTo(new StageResult.Withdrawn());
        assertThat(panopto.calls)
                .containsExactly("GET upload-1", "DELETE upload-1", "GET upload-1");
    }

    /** Such as the page that a server which knows no DELETE there responds with. */
    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_CANCELLED", "DELETING_FILES", "DELETED", "DELETING_ERROR"})
    void is_done_with_a_dead_upload_whose_removal_is_never_acknowledged(UploadState state)
            throws InterruptedException {
        panopto.state = state;
        panopto.notCancelled = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "405", null);
        context.cancelled = true;
        assertThat(context.untilCertain(withdraw)).isEqualTo(new StageResult.Withdrawn());
        assertThat(panopto.calls).filteredOn("DELETE upload-1"::equals).hasSize(8);
    }

    @Test
    void asks_later_for_the_removal_of_an_open_upload_while_panopto_is_away() {
        panopto.notCancelled = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
        context.cancelled = true;
        assertThatThrownBy(() -> withdraw.run(context)).isSameAs(panopto.notCancelled);
    }

    @Test
    void believes_no_removal_that_panopto_did_not_acknowledge() throws InterruptedException {
        panopto.state = UploadState.PROCESSING;
        panopto.afterDelete = UploadState.PROCESSING;
        panopto.unknownToDelete = true;
        context.cancelled = true;
        for (int i = 0; i < 5; i++) {
            panopto.lies.add(Optional.of(UploadState.DELETED));
            panopto.lies.add(Optional.empty());
        }
        for (int i = 0; i < 5; i++) {
            StageResult.PollAgain again = (StageResult.PollAgain) withdraw.run(context);
            context.with(again.upload());
        }
        panopto.state = UploadState.COMPLETE;
        assertThat(withdraw.run(context)).isInstanceOf(StageResult.Published.class);
    }

    @Test
    void believes_that_an_upload_is_unknown_after_its_removal_was_acknowledged()
            throws InterruptedException {
        context.cancelled = true;
        panopto.afterDelete = null;
        assertThat(context.untilCertain(withdraw)).isEqualTo(new StageResult.Withdrawn());
        assertThat(context.waits).hasSize(2);
        assertThat(panopto.calls).contains("DELETE upload-1");
    }

    @Test
    void takes_what_panopto_shows_complete_for_no_acknowledged_removal()
            throws InterruptedException {
        context.cancelled = true;
        panopto.state = UploadState.COMPLETE;
        panopto.afterDelete = UploadState.COMPLETE;
        panopto.lies.add(Optional.of(UploadState.DELETED));
        panopto.lies.add(Optional.of(UploadState.DELETED));
        assertThat(context.untilCertain(withdraw)).isInstanceOf(StageResult.Published.class);
    }

    @Test
    void counts_no_check_from_before_one_that_found_the_upload_alive() throws InterruptedException {
        panopto.state = UploadState.COMPLETE;
        lies(7, UploadState.DELETED);
        lies(1, UploadState.PROCESSING);
        lies(7, UploadState.DELETED);
        assertThat(context.untilCertain(withdraw)).isInstanceOf(StageResult.Published.class);
    }

    @Test
    void counts_no_check_from_before_it_found_alive_what_it_then_tried_to_remove()
            throws InterruptedException {
        context.cancelled = true;
        panopto.unknownToDelete = true;
        panopto.state = UploadState.COMPLETE;
        panopto.afterDelete = UploadState.COMPLETE;
        // Each run asks twice: before the removal, and whether it has come to anything.
        lies(14, UploadState.DELETED);
        lies(1, UploadState.PROCESSING);
        lies(1, UploadState.DELETED);
        assertThat(context.untilCertain(withdraw)).isInstanceOf(StageResult.Published.class);
    }

    @Test
    void keeps_no_check_once_one_has_found_the_upload_alive() throws InterruptedException {
        panopto.state = UploadState.PROCESSING;
        lies(1, UploadState.DELETED);
        Upload doubted = ((StageResult.PollAgain) withdraw.run(context)).upload();
        assertThat(doubted.endChecks()).isNotNull();
        StageResult.PollAgain alive = (StageResult.PollAgain) withdraw.run(context.with(doubted));
        assertThat(alive.upload().endChecks()).isNull();
    }

    private void lies(int times, UploadState state) {
        panopto.lies.addAll(Collections.nCopies(times, Optional.of(state)));
    }

    @Test
    void proves_nothing_by_an_upload_that_panopto_does_not_know() {
        panopto.state = null;
        assertThatThrownBy(() -> context.untilCertain(withdraw)).isInstanceOf(PermanentFault.class);
    }

    @Test
    void gives_up_when_panopto_shows_it_neither_dead_nor_published_for_too_long() {
        panopto.state = UploadState.PROCESSING;
        context.since = Duration.ofHours(13);
        assertThatThrownBy(() -> withdraw.run(context)).isInstanceOf(PermanentFault.class);
    }

    @Test
    void discards_an_upload_that_is_open() {
        assertThat(withdraw.discard(context.upload())).isTrue();
        assertThat(panopto.calls).containsExactly("GET upload-1", "DELETE upload-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_COMPLETE", "PROCESSING", "COMPLETE"})
    void never_discards_what_somebody_finalised(UploadState state) {
        panopto.state = state;
        assertThat(withdraw.discard(context.upload())).isFalse();
        assertThat(panopto.calls).containsExactly("GET upload-1");
    }

    @Test
    void has_nothing_to_discard_of_a_dead_upload() {
        panopto.state = UploadState.DELETED;
        assertThat(withdraw.discard(context.upload())).isTrue();
        panopto.state = null;
        assertThat(withdraw.discard(context.upload())).isTrue();
        assertThat(panopto.calls).containsOnly("GET upload-1");
    }

    @Test
    void says_so_when_an_upload_could_not_be_discarded() {
        panopto.failure = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
        assertThat(withdraw.discard(context.upload())).isFalse();
    }
}
