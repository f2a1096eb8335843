package io.panoptoupload.worker.job;

import static io.panoptoupload.worker.job.Given.unavailable;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.panoptoupload.messages.ErrorCode;
import io.panoptoupload.messages.OutcomeEvent;
import io.panoptoupload.messages.TransferredFile;
import io.panoptoupload.worker.fault.TransientFault;
import io.panoptoupload.worker.stage.StageContext;
import io.panoptoupload.worker.stage.StageResult;
import io.panoptoupload.worker.stage.Upload;
import io.panoptoupload.worker.stage.UploadFile;
import io.panoptoupload.worker.stage.UploadStage;
import io.panoptoupload.worker.transfer.ConfirmedParts;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** An upload whose files are recorded in chunks of their own while they are transferred. */
abstract class ManyFiles extends Behaviour {
    private static final int FILES = 100;
    private static final int HALF = 50;

    /** The names under which something was sent, in order. */
    private final List<String> sent = new ArrayList<>();

    @Test
    void a_file_costs_the_journal_the_same_however_many_others_there_are() {
        long few = bytesWritten("few", 100) / 100;
        long many = bytesWritten("many", 900) / 900;
        assertThat(many)
                .as("%d bytes a file, and %d", few, many)
                .isLessThan(few + few / 10)
                .isLessThan(4_000);
    }

    private long bytesWritten(String id, int files) {
        long before = worker.journal.bytesWritten();
        has(files);
        worker.accept(id);
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.last(id, OutcomeEvent.Completed.class).files()).hasSize(files);
        return worker.journal.bytesWritten() - before;
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 16, 17, FILES})
    void all_its_files_are_in_its_last_event_in_their_order(int files) {
        has(files);
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.last("a", OutcomeEvent.Completed.class).files())
                .extracting(TransferredFile::name)
                .isEqualTo(names(files));
        assertThat(sent).isEqualTo(names(files));
    }

    @Test
    void its_job_is_all_that_is_left_of_it() {
        has(FILES);
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(worker.journal.keys()).containsExactly("job:a");
    }

    @Test
    void the_next_owner_goes_on_where_the_last_one_died() {
        has(FILES);
        worker.stages.next(Phase.CREATED, diesAfter(HALF));
        worker.start("a");
        assertThat(sent).isEqualTo(names(HALF));
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(sent).isEqualTo(names(FILES));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void what_was_begun_is_begun_for_the_next_owner_too() {
        has(FILES);
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    send(context, 0, HALF);
                    begin(context, HALF, "multipart of the first owner");
                    return takenAway(context);
                });
        List<Upload> seen = new ArrayList<>();
        worker.start("a");
        worker.restart();
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    seen.add(context.upload());
                    return transfer(context, FILES);
                });
        worker.passes(Duration.ofMinutes(1));
        assertThat(seen.getFirst().files()).hasSize(HALF + 1);
        assertThat(seen.getFirst().files().getLast().multipartId())
                .isEqualTo("multipart of the first owner");
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    /** Or fifty thousand of them would fill the memory of those who wait for Panopto. */
    @Test
    void while_it_waits_nothing_is_held_of_its_files() {
        has(FILES);
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    send(context, 0, HALF);
                    return unavailable(null).run(context);
                });
        worker.start("a");
        assertThat(since()).isEqualTo(JobOffsets.UNKNOWN);
        worker.restart();
        assertThat(since()).isEqualTo(JobOffsets.UNKNOWN);
        worker.passes(Duration.ofHours(1));
        assertThat(sent).isEqualTo(names(FILES));
        assertThat(worker.journal.keys()).containsExactly("job:a");
    }

    private JobOffsets since() {
        return worker.partition.jobs().open("a").orElseThrow().beside();
    }

    @Test
    void a_retry_goes_on_with_the_files_that_are_there() {
        has(FILES);
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    send(context, 0, HALF);
                    throw new TransientFault(
                            ErrorCode.PANOPTO_UNAVAILABLE, "Not now.", null, Duration.ofHours(25));
                });
        worker.start("a");
        assertThat(worker.phase("a")).isEqualTo(Phase.FAILED);
        assertThat(worker.journal.keys()).containsExactlyInAnyOrder("request:a", "job:a");
        worker.restart();
        worker.stages.next(Phase.CREATED, diesAfter(HALF + 1));
        worker.retry("a", 1);
        worker.runDue();
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(sent).isEqualTo(names(FILES));
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    @Test
    void another_upload_begins_without_the_files_of_the_former() {
        has(FILES);
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    send(context, 0, HALF);
                    return new StageResult.StartOver("Panopto has let it go");
                });
        worker.stages.next(Phase.CREATED, diesAfter(3));
        worker.start("a");
        assertThat(sent.subList(HALF, sent.size())).isEqualTo(names(3));
        worker.restart();
        worker.passes(Duration.ofMinutes(1));
        assertThat(sent.subList(HALF, sent.size())).isEqualTo(names(FILES));
    }

    /** It knows nothing of chunks: it begins again, and records all files with the job. */
    @Test
    void what_an_earlier_version_recorded_since_counts_alone() {
        has(FILES);
        worker.stages.next(Phase.CREATED, diesAfter(HALF));
        worker.start("a");
        UploadFile resent = file("00.jpg", "0000beef");
        recordedByAnEarlierVersion(List.of(resent));
        worker.restart();
        List<Upload> seen = new ArrayList<>();
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    seen.add(context.upload());
                    return transfer(context, FILES);
                });
        worker.passes(Duration.ofMinutes(1));
        assertThat(seen.getFirst().files()).containsExactly(resent);
        assertThat(worker.last("a", OutcomeEvent.Completed.class).files()).hasSize(FILES);
        assertThat(worker.journal.keys()).containsExactly("job:a");
    }

    private void recordedByAnEarlierVersion(List<UploadFile> files) {
        JournalJson json = new JournalJson(worker.json);
        List<String> last = new ArrayList<>();
        worker.journal.forEachRecord((key, value) -> {
            if (key.equals("job:a") && value != null) {
                last.add(value);
            }
        });
        UploadJob job = json.job(last.getLast().getBytes(UTF_8));
        Upload known = job.currentUpload().orElseThrow();
        assertThat(known.files()).as("an earlier version sees none of them").isEmpty();
        Upload upload =
                new Upload(
                        known.id(), files, 0, null, false, null, known.matcher(), null, null, null);
        worker.journal.append("job:a", json.of(job.with(upload)));
    }

    @Test
    void the_parts_of_a_file_are_forgotten_once_it_is_transferred() {
        List<String> recorded = new ArrayList<>();
        worker.stages.next(
                Phase.CREATED,
                context -> {
                    for (int index = 0; index < 3; index++) {
                        begin(context, index, "multipart");
                        ConfirmedParts parts = ConfirmedParts.of("mp");
                        parts.confirm(1, "etag", 1);
                        context.checkpoint(
                                context.upload(),
                                Optional.of(new StageContext.PartsCheckpoint(index, parts)),
                                List.of());
                        recorded.addAll(partsInJournal());
                        transferred(context, index);
                    }
                    return new StageResult.Done(context.upload(), List.of());
                });
        worker.accept("a");
        worker.passes(Duration.ofMinutes(1));
        assertThat(recorded).containsExactly("parts:0:0:a", "parts:1:0:a", "parts:2:0:a");
        assertThat(worker.phase("a")).isEqualTo(Phase.COMPLETED);
    }

    private List<String> partsInJournal() {
        return worker.journal.keys().stream().filter(key -> key.startsWith("parts:")).toList();
    }

    /** What is recorded and read again, file by file, as the stage does. */
    private void has(int files) {
        worker.stages.always(
                Phase.ACCEPTED,
                context -> {
                    String id = "upload-" + worker.journal.size();
                    return new StageResult.Done(
                            Upload.created(id, "Algorithms, week 12", files),
                            List.of(header -> new OutcomeEvent.Created(header, id)));
                });
        worker.stages.always(Phase.CREATED, context -> transfer(context, files));
    }

    private StageResult transfer(StageContext context, int files) {
        send(context, context.upload().files().size(), files);
        return new StageResult.Done(context.upload(), List.of());
    }

    private UploadStage diesAfter(int files) {
        return context -> {
            send(context, context.upload().files().size(), files);
            return takenAway(context);
        };
    }

    private StageResult takenAway(StageContext context) {
        worker.journal.takenAway();
        context.checkpoint(
                context.upload().with(0, file("late", null)), Optional.empty(), List.of());
        throw new AssertionError("recorded after the partition was taken");
    }

    private void send(StageContext context, int from, int to) {
        for (int index = from; index < to; index++) {
            begin(context, index, "multipart-" + index);
            sent.add(name(index));
            transferred(context, index);
        }
    }

    private static void begin(StageContext context, int index, String multipart) {
        Upload upload = context.upload();
        context.checkpoint(
                upload.with(index, new UploadFile(name(index), 0, 10, "pin", 10, null, null, null)),
                Optional.empty(),
                List.of());
        context.checkpoint(
                upload.with(
                        index,
                        new UploadFile(name(index), 0, 10, "pin", 10, multipart, null, null)),
                Optional.empty(),
                List.of());
    }

    private static void transferred(StageContext context, int index) {
        context.checkpoint(
                context.upload().with(index, file(name(index), "0000beef")),
                Optional.empty(),
                List.of(header ->
                        new OutcomeEvent.FileTransferred(
                                header, new TransferredFile(name(index), 10, "0000beef"))));
    }

    private static UploadFile file(String name, @Nullable String crc32) {
        return new UploadFile(name, 0, 10, "", 10, null, crc32, null);
    }

    private static String name(int index) {
        return "%02dc.jpg".formatted(index);
    }

    private static List<String> names(int files) {
        return IntStream.range(0, files).mapToObj(ManyFiles::name).toList();
    }
}
