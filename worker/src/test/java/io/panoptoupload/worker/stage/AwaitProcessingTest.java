package io.panoptoupload.worker.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.panopto.UploadState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;

class AwaitProcessingTest {
    private final FakeUploads panopto = new FakeUploads();
    private final FakeStageContext context = new FakeStageContext(Lecture.of());

    @ParameterizedTest
    @CsvSource({"PT0S,PT10S", "PT30S,PT10S", "PT90S,PT30S", "PT3M,PT60S", "PT11H,PT60S"})
    void asks_every_ten_seconds_at_first_and_every_minute_in_the_end(
            Duration since, Duration interval) {
        panopto.state = UploadState.PROCESSING;
        context.since = since;
        assertThat(await(false).run(context))
                .isInstanceOfSatisfying(
                        StageResult.PollAgain.class,
                        n -> assertThat(n.after()).isEqualTo(interval));
    }

    @Test
    void reports_what_panopto_says_when_it_changes_and_only_then() {
        panopto.state = UploadState.PROCESSING;
        panopto.message = "Encoding";
        StageResult.PollAgain first = (StageResult.PollAgain) await(false).run(context);
        assertThat(first.drafts().getFirst().event(FakeStageContext.header()))
                .isEqualTo(new OutcomeEvent.Processing(FakeStageContext.header(), 3, "Encoding"));
        StageResult.PollAgain second =
                (StageResult.PollAgain) await(false).run(context.with(first.upload()));
        assertThat(second.drafts()).isEmpty();
    }

    @Test
    void gives_up_when_panopto_takes_too_long_and_leaves_the_upload_alone() {
        panopto.state = UploadState.UPLOAD_COMPLETE;
        context.since = Duration.ofHours(12).plusSeconds(1);
        assertThatThrownBy(() -> await(false).run(context))
                .isInstanceOfSatisfying(
                        PermanentFault.class,
                        f -> assertThat(f.code()).isEqualTo(ErrorCode.PROCESSING_FAILED));
        assertThat(panopto.calls).containsExactly("GET upload-1");
    }

    @Test
    void ends_with_the_session_and_its_address() {
        panopto.state = UploadState.COMPLETE;
        panopto.details = new SessionDetails(null, "https://uni.example/embed", 5403.48);
        assertThat(await(false).run(context))
                .isEqualTo(
                        new StageResult.Published(
                                "session-1",
                                "https://uni.example/Panopto/Pages/Viewer.aspx?id=session-1",
                                panopto.details));
        assertThat(panopto.calls).containsExactly("GET upload-1", "GET session session-1");
    }

    @Test
    void ends_with_the_address_that_panopto_names_for_viewers() {
        panopto.state = UploadState.COMPLETE;
        panopto.details =
                new SessionDetails(
                        "https://watch.example/Panopto/Pages/Viewer.aspx?id=session-1", null, null);
        assertThat(await(false).run(context))
                .extracting("viewerUrl")
                .isEqualTo(panopto.details.viewerUrl());
    }

    @Test
    void sets_who_may_watch_before_it_reports_that_the_session_can_be_watched() {
        panopto.state = UploadState.COMPLETE;
        FakeStageContext restricted =
                new FakeStageContext(
                        UploadRequest.builder(Lecture.of()).access(Access.RESTRICTED).build());
        assertThat(await(false).run(restricted)).isInstanceOf(StageResult.Published.class);
        assertThat(panopto.calls)
                .containsExactly(
                        "GET upload-1", "ACCESS session-1 RESTRICTED", "GET session session-1");
    }

    /** Of a retry with other content, whose former upload was published all the same. */
    @Test
    void sets_who_may_watch_what_the_upload_was_made_for() {
        panopto.state = UploadState.COMPLETE;
        FakeStageContext retried =
                new FakeStageContext(
                        UploadRequest.builder(Lecture.of()).access(Access.PUBLIC).build());
        retried.with(retried.upload().with(Access.RESTRICTED));
        assertThat(await(false).run(retried)).isInstanceOf(StageResult.Published.class);
        assertThat(panopto.calls).contains("ACCESS session-1 RESTRICTED");
    }

    @Test
    void does_not_report_a_session_whose_access_could_not_be_set() {
        panopto.state = UploadState.COMPLETE;
        panopto.failure = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
        FakeStageContext restricted =
                new FakeStageContext(
                        UploadRequest.builder(Lecture.of()).access(Access.PUBLIC).build());
        assertThatThrownBy(() -> await(false).run(restricted)).isInstanceOf(TransientFault.class);
    }

    @Test
    void does_not_believe_at_once_that_who_may_watch_is_another() {
        panopto.state = UploadState.COMPLETE;
        panopto.otherAccess =
                new TransientFault(ErrorCode.PANOPTO_REJECTED, "shown as Public", null);
        FakeStageContext restricted =
                new FakeStageContext(
                        UploadRequest.builder(Lecture.of()).access(Access.RESTRICTED).build());
        restricted.faults = 3;
        assertThatThrownBy(() -> await(false).run(restricted)).isSameAs(panopto.otherAccess);
        restricted.faults = 4;
        assertThatThrownBy(() -> await(false).run(restricted))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContainingAll("shown as Public", "access of its folder", "retry");
    }

    @Test
    void keeps_an_upload_that_is_complete_without_a_session() {
        panopto.state = UploadState.COMPLETE;
        panopto.sessionId = null;
        assertThatThrownBy(() -> await(false).run(context))
                .describedAs("a retry must check again, and not publish it a second time")
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("names no session");
    }

    @Test
    void says_what_panopto_says_of_a_recording_it_cannot_process() throws InterruptedException {
        context.armed = true;
        panopto.state = UploadState.PROCESSING_ERROR;
        panopto.message = "No video track";
        assertThat(context.untilCertain(await(false)))
                .isInstanceOfSatisfying(
                        StageResult.Dead.class,
                        dead -> {
                            assertThat(dead.fault().code()).isEqualTo(ErrorCode.PROCESSING_FAILED);
                            assertThat(dead.fault().panoptoMessage()).isEqualTo("No video track");
                        });
        assertThat(panopto.calls).containsOnly("GET upload-1");
    }

    @Test
    void removes_the_session_that_an_error_left_behind_if_it_is_asked_to()
            throws InterruptedException {
        context.armed = true;
        panopto.state = UploadState.PROCESSING_ERROR;
        assertThat(context.untilCertain(await(true))).isInstanceOf(StageResult.Dead.class);
        assertThat(panopto.calls)
                .containsOnlyOnce("DELETE session session-1")
                .endsWith("GET upload-1", "DELETE session session-1");
    }

    @Test
    void removes_no_session_because_of_an_error_that_was_none() throws InterruptedException {
        context.armed = true;
        panopto.state = UploadState.COMPLETE;
        for (int i = 0; i < 7; i++) {
            panopto.lies.add(Optional.of(UploadState.PROCESSING_ERROR));
        }
        assertThat(context.untilCertain(await(true))).isInstanceOf(StageResult.Published.class);
        assertThat(panopto.calls).containsOnly("GET upload-1", "GET session session-1");
    }

    @Test
    void counts_no_check_from_before_one_that_found_the_upload_alive() throws InterruptedException {
        context.armed = true;
        panopto.state = UploadState.COMPLETE;
        lies(7, UploadState.DELETED);
        lies(1, UploadState.PROCESSING);
        lies(7, UploadState.DELETED);
        assertThat(context.untilCertain(await(false))).isInstanceOf(StageResult.Published.class);
    }

    @Test
    void keeps_no_check_once_one_has_found_the_upload_alive() throws InterruptedException {
        context.armed = true;
        panopto.state = UploadState.PROCESSING;
        lies(1, UploadState.DELETED);
        Upload doubted = ((StageResult.PollAgain) await(false).run(context)).upload();
        assertThat(doubted.endChecks()).isNotNull();
        StageResult.PollAgain alive =
                (StageResult.PollAgain) await(false).run(context.with(doubted));
        assertThat(alive.upload().endChecks()).isNull();
    }

    private void lies(int times, UploadState state) {
        panopto.lies.addAll(Collections.nCopies(times, Optional.of(state)));
    }

    static Stream<Fault> unremoved() {
        return Stream.of(
                new PermanentFault(ErrorCode.PERMISSION_DENIED, "no right to delete"),
                new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "the API v1 is away", null));
    }

    @ParameterizedTest
    @MethodSource("unremoved")
    void says_what_panopto_says_even_if_the_session_cannot_be_removed(Fault fault)
            throws InterruptedException {
        context.armed = true;
        panopto.state = UploadState.PROCESSING_ERROR;
        panopto.failure = fault;
        assertThat(context.untilCertain(await(true)))
                .isInstanceOfSatisfying(
                        StageResult.Dead.class,
                        dead ->
                                assertThat(dead.fault().code())
                                        .isEqualTo(ErrorCode.PROCESSING_FAILED));
    }

    @Test
    void removes_the_session_once_there_is_room_for_the_call() throws InterruptedException {
        context.armed = true;
        panopto.state = UploadState.PROCESSING_ERROR;
        TransientFault full =
                TransientFault.notAttempted(
                        ErrorCode.PANOPTO_UNAVAILABLE, "no call is left", null, null);
        panopto.failure = full;
        assertThatThrownBy(() -> context.untilCertain(await(true))).isSameAs(full);
        int before = panopto.calls.size();
        assertThat(await(true).run(context)).isInstanceOf(StageResult.Dead.class);
        assertThat(panopto.calls.subList(before, panopto.calls.size()))
                .containsExactly("GET upload-1", "DELETE session session-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPLOAD_CANCELLED", "DELETING_FILES", "DELETED", "DELETING_ERROR"})
    void starts_over_once_it_is_certain_that_the_upload_is_dead(UploadState state)
            throws InterruptedException {
        context.armed = true;
        panopto.state = state;
        assertThat(context.untilCertain(await(false)))
                .isEqualTo(new StageResult.StartOver("state " + state));
        assertThat(panopto.calls).filteredOn("GET upload-1"::equals).hasSize(8);
    }

    @Test
    void never_starts_over_because_panopto_does_not_know_the_upload() {
        context.armed = true;
        panopto.state = null;
        assertThatThrownBy(() -> context.untilCertain(await(false)))
                .isInstanceOf(PermanentFault.class);
    }

    @Test
    void keeps_by_what_the_session_will_be_recognised() throws InterruptedException {
        panopto.state = UploadState.PROCESSING;
        StageResult.PollAgain next = (StageResult.PollAgain) await(false).run(context);
        assertThat(next.upload().matcher())
                .isEqualTo(new SessionMatcher("algorithmsweek12", "session-1"));
    }

    @Test
    void goes_back_to_publishing_when_the_upload_is_still_open() {
        assertThat(await(false).run(context)).isEqualTo(new StageResult.NotFinalised());
    }

    private AwaitProcessing await(boolean deleteFailed) {
        return new AwaitProcessing(
                panopto,
                panopto.proof(),
                new AwaitProcessing.Settings(
                        URI.create("https://uni.example"),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofHours(12),
                        deleteFailed));
    }
}
