package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.FolderSession;
import io.panoptoupload.worker.panopto.UploadSession;
import io.panoptoupload.worker.panopto.UploadState;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What it takes to believe that an upload which may have been published has ended. */
class EndProofTest {
    private static final String LIST = "LIST folder";

    private final FakeUploads panopto = new FakeUploads();
    private final FakeStageContext context = new FakeStageContext(Lecture.of());
    private final EndProof proof = panopto.proof();

    @BeforeEach
    void an_armed_upload() {
        context.armed = true;
    }

    @Test
    void it_is_asked_for_over_minutes_at_growing_intervals() throws InterruptedException {
        panopto.state = UploadState.DELETED;
        assertThat(context.untilCertain(this::check))
                .isEqualTo(new StageResult.StartOver("state DELETED"));
        assertThat(context.waits)
                .extracting(Duration::toSeconds)
                .containsExactly(10L, 20L, 40L, 60L, 60L, 60L, 60L);
        assertThat(panopto.calls).endsWith(LIST).containsOnlyOnce(LIST);
    }

    @Test
    void no_number_of_unknown_uploads_is_a_proof() {
        panopto.state = null;
        assertThatThrownBy(() -> context.untilCertain(this::check))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> {
                            assertThat(fault.code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED);
                            assertThat(fault.finalisedElsewhere()).isFalse();
                        })
                .hasMessageContaining("there is no upload upload-1, which may have been published")
                .hasMessageContaining("its folder shows no session of it")
                .hasMessageContaining("under a new requestId");
        assertThat(context.waits).hasSize(29);
        assertThat(context.waits.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofMinutes(20), Duration.ofMinutes(40));
    }

    @Test
    void unknown_uploads_in_between_neither_prove_nor_refute() throws InterruptedException {
        panopto.state = UploadState.DELETED;
        for (int i = 0; i < 7; i++) {
            panopto.lies.add(Optional.of(UploadState.DELETING_FILES));
            panopto.lies.add(Optional.empty());
        }
        assertThat(context.untilCertain(this::check))
                .isEqualTo(new StageResult.StartOver("state DELETED"));
        assertThat(context.waits).hasSize(14);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Algorithms, week 12", " ALGORITHMS  week\u00a012 ", "Algorithms week 12"})
    void a_session_with_the_title_in_the_folder_stands_against_it(String title) {
        panopto.state = UploadState.DELETED;
        panopto.inFolder.add(new FolderSession("other", "Another lecture"));
        panopto.inFolder.add(new FolderSession("session-7", title));
        assertThatThrownBy(() -> context.untilCertain(this::check))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("upload-1 is in state DELETED")
                .hasMessageContaining("folder folder shows session session-7");
    }

    @Test
    void a_session_that_panopto_had_named_stands_against_it_under_any_title() {
        context.with(context.upload().seen(3, null, "SESSION-7"));
        panopto.state = UploadState.DELETED;
        panopto.inFolder.add(new FolderSession("session-7", "renamed"));
        assertThatThrownBy(() -> context.untilCertain(this::check))
                .hasMessageContaining("shows session session-7");
    }

    @Test
    void it_is_proven_once_the_folder_shows_it_no_longer() throws InterruptedException {
        panopto.state = UploadState.DELETED;
        panopto.inFolder.add(new FolderSession("session-7", "Algorithms, week 12"));
        assertThatThrownBy(() -> context.untilCertain(this::check))
                .isInstanceOf(PermanentFault.class);
        panopto.inFolder.clear();
        assertThat(context.untilCertain(this::check)).isInstanceOf(StageResult.StartOver.class);
    }

    @Test
    void a_folder_that_may_not_be_listed_proves_nothing() {
        panopto.state = UploadState.DELETED;
        panopto.notListed = new PermanentFault(ErrorCode.PERMISSION_DENIED, "no right to list");
        assertThatThrownBy(() -> context.untilCertain(this::check))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        fault -> assertThat(fault.code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED))
                .hasMessageContaining("cannot be searched (no right to list)");
    }

    @ParameterizedTest
    @CsvSource({"DELETED", "''"})
    void a_folder_that_cannot_be_listed_now_is_listed_later(String state)
            throws InterruptedException {
        panopto.state = state.isEmpty() ? null : UploadState.valueOf(state);
        panopto.notListed = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
        assertThatThrownBy(() -> context.untilCertain(this::check))
                .as("a Panopto that is away says nothing about an upload")
                .isInstanceOf(TransientFault.class);
        EndChecks counted = context.upload().endChecksOrNone();
        assertThat(counted.begun()).as("a check of which nothing is known").isFalse();
        assertThat(counted.total()).isEqualTo(state.isEmpty() ? 30 : 8);
        panopto.notListed = null;
        panopto.state = UploadState.DELETED;
        assertThat(context.untilCertain(this::check)).isInstanceOf(StageResult.StartOver.class);
    }

    @Test
    void what_failed_to_process_may_have_left_its_session_in_the_folder()
            throws InterruptedException {
        panopto.state = UploadState.PROCESSING_ERROR;
        panopto.inFolder.add(new FolderSession("session-1", "Algorithms, week 12"));
        assertThat(context.untilCertain(this::check)).isInstanceOf(StageResult.StartOver.class);
        assertThat(panopto.calls).doesNotContain(LIST);
    }

    @Test
    void each_kind_of_response_is_news_once() throws InterruptedException {
        panopto.state = UploadState.DELETED;
        panopto.lies.addAll(Collections.nCopies(3, Optional.empty()));
        assertThat(context.untilCertain(this::check)).isInstanceOf(StageResult.StartOver.class);
        assertThat(context.doubts)
                .hasSize(2)
                .allSatisfy(doubt -> {
                    assertThat(doubt.code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED);
                    assertThat(doubt.retryable()).isTrue();
                })
                .extracting(UploadError::message)
                .satisfies(messages -> {
                    assertThat(messages.getFirst()).contains("there is no upload upload-1");
                    assertThat(messages.getLast()).contains("state DELETED");
                });
    }

    @Test
    void a_record_of_an_earlier_version_is_recognised_by_the_requests_title() {
        context.with(
                new Upload(FakeUploads.ID, List.of(), 0, null, true, null, null, null, null, null));
        panopto.state = UploadState.DELETED;
        panopto.inFolder.add(new FolderSession("session-7", "Algorithms, week 12"));
        assertThatThrownBy(() -> context.untilCertain(this::check))
                .hasMessageContaining("shows session session-7");
    }

    @ParameterizedTest
    @CsvSource({"folder,,its title is not known", ",title,its folder is not known"})
    void what_is_not_known_of_its_session_leaves_it_unproven(
            @Nullable String folder, @Nullable String title, String said) {
        FakeStageContext unread =
                new FakeStageContext(
                        UploadRequest.builder("a").folderId(folder).title(title).build());
        unread.armed = true;
        unread.with(
                new Upload(FakeUploads.ID, List.of(), 0, null, true, null, null, null, null, null));
        panopto.state = null;
        assertThatThrownBy(() -> unread.untilCertain(this::check))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining(said);
    }

    /** A worker that dies now may have found the upload alive. */
    @Test
    void a_check_whose_result_is_lost_makes_the_others_worthless() throws InterruptedException {
        panopto.state = UploadState.DELETED;
        for (int i = 0; i < 7; i++) {
            context.with(((StageResult.PollAgain) check(context)).upload());
        }
        assertThat(panopto.getUpload(FakeUploads.ID)).isPresent();
        Upload recorded = context.upload().with(context.upload().endChecksOrNone().begin());
        context.with(recorded);
        assertThat(context.untilCertain(this::check)).isInstanceOf(StageResult.StartOver.class);
        assertThat(context.waits).as("waits of a proof from the start").hasSize(7);
    }

    @Test
    void it_is_recorded_that_a_check_begins_before_panopto_is_asked() {
        panopto.state = UploadState.DELETED;
        context.with(((StageResult.PollAgain) check(context)).upload());
        panopto.beforeGet = () -> assertThat(context.upload().endChecksOrNone().begun()).isTrue();
        StageResult.PollAgain second = (StageResult.PollAgain) check(context);
        assertThat(second.upload().endChecks()).isEqualTo(new EndChecks(2, 0, 0, false, false));
    }

    @Test
    void a_check_that_came_to_nothing_leaves_the_others_as_they_were() {
        panopto.state = UploadState.DELETED;
        context.with(((StageResult.PollAgain) check(context)).upload());
        panopto.beforeGet =
                () -> {
                    throw new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
                };
        assertThatThrownBy(() -> check(context)).hasMessage("away");
        assertThat(context.upload().endChecks()).isEqualTo(new EndChecks(1, 0, 0, false, false));
    }

    private StageResult check(StageContext checked) {
        Optional<UploadSession> seen = proof.check(checked);
        return proof.next(checked, seen, () -> StageResult.StartOver.from(seen));
    }
}
