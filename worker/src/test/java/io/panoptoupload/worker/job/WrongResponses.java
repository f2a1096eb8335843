package io.panoptoupload.worker.job;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.Access;
import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.Role;
import io.panoptoupload.messages.Source;
import io.panoptoupload.messages.Stream;
import io.panoptoupload.messages.UploadRequest;
import io.panoptoupload.messages.UploadRequestBuilder;
import io.panoptoupload.worker.fault.PermanentFault;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.panopto.UploadState;
import io.panoptoupload.worker.source.FileSources;
import io.panoptoupload.worker.source.Sources;
import io.panoptoupload.worker.stage.AwaitProcessing;
import io.panoptoupload.worker.stage.CreateUpload;
import io.panoptoupload.worker.stage.EndProof;
import io.panoptoupload.worker.stage.Finalise;
import io.panoptoupload.worker.stage.RecordingSources;
import io.panoptoupload.worker.stage.TransferFiles;
import io.panoptoupload.worker.stage.TransferManifest;
import io.panoptoupload.worker.stage.UploadLookup;
import io.panoptoupload.worker.stage.UploadStage;
import io.panoptoupload.worker.stage.Withdraw;
import io.panoptoupload.worker.transfer.SendOutcome;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * Panopto says something of an upload that is not so: in every stage, in every way that "says
 * gone", once and several times in a row, with owners that die in between. The stages are the real
 * ones.
 */
abstract class WrongResponses extends Behaviour {
    private static final URI SITE = URI.create("https://uni.example");
    private static final List<Optional<UploadState>> LIES =
            List.of(
                    Optional.empty(),
                    Optional.of(UploadState.UPLOAD_CANCELLED),
                    Optional.of(UploadState.PROCESSING_ERROR),
                    Optional.of(UploadState.DELETING_FILES),
                    Optional.of(UploadState.DELETED),
                    Optional.of(UploadState.DELETING_ERROR));

    private final UntruthfulPanopto panopto = new UntruthfulPanopto(worker.clock);
    private Path file;

    @BeforeEach
    void the_real_stages(@TempDir Path captures) throws IOException {
        file = Files.write(captures.resolve("a.mp4"), "bytes".getBytes(UTF_8));
        RecordingSources sources =
                new RecordingSources(
                        new Sources(Map.of("file", new FileSources(List.of(captures)))),
                        5 * 1024 * 1024);
        EndProof proof = new EndProof(panopto, Duration.ofSeconds(10), Duration.ofSeconds(60));
        UploadLookup lookup = new UploadLookup(proof);
        Finalise finalise = new Finalise(panopto, proof);
        AwaitProcessing.Settings settings =
                new AwaitProcessing.Settings(
                        SITE,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofHours(12),
                        true);
        worker.stages.always(Phase.ACCEPTED, new CreateUpload(panopto, folder -> {}, sources));
        worker.stages.always(
                Phase.CREATED,
                new TransferFiles(
                        lookup,
                        sources,
                        (_, _, content, _, _) -> new SendOutcome.Sent(content.pin().sizeBytes(), 1),
                        worker.clock));
        worker.stages.always(
                Phase.TRANSFERRED,
                new TransferManifest(
                        lookup, (_, _, bytes, _) -> new SendOutcome.Sent(bytes.length, 1)));
        worker.stages.always(Phase.MANIFESTED, finalise);
        worker.stages.always(Phase.ARMED, finalise);
        worker.stages.always(Phase.PROCESSING, new AwaitProcessing(panopto, proof, settings));
        worker.stages.always(
                Phase.WITHDRAWING, new Withdraw(panopto, proof, SITE, Duration.ofHours(12)));
    }

    /** Every phase in which an upload is checked, each lie, and how often in a row. */
    static java.util.stream.Stream<Arguments> lies() {
        List<Arguments> all = new ArrayList<>();
        for (Phase phase :
                List.of(Phase.CREATED, Phase.TRANSFERRED, Phase.ARMED, Phase.PROCESSING)) {
            for (Optional<UploadState> lie : LIES) {
                for (int times : List.of(1, 2, 5)) {
                    all.add(Arguments.of(phase, lie.orElse(null), times));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("lies")
    void publishes_nothing_twice(Phase phase, @Nullable UploadState lie, int times) {
        lieIn(phase, lie, times);
        var _ = worker.send(request());
        // Owners die all the time.
        for (int minutes = 0; minutes < 30; minutes++) {
            worker.passes(Duration.ofMinutes(1));
            worker.restart();
        }
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(panopto.published()).hasSize(1);
        assertThat(panopto.uploads())
                .as("another upload only for one that cannot have been published")
                .isEqualTo(phase.mayPublish() || times < 3 ? 1 : 2);
    }

    @ParameterizedTest
    @MethodSource("lies")
    void adds_no_stream_twice(Phase phase, @Nullable UploadState lie, int times) {
        lieIn(phase, lie, times);
        var _ = worker.send(addition());
        worker.passes(Duration.ofHours(2));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(panopto.published()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("lies")
    void cancels_nothing_that_is_published_later(
            Phase phase, @Nullable UploadState lie, int times) {
        lieIn(phase == Phase.ARMED ? Phase.PROCESSING : phase, null, 0);
        var _ = worker.send(request());
        worker.passes(Duration.ofSeconds(40));
        panopto.lies.addAll(Collections.nCopies(times, Optional.ofNullable(lie)));
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofHours(2));
        assertThat(panopto.published()).hasSize(worker.phase("a") == Phase.COMPLETED ? 1 : 0);
        assertThat(worker.phase("a")).isIn(Phase.COMPLETED, Phase.CANCELLED);
        worker.retry("a", 1);
        worker.passes(Duration.ofHours(2));
        assertThat(panopto.published()).hasSize(1);
    }

    /** Never, at once, and when the next owner has long been looking. */
    static List<Optional<Duration>> effects() {
        return List.of(
                Optional.empty(), Optional.of(Duration.ZERO), Optional.of(Duration.ofMinutes(20)));
    }

    @ParameterizedTest
    @MethodSource("effects")
    void publishes_once_what_panopto_refuses_to_publish_for_a_while(Optional<Duration> effect) {
        for (int i = 0; i < 5; i++) {
            panopto.refusals.add(UntruthfulPanopto.Refusal.inDoubt(effect));
        }
        var _ = worker.send(request());
        worker.passes(Duration.ofHours(3));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(panopto.published()).containsExactly("upload-1");
    }

    @ParameterizedTest
    @MethodSource("effects")
    void goes_on_by_a_retry_with_what_panopto_refused_to_publish(Optional<Duration> effect) {
        panopto.refusals.add(UntruthfulPanopto.Refusal.permanent(effect));
        panopto.lies.add(Optional.of(UploadState.UPLOADING));
        var _ = worker.send(request());
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        worker.retry("a", 1);
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(panopto.published()).containsExactly("upload-1");
    }

    @Test
    void makes_another_upload_of_one_that_has_really_ended_before_it_could_be_published() {
        panopto.refusals.add(UntruthfulPanopto.Refusal.inDoubt(Optional.empty()));
        var _ = worker.send(request());
        worker.passes(Duration.ofSeconds(1));
        panopto.reap();
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(panopto.published()).containsExactly("upload-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DELETED"})
    void fails_with_a_sentence_what_is_denied_for_ever_and_a_retry_finds_it(String state) {
        Optional<UploadState> lie =
                state.isEmpty() ? Optional.empty() : Optional.of(UploadState.valueOf(state));
        alwaysSays(lie, Given.unavailable(null));
        var _ = worker.send(request());
        worker.passes(Duration.ofHours(2));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().message())
                .contains("shows session session-of-upload-1")
                .contains("under a new requestId");
        worker.retry("a", 1);
        worker.passes(Duration.ofHours(2));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        assertThat(panopto.uploads()).isEqualTo(1);
        panopto.lies.clear();
        worker.retry("a", 2);
        worker.passes(Duration.ofHours(2));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(panopto.published()).containsExactly("upload-1");
    }

    /** What every check says is no proof without the folder's word. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gives_up_after_a_day_on_an_end_of_which_its_folder_never_says_anything(boolean cancelled) {
        panopto.notListed = new TransientFault(ErrorCode.PANOPTO_UNAVAILABLE, "away", null);
        panopto.notRemoved = refusedRemoval();
        alwaysSays(Optional.of(UploadState.DELETED), Given.unavailable(null));
        var _ = worker.send(request());
        worker.passes(Duration.ofMinutes(1));
        if (cancelled) {
            worker.cancel("a", "wrong room");
        }
        worker.passes(Duration.ofHours(26));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().message()).contains("Given up", "away");
        panopto.lies.clear();
        panopto.notListed = null;
        worker.retry("a", 1);
        worker.passes(Duration.ofHours(2));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(panopto.uploads()).isEqualTo(1);
    }

    @Test
    void ends_the_cancel_of_an_upload_that_it_denies_though_the_request_cannot_be_read() {
        panopto.notRemoved = refusedRemoval();
        alwaysSays(Optional.empty(), Given.givenUp(ErrorCode.PANOPTO_UNAVAILABLE));
        var _ = worker.send(request());
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        worker.journal.spoil("request:a");
        worker.cancel("a", "wrong room");
        worker.passes(Duration.ofHours(2));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.UPLOAD_EXPIRED);
        assertThat(failed.error().message()).contains("shows session session-of-upload-1");
    }

    @Test
    void completes_what_is_shown_with_its_former_access_at_first() {
        panopto.wrongAccess = 1;
        var _ = worker.send(publicLecture());
        worker.passes(Duration.ofHours(1));
        assertThat(worker.published("a")).endsWith("retry-scheduled", "completed");
    }

    @Test
    void fails_what_is_shown_with_another_access_again_and_again() {
        panopto.wrongAccess = 100;
        var _ = worker.send(publicLecture());
        worker.passes(Duration.ofMinutes(14));
        assertThat(worker.published("a")).endsWith("retry-scheduled");
        worker.restart();
        worker.passes(Duration.ofMinutes(30));
        OutcomeEvent.Failed failed = worker.last("a", OutcomeEvent.Failed.class);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.PANOPTO_REJECTED);
        assertThat(failed.error().message()).contains("change the access of its folder");
        panopto.wrongAccess = 0;
        worker.retry("a", 1);
        worker.passes(Duration.ofHours(1));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    /** Lies, refusals, deaths, lost records, cancels and retries as chance will have them. */
    @ParameterizedTest
    @MethodSource("seeds")
    void never_publishes_twice_whatever_comes_together(long seed) {
        Random random = new Random(seed);
        var _ = worker.send(request());
        for (int step = 0; step < 40; step++) {
            disturb(random);
            worker.passes(Duration.ofSeconds(1 + random.nextInt(random.nextBoolean() ? 30 : 600)));
            assertAtMostOneIsPublished();
        }
        panopto.lies.clear();
        panopto.refusals.clear();
        worker.journal.failNext(0);
        for (int tries = 0; tries < 5 && worker.phase("a") != Phase.COMPLETED; tries++) {
            retryLastAttempt();
            worker.passes(Duration.ofHours(3));
            assertAtMostOneIsPublished();
        }
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
        assertThat(panopto.published()).hasSize(1);
    }

    /** More of them with {@code -Dresponses.seeds}; {@code -Dresponses.seed} replays one. */
    static LongStream seeds() {
        Long one = Long.getLong("responses.seed");
        return one == null
                ? LongStream.range(0, Long.getLong("responses.seeds", 30))
                : LongStream.of(one);
    }

    private void disturb(Random random) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                if (panopto.lies.isEmpty() && panopto.truths > 0) {
                    for (int i = random.nextInt(6); i > 0; i--) {
                        panopto.lies.add(LIES.get(random.nextInt(LIES.size())));
                    }
                }
            }
            case 3 -> {
                Optional<Duration> effect =
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(Duration.ofSeconds(random.nextInt(3600)));
                panopto.refusals.add(
                        random.nextBoolean()
                                ? UntruthfulPanopto.Refusal.inDoubt(effect)
                                : UntruthfulPanopto.Refusal.permanent(effect));
            }
            case 4 -> worker.restart();
            case 5 -> worker.journal.failNext(1 + random.nextInt(3));
            case 6 -> retryLastAttempt();
            default -> {
                if (random.nextInt(4) == 0) {
                    worker.journal.failNext(0);
                    worker.cancel("a", "wrong room");
                }
            }
        }
    }

    private void retryLastAttempt() {
        worker.journal.failNext(0);
        worker.retry("a", Objects.requireNonNull(worker.events("a").getLast().header().attempt()));
    }

    private void assertAtMostOneIsPublished() {
        assertThat(panopto.published()).hasSizeLessThanOrEqualTo(1);
    }

    private void lieIn(Phase phase, @Nullable UploadState lie, int times) {
        worker.stages.next(
                phase == Phase.ARMED ? Phase.MANIFESTED : phase,
                context -> {
                    if (phase == Phase.ARMED) {
                        context.arm();
                    }
                    panopto.lies.addAll(Collections.nCopies(times, Optional.ofNullable(lie)));
                    return Given.unavailable(null).run(context);
                });
    }

    /** From the first time that it is asked what has become of the upload, which ends so. */
    private void alwaysSays(Optional<UploadState> lie, UploadStage first) {
        worker.stages.next(
                Phase.PROCESSING,
                context -> {
                    panopto.lies.addAll(Collections.nCopies(1000, lie));
                    return first.run(context);
                });
    }

    private static PermanentFault refusedRemoval() {
        return new PermanentFault(ErrorCode.PANOPTO_REJECTED, "responded with 405");
    }

    private UploadRequest request() {
        return lecture().build();
    }

    private UploadRequest publicLecture() {
        return lecture().access(Access.PUBLIC).build();
    }

    private UploadRequestBuilder lecture() {
        return Given.lecture("a").streams(List.of(stream(Role.PRIMARY)));
    }

    private UploadRequest addition() {
        return UploadRequest.builder("a")
                .addToSession("d2a1f0b4-6f0b-4b8b-a0b6-b3a400c5e7f1")
                .streams(List.of(stream(Role.SECONDARY)))
                .build();
    }

    private Stream stream(Role role) {
        return Stream.of(Source.of(file.toUri().toString()), role);
    }
}
