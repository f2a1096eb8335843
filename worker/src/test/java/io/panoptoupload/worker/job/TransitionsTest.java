package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.Options;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Priority;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Slides;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stage;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadError;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.worker.fault.Fault;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.job.Transition.Follow;
import io.panoptoupload.worker.job.Transition.Kind;
import io.panoptoupload.worker.panopto.SessionDetails;
import io.panoptoupload.worker.stage.EndChecks;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Values in, values out: no clock, no journal, no engine. */
class TransitionsTest {
    private static final SessionDetails DETAILS = new SessionDetails(null, "https://e", 12.5);
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00.123Z");
    private static final Instant LATER = NOW.plusSeconds(100);
    private static final Duration FIRST_POLL = Duration.ofSeconds(10);
    private static final Duration GIVE_UP = Duration.ofHours(24);
    private static final Upload UPLOAD = Upload.created("upload-1", "Algorithms", 1);

    private final Transitions transitions =
            new Transitions(
                    "worker-1",
                    FIRST_POLL,
                    new RetryPolicy(Duration.ofSeconds(30), GIVE_UP, new Random(1)));
    private final UploadRequest request =
            UploadRequest.builder("r")
                    .title("Algorithms")
                    .streams(List.of(Stream.of(Source.of("file:///a.mp4"), Role.PRIMARY)))
                    .extensions(Map.of("room", "lt1"))
                    .build();

    private UploadJob accepted() {
        return transitions.accept(received(request), NOW).job();
    }

    private static ReceivedRequest received(UploadRequest request) {
        return new ReceivedRequest(
                request, Optional.of("digest"), Optional.empty(), Optional.empty());
    }

    /** A job that has come as far as a phase by the usual way. */
    private UploadJob at(Phase phase) {
        UploadJob job = accepted();
        if (phase == Phase.WITHDRAWING) {
            return transitions.cancel(context(at(Phase.PROCESSING)), NOW).job();
        }
        while (job.phase() != phase) {
            job =
                    job.phase() == Phase.MANIFESTED
                            ? transitions.arm(context(job), NOW).job()
                            : done(job).job();
        }
        return job;
    }

    private Transition done(UploadJob job) {
        Upload upload = job.currentUpload().orElse(UPLOAD);
        boolean finalises = job.phase() == Phase.ARMED;
        return transitions.onResult(
                context(job),
                new StageResult.Done(finalises ? upload.asFinalised() : upload, List.of()),
                NOW);
    }

    private DecisionContext context(UploadJob job) {
        return new DecisionContext(job, request, false, false, null);
    }

    private DecisionContext cancelled(UploadJob job, @Nullable String reason) {
        return new DecisionContext(job, request, false, false, new Cancel(reason, NOW));
    }

    private static TransientFault away(@Nullable Duration retryAfter) {
        return new TransientFault(
                ErrorCode.PANOPTO_UNAVAILABLE, "Panopto is away", "503", retryAfter);
    }

    private static PermanentFault refused() {
        return new PermanentFault(ErrorCode.PERMISSION_DENIED, "Panopto refused");
    }

    private static <T extends OutcomeEvent> T event(Transition transition, Class<T> type) {
        assertThat(transition.events()).hasSize(1);
        OutcomeEvent event = transition.events().getFirst();
        assertThat(transition.job().lastEvent()).isSameAs(event);
        return type.cast(event);
    }

    @Nested
    class A_request {
        @Test
        void is_accepted_with_the_first_event_of_its_first_attempt() {
            Transition transition = transitions.accept(received(request), NOW.plusNanos(999));
            OutcomeEvent.Accepted accepted = event(transition, OutcomeEvent.Accepted.class);
            assertThat(transition.kind()).isEqualTo(Kind.ACCEPTED);
            assertThat(transition.follow()).isEqualTo(Follow.CONTINUE);
            assertThat(transition.job().phase()).isEqualTo(Phase.ACCEPTED);
            assertThat(accepted.header().acceptedAt()).isEqualTo(NOW);
            assertThat(accepted.header().sequence()).isEqualTo(1);
            assertThat(accepted.header().attempt()).isEqualTo(1);
            assertThat(accepted.header().worker()).isEqualTo("worker-1");
            assertThat(accepted.header().extensions()).isEqualTo(Map.of("room", "lt1"));
        }

        @ParameterizedTest
        @CsvSource({"-60, 0", "60, 60"})
        void is_due_when_it_says_but_never_before_now(long notBefore, long due) {
            UploadRequest planned =
                    UploadRequest.builder(request)
                            .options(new Options(Priority.NORMAL, NOW.plusSeconds(notBefore), null))
                            .build();
            assertThat(transitions.accept(received(planned), NOW).job().dueAt())
                    .isEqualTo(NOW.plusSeconds(due));
        }
    }

    @Nested
    class A_stage_that_is_done {
        @ParameterizedTest
        @CsvSource({
            "ACCEPTED, CREATED",
            "CREATED, TRANSFERRED",
            "TRANSFERRED, MANIFESTED",
            "ARMED, PROCESSING"
        })
        void makes_the_next_one_due(Phase from, Phase to) {
            Transition transition = done(at(from));
            assertThat(transition.kind()).isEqualTo(Kind.ADVANCED);
            assertThat(transition.job().phase()).isEqualTo(to);
            assertThat(transition.follow()).isEqualTo(Follow.CONTINUE);
            assertThat(transition.discard()).isEmpty();
        }

        @Test
        void counts_each_upload_that_is_created() {
            assertThat(done(at(Phase.ACCEPTED)).job().attempt().uploads()).isEqualTo(1);
        }

        @Test
        void gives_panopto_time_before_it_is_asked_about_processing() {
            assertThat(done(at(Phase.ARMED)).job().dueAt()).isEqualTo(NOW.plus(FIRST_POLL));
        }

        @Test
        void numbers_its_events_on() {
            Transition transition =
                    transitions.onResult(
                            context(at(Phase.ACCEPTED)),
                            new StageResult.Done(
                                    UPLOAD,
                                    List.of(
                                            header -> new OutcomeEvent.Created(header, "u"),
                                            OutcomeEvent.Finalised::new)),
                            LATER);
            assertThat(transition.events())
                    .extracting(event -> event.header().sequence())
                    .containsExactly(2L, 3L);
            assertThat(transition.events())
                    .allSatisfy(event -> assertThat(event.header().occurredAt()).isEqualTo(LATER));
        }

        @Test
        void adds_up_how_long_it_took() {
            UploadJob job = at(Phase.CREATED);
            Transition transition =
                    transitions.onResult(
                            context(job), new StageResult.Done(UPLOAD, List.of()), LATER);
            assertThat(transition.job().state().durations())
                    .containsEntry(Stage.TRANSFER, Duration.ofSeconds(100));
        }
    }

    @Nested
    class A_check {
        private Transition check(UploadJob job, Upload upload) {
            return transitions.onResult(
                    context(job),
                    new StageResult.PollAgain(upload, Duration.ofSeconds(20), List.of()),
                    NOW);
        }

        @Test
        void that_shows_nothing_new_waits_and_is_not_recorded() {
            UploadJob job = at(Phase.PROCESSING);
            Transition transition = check(job, job.currentUpload().orElseThrow());
            assertThat(transition.kind()).isEqualTo(Kind.CHECKED);
            assertThat(transition.follow()).isEqualTo(Follow.WAIT);
            assertThat(transition.job().dueAt()).isEqualTo(NOW.plusSeconds(20));
            assertThat(transition.isRecorded(job, false)).isFalse();
        }

        @Test
        void that_shows_a_change_is_recorded() {
            UploadJob job = at(Phase.PROCESSING);
            assertThat(check(job, UPLOAD).isRecorded(job, false)).isTrue();
        }

        @Test
        void after_a_fault_is_recorded_since_the_fault_is_over() {
            UploadJob parked =
                    transitions.onFault(context(at(Phase.PROCESSING)), away(null), NOW).job();
            Transition transition = check(parked, parked.currentUpload().orElseThrow());
            assertThat(transition.isRecorded(parked, false)).isTrue();
            assertThat(transition.job().parked()).isNull();
        }
    }

    @Nested
    class A_fault_that_may_pass {
        @Test
        void parks_the_job_where_it_is_and_says_until_when() {
            UploadJob job = at(Phase.CREATED);
            Transition transition = transitions.onFault(context(job), away(null), NOW);
            OutcomeEvent.RetryScheduled event =
                    event(transition, OutcomeEvent.RetryScheduled.class);
            assertThat(transition.kind()).isEqualTo(Kind.PARKED);
            assertThat(transition.follow()).isEqualTo(Follow.WAIT);
            assertThat(transition.job().phase()).isEqualTo(Phase.CREATED);
            assertThat(transition.job().dueAt())
                    .isBetween(NOW.plusSeconds(24), NOW.plusSeconds(36))
                    .isEqualTo(event.notBefore());
            assertThat(transition.error()).contains(event.error());
            assertThat(event.error().retryable()).isTrue();
            assertThat(event.error().panoptoMessage()).isEqualTo("503");
        }

        @Test
        void parks_it_for_longer_each_time_and_never_for_less_than_was_asked_for() {
            UploadJob job = at(Phase.CREATED);
            for (int times = 1; times <= 3; times++) {
                job = transitions.onFault(context(job), away(null), NOW).job();
            }
            assertThat(job.dueAt()).isBetween(NOW.plusSeconds(96), NOW.plusSeconds(144));
            Transition asked = transitions.onFault(context(job), away(Duration.ofHours(1)), NOW);
            assertThat(asked.job().dueAt()).isEqualTo(NOW.plusSeconds(3600));
        }

        @Test
        void fails_it_once_there_was_no_progress_for_too_long_and_keeps_the_upload() {
            UploadJob job = transitions.onFault(context(at(Phase.CREATED)), away(null), NOW).job();
            Transition lastTry =
                    transitions.onFault(
                            context(job), away(null), NOW.plus(GIVE_UP).minusSeconds(1));
            assertThat(lastTry.kind()).isEqualTo(Kind.PARKED);
            assertThat(lastTry.job().dueAt()).isEqualTo(NOW.plus(GIVE_UP));
            Transition last =
                    transitions.onFault(context(lastTry.job()), away(null), NOW.plus(GIVE_UP));
            OutcomeEvent.Failed failed = event(last, OutcomeEvent.Failed.class);
            assertThat(last.kind()).isEqualTo(Kind.FAILED);
            assertThat(failed.error().message()).startsWith("Given up after PT24H");
            assertThat(failed.error().retryable()).isTrue();
            assertThat(last.job().attempt().resumeAt()).isEqualTo(Phase.CREATED);
            assertThat(last.job().currentUpload()).contains(UPLOAD);
            assertThat(last.discard()).isEmpty();
        }

        @Test
        void costs_nothing_where_nothing_was_attempted() {
            UploadJob job = at(Phase.CREATED);
            Fault held =
                    TransientFault.notAttempted(
                            ErrorCode.PANOPTO_UNAVAILABLE, "held back", null, null);
            Transition transition = transitions.onFault(context(job), held, NOW);
            assertThat(transition.kind()).isEqualTo(Kind.DEFERRED);
            assertThat(transition.follow()).isEqualTo(Follow.WAIT);
            assertThat(transition.isRecorded(job, false)).isFalse();
            assertThat(transition.events()).isEmpty();
            assertThat(transition.job().parked()).isNull();
        }
    }

    @Nested
    class A_fault_for_good {
        @ParameterizedTest
        @EnumSource(names = {"ACCEPTED", "CREATED", "TRANSFERRED", "MANIFESTED"})
        void takes_an_upload_back_that_can_never_be_published(Phase phase) {
            UploadJob job = at(phase);
            Transition transition = transitions.onFault(context(job), refused(), NOW);
            assertThat(transition.follow()).isEqualTo(Follow.END);
            assertThat(transition.job().phase()).isEqualTo(Phase.FAILED);
            assertThat(transition.job().currentUpload()).isEmpty();
            assertThat(transition.job().attempt().resumeAt()).isEqualTo(Phase.ACCEPTED);
            assertThat(transition.discard()).isEqualTo(job.currentUpload());
        }

        @Test
        void can_be_retried_where_something_of_it_was_kept() {
            PermanentFault broken = new PermanentFault(ErrorCode.PROCESSING_FAILED, "broken");
            for (Phase phase : List.of(Phase.CREATED, Phase.PROCESSING)) {
                Transition transition = transitions.onFault(context(at(phase)), broken, NOW);
                assertThat(event(transition, OutcomeEvent.Failed.class).error().retryable())
                        .isEqualTo(phase == Phase.PROCESSING);
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"ARMED", "PROCESSING", "WITHDRAWING"})
        void keeps_an_upload_that_may_still_be_published(Phase phase) {
            UploadJob job = at(phase);
            Transition transition = transitions.onFault(context(job), refused(), NOW);
            assertThat(transition.job().phase()).isEqualTo(Phase.FAILED);
            assertThat(transition.job().currentUpload()).isEqualTo(job.currentUpload());
            assertThat(transition.job().attempt().resumeAt()).isEqualTo(phase);
            assertThat(transition.discard()).isEmpty();
        }

        @Test
        void keeps_an_upload_that_somebody_else_has_finalised() {
            UploadJob job = at(Phase.CREATED);
            Transition transition =
                    transitions.onFault(
                            context(job), PermanentFault.finalisedElsewhere("finalised"), NOW);
            assertThat(transition.job().currentUpload()).contains(UPLOAD);
            assertThat(transition.job().attempt().resumeAt()).isEqualTo(Phase.PROCESSING);
            assertThat(transition.discard()).isEmpty();
        }

        @Test
        void reports_the_stage_it_happened_in_and_what_a_person_can_do() {
            Transition transition = transitions.onFault(context(at(Phase.CREATED)), refused(), NOW);
            OutcomeEvent.Failed failed = event(transition, OutcomeEvent.Failed.class);
            assertThat(failed.stage()).isEqualTo(Stage.TRANSFER);
            assertThat(failed.error().code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
            assertThat(failed.error().retryable()).isTrue();
            assertThat(transition.error()).contains(failed.error());
            assertThat(transition.summary()).contains("Panopto refused");
        }
    }

    @Nested
    class A_cancel {
        @ParameterizedTest
        @EnumSource(names = {"ACCEPTED", "CREATED", "TRANSFERRED", "MANIFESTED"})
        void ends_what_can_never_be_published_and_takes_it_back(Phase phase) {
            UploadJob job = at(phase);
            Transition transition = transitions.cancel(cancelled(job, "wrong room"), NOW);
            OutcomeEvent.Cancelled event = event(transition, OutcomeEvent.Cancelled.class);
            assertThat(transition.kind()).isEqualTo(Kind.CANCELLED);
            assertThat(event.error().message()).endsWith(": wrong room");
            assertThat(transition.job().currentUpload()).isEmpty();
            assertThat(transition.discard()).isEqualTo(job.currentUpload());
        }

        @ParameterizedTest
        @EnumSource(names = {"ARMED", "PROCESSING"})
        void withdraws_what_may_be_published_before_it_ends(Phase phase) {
            UploadJob job = at(phase);
            Transition transition = transitions.cancel(cancelled(job, null), NOW);
            assertThat(transition.kind()).isEqualTo(Kind.WITHDRAWING);
            assertThat(transition.follow()).isEqualTo(Follow.CONTINUE);
            assertThat(transition.events()).isEmpty();
            assertThat(transition.discard()).isEmpty();
            assertThat(transition.job().currentUpload()).isEqualTo(job.currentUpload());
        }

        @Test
        void without_a_reason_says_only_that_there_was_one() {
            Transition transition =
                    transitions.onResult(
                            cancelled(at(Phase.WITHDRAWING), null),
                            new StageResult.Withdrawn(),
                            NOW);
            assertThat(event(transition, OutcomeEvent.Cancelled.class).error().message())
                    .isEqualTo("A cancel command ended the upload.");
            assertThat(transition.discard()).isEmpty();
        }

        @Test
        void that_is_none_any_more_leaves_a_withdrawn_job_to_start_over() {
            Transition transition =
                    transitions.onResult(
                            context(at(Phase.WITHDRAWING)), new StageResult.Withdrawn(), NOW);
            assertThat(transition.kind()).isEqualTo(Kind.STARTED_OVER);
            assertThat(transition.job().phase()).isEqualTo(Phase.ACCEPTED);
            assertThat(transition.job().currentUpload()).isEmpty();
        }
    }

    @Nested
    class An_upload_that_is_gone {
        private Transition gone(UploadJob job) {
            return transitions.onResult(context(job), new StageResult.StartOver("state 7"), NOW);
        }

        @Test
        void is_replaced_by_another() {
            Transition transition = gone(at(Phase.CREATED));
            assertThat(transition.kind()).isEqualTo(Kind.STARTED_OVER);
            assertThat(transition.job().phase()).isEqualTo(Phase.ACCEPTED);
            assertThat(transition.job().currentUpload()).isEmpty();
            assertThat(transition.summary()).contains("state 7");
        }

        @Test
        void is_replaced_ten_times_and_no_more() {
            UploadJob job = at(Phase.CREATED);
            for (int uploads = 2; uploads <= 10; uploads++) {
                job = done(gone(job).job()).job();
            }
            assertThat(job.attempt().uploads()).isEqualTo(10);
            OutcomeEvent.Failed failed = event(gone(job), OutcomeEvent.Failed.class);
            assertThat(failed.error().code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED);
        }

        @Test
        void for_its_slides_is_made_once_more_without_them_where_they_are_optional() {
            UploadRequest withSlides =
                    UploadRequest.builder(request)
                            .slides(
                                    List.of(
                                            new Slides(
                                                    Source.of("file:///s.pptx"),
                                                    Duration.ZERO,
                                                    List.of(),
                                                    true)))
                            .build();
            StageResult dead = new StageResult.Dead(refused());
            Transition first =
                    transitions.onResult(
                            new DecisionContext(
                                    at(Phase.PROCESSING), withSlides, true, false, null),
                            dead,
                            NOW);
            assertThat(first.kind()).isEqualTo(Kind.STARTED_OVER);
            assertThat(first.job().attempt().slidesLeftOut()).isTrue();
            assertThat(event(first, OutcomeEvent.RetryScheduled.class).notBefore()).isEqualTo(NOW);
            Transition second = transitions.onResult(context(at(Phase.PROCESSING)), dead, NOW);
            assertThat(second.job().phase()).isEqualTo(Phase.FAILED);
            assertThat(second.job().currentUpload()).isEmpty();
        }
    }

    @Nested
    class An_upload_that_panopto_shows_open_after_the_end {
        @Test
        void is_finalised_again_after_a_while() {
            Transition transition =
                    transitions.onResult(
                            context(at(Phase.PROCESSING)), new StageResult.NotFinalised(), NOW);
            assertThat(transition.kind()).isEqualTo(Kind.PARKED);
            assertThat(transition.job().phase()).isEqualTo(Phase.ARMED);
            assertThat(transition.job().dueAt()).isAfter(NOW);
        }

        @Test
        void is_left_alone_where_this_worker_never_finalised_it() {
            UploadJob job = at(Phase.PROCESSING).with(UPLOAD);
            Transition transition =
                    transitions.onResult(context(job), new StageResult.NotFinalised(), NOW);
            assertThat(transition.job().phase()).isEqualTo(Phase.FAILED);
            assertThat(transition.job().currentUpload()).contains(UPLOAD);
            assertThat(transition.job().attempt().resumeAt()).isEqualTo(Phase.PROCESSING);
        }
    }

    @Nested
    class A_retry {
        private static final String OTHER = "other digest";

        private UploadJob failed(Phase phase, Fault fault) {
            return transitions.onFault(context(at(phase)), fault, NOW).job();
        }

        /** Failed with its upload kept. */
        private UploadJob givenUp() {
            UploadJob parked = failed(Phase.CREATED, away(null));
            return transitions.onFault(context(parked), away(null), NOW.plus(GIVE_UP)).job();
        }

        private Transition retry(UploadJob ended, @Nullable String digest, Options options) {
            UploadRequest content = UploadRequest.builder(request).options(options).build();
            return transitions.retry(
                    new ReceivedRequest(
                            content,
                            Optional.ofNullable(digest),
                            Optional.empty(),
                            Optional.empty()),
                    ended,
                    content,
                    LATER);
        }

        @Test
        void goes_on_with_the_upload_that_was_kept() {
            UploadJob ended = givenUp();
            Transition transition = retry(ended, null, Options.DEFAULT);
            UploadJob job = transition.job();
            OutcomeEvent.Accepted accepted = event(transition, OutcomeEvent.Accepted.class);
            assertThat(transition.kind()).isEqualTo(Kind.ACCEPTED);
            assertThat(accepted.header().sequence()).isEqualTo(ended.sequence() + 1);
            assertThat(accepted.header().attempt()).isEqualTo(2);
            assertThat(job.phase()).isEqualTo(Phase.CREATED);
            assertThat(job.currentUpload()).contains(UPLOAD);
            assertThat(job.parked()).isNull();
            assertThat(job.dueAt()).isEqualTo(LATER);
            assertThat(job.attempt().uploads()).isZero();
            assertThat(job.attempt().withdrawsFormer()).isNull();
            assertThat(job.identity()).isEqualTo(ended.identity());
        }

        @Test
        void begins_with_a_new_upload_where_none_was_kept() {
            UploadJob job = retry(failed(Phase.CREATED, refused()), null, Options.DEFAULT).job();
            assertThat(job.phase()).isEqualTo(Phase.ACCEPTED);
            assertThat(job.currentUpload()).isEmpty();
        }

        @Test
        void with_other_content_begins_with_a_new_upload() {
            UploadJob job = retry(givenUp(), OTHER, Options.DEFAULT).job();
            assertThat(job.phase()).isEqualTo(Phase.ACCEPTED);
            assertThat(job.currentUpload()).isEmpty();
            assertThat(job.identity().digest()).isEqualTo(OTHER);
        }

        @Test
        void with_other_content_withdraws_first_what_may_be_published() {
            UploadJob ended = failed(Phase.PROCESSING, refused());
            UploadJob job = retry(ended, OTHER, Options.DEFAULT).job();
            assertThat(job.phase()).isEqualTo(Phase.WITHDRAWING);
            assertThat(job.currentUpload()).isEqualTo(ended.currentUpload());
            assertThat(job.attempt().withdrawsFormerContent()).isTrue();
            UploadJob again = transitions.onFault(context(job), refused(), LATER).job();
            assertThat(retry(again, null, Options.DEFAULT).job().attempt().withdrawsFormerContent())
                    .isTrue();
        }

        /** Whoever finalised it: the session of a given-up job's upload may show up later. */
        @Test
        void with_other_content_withdraws_first_what_was_found_finalised() {
            EndChecks finalised = new EndChecks(0, 0, 1, false, false);
            Upload found =
                    new Upload(
                            UPLOAD.id(),
                            UPLOAD.files(),
                            0,
                            null,
                            false,
                            null,
                            UPLOAD.matcher(),
                            finalised,
                            null,
                            null);
            UploadJob ended = givenUp().with(found);
            UploadJob job = retry(ended, OTHER, Options.DEFAULT).job();
            assertThat(job.phase()).isEqualTo(Phase.WITHDRAWING);
            assertThat(job.currentUpload()).contains(found);
            UploadJob same = retry(ended, null, Options.DEFAULT).job();
            assertThat(same.phase()).isEqualTo(Phase.CREATED);
            assertThat(same.currentUpload()).contains(found);
        }

        @Test
        void of_a_withdrawal_for_a_cancel_withdraws_no_former_content() {
            UploadJob ended = failed(Phase.WITHDRAWING, refused());
            UploadJob job = retry(ended, "digest", Options.DEFAULT).job();
            assertThat(job.phase()).isEqualTo(Phase.WITHDRAWING);
            assertThat(job.attempt().withdrawsFormer()).isFalse();
        }

        @Test
        void leaves_slides_out_again_only_where_it_goes_on() {
            UploadJob without =
                    givenUp().with(givenUp().attempt().withoutSlides().resumableAt(Phase.CREATED));
            assertThat(retry(without, null, Options.DEFAULT).job().attempt().slidesLeftOut())
                    .isTrue();
            assertThat(retry(without, OTHER, Options.DEFAULT).job().attempt().slidesLeftOut())
                    .isFalse();
        }

        @Test
        void waits_until_the_time_that_it_names() {
            Options planned = new Options(Priority.NORMAL, LATER.plusSeconds(60), null);
            assertThat(retry(givenUp(), null, planned).job().dueAt())
                    .isEqualTo(LATER.plusSeconds(60));
            assertThat(retry(givenUp(), "digest", planned).job().dueAt())
                    .isEqualTo(LATER.plusSeconds(60));
        }

        @Test
        void replaces_priority_and_deadline_where_it_brings_options_or_content() {
            Options urgent = new Options(Priority.HIGH, null, LATER.plusSeconds(60));
            for (String digest : new String[] {null, OTHER}) {
                UploadJob.Identity identity = retry(givenUp(), digest, urgent).job().identity();
                assertThat(identity.priority()).isEqualTo(Priority.HIGH);
                assertThat(identity.deadline()).isEqualTo(LATER.plusSeconds(60));
            }
            // The whole request again, as it was: nothing of it is new.
            assertThat(retry(givenUp(), "digest", urgent).job().identity().priority())
                    .isEqualTo(Priority.NORMAL);
        }

        @ParameterizedTest
        @CsvSource({"-1, false", "0, false", "1, true"})
        void keeps_a_deadline_that_has_not_passed(long seconds, boolean kept) {
            Instant deadline = LATER.plusSeconds(seconds);
            UploadJob ended = withDeadline(givenUp(), deadline);
            assertThat(retry(ended, null, Options.DEFAULT).job().identity().deadline())
                    .isEqualTo(kept ? deadline : null);
        }
    }

    private static UploadJob withDeadline(UploadJob job, Instant deadline) {
        UploadJob.Identity known = job.identity();
        return job.with(
                new UploadJob.Identity(
                        known.id(),
                        known.digest(),
                        known.acceptedAt(),
                        known.priority(),
                        deadline,
                        known.traceparent(),
                        known.title(),
                        known.folderId()));
    }

    @Test
    void the_size_of_a_request_is_the_sum_of_what_its_files_say_if_all_do() {
        Source half = new Source("file:///a.mp4", 40L, null, null);
        Stream first = Stream.of(half, Role.PRIMARY);
        Stream second = Stream.of(half, Role.SECONDARY);
        UploadRequest both = UploadRequest.builder(request).streams(List.of(first, second)).build();
        assertThat(AttemptFactory.bytesTotal(both)).isEqualTo(80);
        assertThat(AttemptFactory.bytesTotal(request)).isNull();
    }

    @Nested
    class A_stream_for_a_session_that_exists {
        private static final StageResult PUBLISHED =
                new StageResult.Published("s", "https://v", DETAILS);

        private UploadJob sent(Phase phase) {
            UploadFile file =
                    new UploadFile("00-a.mp4", 0, 40, "pin", 5, "multipart", "0000002a", null);
            return at(phase).with(Upload.ofStream("upload-1", "s").with(0, file));
        }

        private DecisionContext of(UploadJob job, boolean more, boolean cancelled) {
            return new DecisionContext(
                    job, request, false, more, cancelled ? new Cancel(null, NOW) : null);
        }

        @Test
        void is_followed_by_the_next_one() {
            Transition transition =
                    transitions.onResult(of(sent(Phase.PROCESSING), true, false), PUBLISHED, LATER);
            assertThat(transition.kind()).isEqualTo(Kind.STREAM_ADDED);
            assertThat(transition.job().phase()).isEqualTo(Phase.ACCEPTED);
            assertThat(transition.job().dueAt()).isEqualTo(LATER);
            assertThat(transition.job().currentUpload()).isEmpty();
            assertThat(transition.job().attempt().streamsAdded()).hasSize(1);
        }

        @Test
        void completes_the_job_as_the_last_one_with_all_that_were_added() {
            UploadJob first =
                    transitions
                            .onResult(of(sent(Phase.PROCESSING), true, false), PUBLISHED, NOW)
                            .job();
            UploadJob last = sent(Phase.PROCESSING).with(first.attempt());
            OutcomeEvent.Completed completed =
                    event(
                            transitions.onResult(of(last, false, false), PUBLISHED, NOW),
                            OutcomeEvent.Completed.class);
            assertThat(completed.files())
                    .extracting(file -> file.crc32())
                    .containsExactly("0000002a", "0000002a");
            assertThat(completed.bytesTotal()).isEqualTo(80);
        }

        @Test
        void that_was_added_all_the_same_is_counted_in_the_end_of_a_cancelled_job() {
            Transition transition =
                    transitions.onResult(of(sent(Phase.WITHDRAWING), true, true), PUBLISHED, NOW);
            assertThat(event(transition, OutcomeEvent.Cancelled.class).error().message())
                    .contains("in the session already: 1");
        }

        @Test
        void of_former_content_that_was_added_all_the_same_fails_the_retry() {
            UploadJob job = sent(Phase.WITHDRAWING);
            UploadJob former =
                    job.with(new UploadJob.Attempt(2, NOW, 0, null, false, null, true, NOW));
            Transition transition = transitions.onResult(of(former, false, false), PUBLISHED, NOW);
            assertThat(event(transition, OutcomeEvent.Failed.class).error().message())
                    .startsWith("A stream of the content before this retry was added to session s");
            Transition withSlides =
                    transitions.onResult(
                            new DecisionContext(former, request, true, false, null),
                            PUBLISHED,
                            NOW);
            assertThat(withSlides.kind()).isEqualTo(Kind.FAILED);
            Transition own = transitions.onResult(of(job, false, false), PUBLISHED, NOW);
            assertThat(own.kind()).isEqualTo(Kind.COMPLETED);
        }
    }

    @Test
    void a_completed_job_names_the_files_that_are_at_panopto_in_full() {
        UploadFile whole =
                new UploadFile("00-a.mp4", 0, 40, "pin", 5, "multipart", "0000002a", null);
        UploadFile part = new UploadFile("01-b.mp4", 0, 40, "pin", 5, "multipart", null, null);
        UploadJob job = at(Phase.PROCESSING).with(UPLOAD.with(0, whole).with(1, part));
        Transition transition =
                transitions.onResult(
                        context(job), new StageResult.Published("s", "https://v", DETAILS), NOW);
        assertThat(event(transition, OutcomeEvent.Completed.class).files())
                .extracting(file -> file.name())
                .containsExactly("00-a.mp4");
    }

    @Test
    void a_check_that_schedules_another_says_why() {
        UploadError why = new UploadError(ErrorCode.UPLOAD_EXPIRED, "state 7", true, null);
        Transition transition =
                transitions.onResult(
                        context(at(Phase.PROCESSING)),
                        new StageResult.PollAgain(
                                UPLOAD,
                                Duration.ofSeconds(10),
                                List.of(header -> new OutcomeEvent.Processing(header, 3, null)),
                                why),
                        NOW);
        assertThat(transition.events())
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        OutcomeEvent.RetryScheduled.class,
                        retry -> {
                            assertThat(retry.error()).isEqualTo(why);
                            assertThat(retry.notBefore()).isEqualTo(NOW.plusSeconds(10));
                        });
        assertThat(transition.error()).contains(why);
        assertThat(StageOutcome.of(transition))
                .contains(
                        new StageOutcome(
                                StageOutcome.Kind.PARKED, Optional.of(ErrorCode.UPLOAD_EXPIRED)));
    }

    @Test
    void a_published_session_completes_the_job_with_what_it_took() {
        Transition transition =
                transitions.onResult(
                        context(at(Phase.PROCESSING)),
                        new StageResult.Published("s", "https://v", DETAILS),
                        NOW);
        OutcomeEvent.Completed completed = event(transition, OutcomeEvent.Completed.class);
        assertThat(transition.kind()).isEqualTo(Kind.COMPLETED);
        assertThat(transition.follow()).isEqualTo(Follow.END);
        assertThat(completed.sessionId()).isEqualTo("s");
        assertThat(completed.viewerUrl()).isEqualTo("https://v");
        assertThat(completed.embedUrl()).isEqualTo("https://e");
        assertThat(completed.sessionSeconds()).isEqualTo(12.5);
        assertThat(completed.durations()).containsKey(Stage.PROCESSING);
    }

    @Test
    void a_passed_deadline_fails_the_job_and_takes_the_upload_back() {
        UploadJob job = at(Phase.CREATED);
        UploadJob due = withDeadline(job, LATER);
        assertThat(due.isOverdue(LATER.minusMillis(1))).isFalse();
        assertThat(due.isOverdue(LATER)).isTrue();
        Transition transition = transitions.onDeadline(context(due), LATER);
        assertThat(event(transition, OutcomeEvent.Failed.class).error().code())
                .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(transition.discard()).contains(UPLOAD);
    }

    @Test
    void a_checkpoint_ends_a_series_of_failures_only_by_progress() {
        UploadJob parked = transitions.onFault(context(at(Phase.CREATED)), away(null), NOW).job();
        Transition without =
                transitions.checkpoint(context(parked), UPLOAD, false, List.of(), LATER);
        Transition with = transitions.checkpoint(context(parked), UPLOAD, true, List.of(), LATER);
        assertThat(without.job().parked()).isEqualTo(parked.parked());
        assertThat(with.job().parked()).isNull();
        assertThat(with.job().phase()).isEqualTo(Phase.CREATED);
    }

    @Test
    void that_the_manifest_is_sent_is_recorded_by_itself_only_if_nothing_follows() {
        UploadJob job = at(Phase.TRANSFERRED);
        assertThat(done(job).isRecorded(job, false)).isFalse();
        assertThat(done(job).isRecorded(job, true)).isTrue();
        UploadJob created = at(Phase.CREATED);
        assertThat(done(created).isRecorded(created, false)).isTrue();
    }

    @Test
    void arming_twice_is_recorded_twice_and_moves_once() {
        Transition first = transitions.arm(context(at(Phase.MANIFESTED)), NOW);
        Transition second = transitions.arm(context(first.job()), LATER);
        assertThat(first.job().phase()).isEqualTo(Phase.ARMED);
        assertThat(second.job()).isEqualTo(first.job());
        assertThat(second.isRecorded(first.job(), false)).isTrue();
    }
}
